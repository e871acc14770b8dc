"""Parties of the sample store who have proved who they are, so that their very first message may be answered."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import redis

from bench.conversation import Speaker
from bench.processes import BenchError
from bot.parties import Confirmed, IdentityService, IdentitySettings, RegisteredParty

_APPLICANTS = """
    SELECT case_number, person_key, name, phone FROM v_party
    WHERE role = 'applicant' AND is_organisation = 0 AND phone IS NOT NULL
    GROUP BY case_number HAVING count(*) = 1 ORDER BY case_number
"""


class People:
    """Applicants with a telephone, one a case. They are given out in turn: the same place is the same person."""

    def __init__(self, store: Path) -> None:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
            found = database.execute(_APPLICANTS).fetchall()
        self._registered = {number: RegisteredParty(key, name, phone) for number, key, name, phone in found}
        self._numbers = list(self._registered)

    def speakers(self, names: Iterable[str], first: int) -> list[Speaker]:
        """A speaker for each name, beginning with the person at the place ``first``."""
        return [
            Speaker(name, self._numbers[place % len(self._numbers)]) for place, name in enumerate(names, start=first)
        ]

    def prove(self, speakers: Iterable[Speaker], *, prefix: str, client: redis.Redis[str], secret: str) -> None:
        """Let them pass the identity check whose state lies in this Redis: name, then the code that the phone received.
        ``prefix`` comes before a sender's name. Raises :class:`BenchError` if somebody does not pass."""
        phone = Phone()
        check = IdentityService(self, phone, client, IdentitySettings(secret), executor=_AtOnce())
        for speaker in speakers:
            sender = prefix + speaker.sender
            check.start(sender, speaker.case_number, self._registered[speaker.case_number].name)
            if not isinstance(check.confirm(sender, phone.code), Confirmed):
                raise BenchError(f"the identity check refused the party of {speaker.case_number}")

    def find(self, case_number: str, name: str) -> RegisteredParty | None:
        """The directory of the identity check."""
        return self._registered.get(case_number)


class Phone:
    """Every phone; ``code`` is the last one that came."""

    code = ""

    def send(self, phone: str, text: str) -> None:
        """Receive a message."""
        found = re.search(r"\d{6}", text)
        self.code = found.group() if found else ""


class _AtOnce(Executor):
    """Does the work in the calling thread, so that the code is there when ``start`` returns."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(function(*args, **kwargs))
        return done
