"""What has to be known of all calls at once: which came before, what was promised, who was rung up, and when.

It lies in a temporary SQLite file, so that memory does not grow with the calls. Telephone numbers are kept as hashes
with a key that is thrown away with the file.
"""

from __future__ import annotations

import hashlib
import pickle
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.hours import CHINA
from bot.transcripts.judging import Judged
from bot.transcripts.promises import Promise

_TABLES = """
CREATE TABLE calls (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE rung (who TEXT, at REAL);
CREATE INDEX rung_who ON rung (who, at);
CREATE TABLE promises (at REAL, call BLOB, promise BLOB);
"""
_DAY_WITHOUT_TIME = 86400.0
"""Seconds: a promise without a time (尽快) counts as missed when a day and the rest of the file have passed."""


@dataclass(frozen=True)
class Settled:
    """A promise and what became of it as far as the file tells: ``kept``, ``late``, ``missed``, ``not_due``,
    ``ticket`` (the desk had it already)."""

    call: Judged
    promise: Promise
    outcome: str


class Ledger:
    """Use it in a ``with`` block; the file goes at the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="zhixun-calls-")
        self._base = sqlite3.connect(Path(self._folder.name) / "ledger.db", isolation_level=None)
        self._base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000;" + _TABLES)
        self._key = secrets.token_bytes(16)
        self._last = 0.0

    def __enter__(self) -> Ledger:
        self._base.execute("BEGIN")
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        self._folder.cleanup()

    def add(self, call: Judged) -> bool:
        """Write a call down; ``False`` if its id was there already."""
        if not self._base.execute("INSERT OR IGNORE INTO calls VALUES (?)", (call.id,)).rowcount:
            return False
        at = call.begin.timestamp()
        self._last = max(self._last, at)
        if call.outgoing:
            self._base.executemany("INSERT INTO rung VALUES (?, ?)", [(who, at) for who in self._marks(call)])
        for promise in call.promises:
            row = (promise.made.timestamp(), pickle.dumps(call), pickle.dumps(promise))
            self._base.execute("INSERT INTO promises VALUES (?, ?, ?)", row)
        return True

    def settled(self) -> Iterator[Settled]:
        """Every promise with its outcome, the oldest first. Ask when all calls are in."""
        for _, call, promise in self._base.execute("SELECT * FROM promises ORDER BY at"):
            one, made = pickle.loads(call), pickle.loads(promise)
            yield Settled(one, made, self._outcome(one, made))

    @property
    def last(self) -> datetime | None:
        """When the last call began; ``None`` without any."""
        return datetime.fromtimestamp(self._last, CHINA) if self._last else None

    def _outcome(self, call: Judged, promise: Promise) -> str:
        if promise.ticketed:
            return "ticket"
        due = promise.due.at.timestamp() if promise.due else None
        rung = self._rung_after(call, promise.made.timestamp())
        if rung is not None:
            return "kept" if due is None or rung <= due else "late"
        return "missed" if (due or promise.made.timestamp() + _DAY_WITHOUT_TIME) < self._last else "not_due"

    def _rung_after(self, call: Judged, at: float) -> float | None:
        """When the office next rang up the same number, or about the same case."""
        found = [
            self._base.execute("SELECT min(at) FROM rung WHERE who = ? AND at > ?", (who, at)).fetchone()[0]
            for who in self._marks(call)
        ]
        return min((moment for moment in found if moment is not None), default=None)

    def _marks(self, call: Judged) -> list[str]:
        marks = [*([call.phone] if call.phone else []), *call.numbers]
        return [hashlib.blake2b(mark.encode(), key=self._key, digest_size=16).hexdigest() for mark in marks]
