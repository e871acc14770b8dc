"""Worker processes that judge calls: the model loaded once each, chunks in a bounded queue, results in order."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.hours import Hours
from bot.transcripts.judging import Judged, judge
from bot.transcripts.listening import Listener
from bot.transcripts.reading import Broken, Raw, parsed
from bot.transcripts.texts import say

CHUNK = 32  # calls
_AHEAD = 3  # chunks a worker that may wait or be done: what bounds the memory


@dataclass(frozen=True)
class Done:
    """What came of a line, where it stands, and how many bytes of its file had been read (0: not known)."""

    result: Judged | Broken
    file: str
    line: int
    read: int = 0


def judged(items: Iterable[Raw | Broken], model: Path, hours: Hours, workers: int | None = None) -> Iterator[Done]:
    """Judge calls on several processors, in the order in which they came; one worker a processor by default.

    Raises ``concurrent.futures.process.BrokenProcessPool`` if a worker is killed."""
    count = workers or len(os.sched_getaffinity(0))
    context = multiprocessing.get_context("spawn")
    source = iter(items)
    with ProcessPoolExecutor(count, context, _begin, (model, hours)) as pool:
        waiting: deque[Future[list[Done]]] = deque()
        try:
            while chunk := list(islice(source, CHUNK)):
                waiting.append(pool.submit(_judge, chunk))
                if len(waiting) >= count * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """What a worker process holds."""

    listener: Listener
    hours: Hours


def _begin(model: Path, hours: Hours) -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # the other processors have workers of their own
    _Worker.listener, _Worker.hours = Listener.load(model), hours


def _judge(chunk: list[Raw | Broken]) -> list[Done]:
    return [one_judged(item, _Worker.listener, _Worker.hours) for item in chunk]


def one_judged(item: Raw | Broken, listener: Listener, hours: Hours) -> Done:
    """One call; a call that cannot be read for whatever reason is a broken line, and the run goes on."""
    if isinstance(item, Broken):
        return Done(item, item.file, item.line)
    return Done(_judged(item, listener, hours), item.file, item.line, item.read)


def _judged(raw: Raw, listener: Listener, hours: Hours) -> Judged | Broken:
    call = parsed(raw)
    if isinstance(call, Broken):
        return call
    try:
        return judge(call, listener, hours)
    except Exception as error:  # the text of the error may hold what was said
        return Broken(raw.file, raw.line, say("broken", "failed", kind=type(error).__name__))
