"""One run over files of finished calls: judge, write, open tickets, and make the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.hours import Hours
from bot.transcripts import page
from bot.transcripts.judging import Judged
from bot.transcripts.ledger import Ledger
from bot.transcripts.pool import Done, judged
from bot.transcripts.reading import Broken, Raw, raws
from bot.transcripts.sheets import Sheets
from bot.transcripts.tally import Tally
from bot.transcripts.texts import say
from bot.transcripts.tickets import Counter, Tickets, callback_of

PAGE = "report.html"

Judging = Callable[[Iterable[Raw | Broken]], Iterable[Done]]
"""Judges lines in order."""

Progress = Callable[[int, int], None]
"""Told how many calls are done and how many bytes of the files have been read for them."""


@dataclass(frozen=True)
class Means:
    """What a run works with: the model file, the office's hours, the desk (``None``: no tickets), and how many worker
    processes (``None``: one a processor)."""

    model: Path
    hours: Hours
    desk: Counter | None = None
    workers: int | None = None


def run(files: Sequence[Path], folder: Path, means: Means, progress: Progress = lambda calls, read: None) -> Tally:
    """Read the files, write the report into ``folder``, and count. Raises ``OSError`` for a file or folder that cannot
    be read or written, and what :func:`bot.transcripts.pool.judged` raises."""
    return run_with(
        lambda items: judged(items, means.model, means.hours, means.workers), files, folder, means, progress
    )


def run_with(judging: Judging, files: Sequence[Path], folder: Path, means: Means, progress: Progress) -> Tally:
    """The same with calls judged in a way of one's own."""
    folder.mkdir(parents=True, exist_ok=True)
    tally, tickets = Tally(), Tickets(means.desk)
    with Ledger() as ledger, Sheets(folder) as sheets:
        for calls, (done, read) in enumerate(_with_bytes(judging(_all(files))), 1):
            _take(done, ledger, sheets, tickets, tally)
            progress(calls, read)
        for settled in ledger.settled():
            ticket = ""
            if settled.outcome == "missed":
                need = callback_of(settled)
                entered = tickets.enter(settled.call, need)
                tally.add_work(settled.call, need, entered)
                ticket = entered.number
            sheets.promise(settled, ticket)
            tally.add_promise(settled, ticket)
    (folder / PAGE).write_text(page.page(tally), encoding="utf-8")
    return tally


def _all(files: Sequence[Path]) -> Iterator[Raw | Broken]:
    for file in files:
        yield from raws(file)


def _with_bytes(done: Iterable[Done]) -> Iterator[tuple[Done, int]]:
    """Each with the bytes read of all files so far."""
    before = last = 0
    for one in done:
        if one.read and one.read < last:  # the next file
            before += last
        last = one.read or last
        yield one, before + last


def _take(done: Done, ledger: Ledger, sheets: Sheets, tickets: Tickets, tally: Tally) -> None:
    result = done.result
    if isinstance(result, Judged) and not ledger.add(result):
        result = Broken(done.file, done.line, say("broken", "again"))
    if isinstance(result, Broken):
        sheets.broken(result)
        tally.add_broken(result)
        return
    ticket = ""
    if result.need:
        entered = tickets.enter(result, result.need)
        tally.add_work(result, result.need, entered)
        ticket = entered.number
    sheets.call(result, ticket)
    tally.add(result)
