"""The tables of a report, as CSV files that Excel opens; rows are written as they come."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.hours import CHINA
from bot.transcripts.judging import Judged
from bot.transcripts.ledger import Settled
from bot.transcripts.reading import Broken
from bot.transcripts.texts import label, say, texts

NAMES = ("calls", "questions", "promises", "broken")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Sheets:
    """Four tables in a folder that exists. Use it in a ``with`` block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._writers: dict[str, Any] = {}

    def __enter__(self) -> Sheets:
        for name in NAMES:
            path = self._folder / f"{name}.csv"
            file = self._stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
            self._writers[name] = csv.writer(file)
            self._writers[name].writerow(texts()["csv"][name])
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def call(self, call: Judged, ticket: str) -> None:
        """A row for a call, and one for each of its questions."""
        fates = texts()["fates"]
        self._write(
            "calls",
            call.id,
            _moment(call.begin),
            say("csv", "out" if call.outgoing else "in"),
            "、".join(map(label, call.intents)),
            "、".join(call.numbers),
            texts()["troubles"]["number_unclear"] if call.unclear_number else "",
            fates[call.fate] if not call.outgoing else "",
            "\n".join(question.words or question.ask for question in call.questions),
            "\n".join(question.right for question in call.questions),
            "；".join(promise.due.shown if promise.due else say("promises", "no_time") for promise in call.promises),
            "、".join(texts()["troubles"][kind] for kind in call.troubles),
            texts()["needs"][call.need.kind] if call.need else "",
            ticket,
        )
        for one in call.questions:
            words = one.words or one.ask
            row = (call.id, _moment(call.begin), one.turn, label(one.intent), words, fates[one.fate], one.right)
            self._write("questions", *row)

    def promise(self, settled: Settled, ticket: str) -> None:
        """A row for a promise."""
        made = settled.promise
        due = made.due.shown if made.due else say("promises", "no_time")
        outcome = texts()["promises"][settled.outcome]
        self._write("promises", settled.call.id, _moment(made.made), made.place + 1, made.said, due, outcome, ticket)

    def broken(self, broken: Broken) -> None:
        """A row for a line that could not be used."""
        self._write("broken", broken.file, broken.line, broken.why)

    def _write(self, name: str, *cells: object) -> None:
        self._writers[name].writerow(list(map(_safe, cells)))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _safe(cell: object) -> object:
    """What came from outside is never a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
