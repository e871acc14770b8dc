"""Invented people, companies and telephones.

Telephones reach nobody: mobile numbers begin with 154, a prefix that no operator has been given, and the local part of
office lines begins with 0, which no local number does. They still pass for numbers everywhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple, TypeVar

from bot.cases.sample.data_files import load

T = TypeVar("T")
_KEY = b"zhixun sample store"
_PLACE = re.compile("(区|县|市|镇|街道)$")
_KNOWN = 5000  # how many earlier debtors may turn up again


class Person(NamedTuple):
    """Somebody who takes part in cases."""

    person_key: str
    name: str
    is_organisation: bool
    phone: str | None
    id_tail: str


def pick(rng: Random, items: Sequence[T]) -> T:
    """One of the items, evenly. Faster than ``rng.choice``, which counts here."""
    return items[int(rng.random() * len(items))]


def person_key(identity: str) -> str:
    """As a court would make it from an ID number: a keyed hash that does not lead back."""
    return hmac.digest(_KEY, identity.encode(), hashlib.sha256).hex()


def office_line(dialling: str, number: int) -> str:
    """The telephone of an office; the local part begins with a zero."""
    return f"{dialling}-0{number:07d}"


class People:
    """Draws people; some debtors are drawn again, so one person has several cases."""

    def __init__(self, rng: Random) -> None:
        names = load("names")
        self._rng = rng
        self._count = 0
        self._surnames: str = names["surnames"]
        self._given: tuple[str, str, str] = (names["given_single"], names["given_first"], names["given_second"])
        self._words: list[str] = names["company_words"]
        self._trades: list[str] = names["trades"]
        self._banks: list[str] = names["banks"]
        self._bank_people: dict[str, Person] = {}
        self._debtors: dict[str, list[Person]] = {"person": [], "company": []}

    def draw(self, kind: str, court: dict[str, Any]) -> Person:
        """Somebody new: ``person``, ``company`` or ``bank``. A bank's branch is the same in all cases of a court."""
        if kind == "bank":
            name = f"{self._pick(self._banks)}{_PLACE.sub('', court['area'])}支行"
            if name not in self._bank_people:
                self._bank_people[name] = self._new(name, True)
            return self._bank_people[name]
        if kind == "company":
            return self._new(court["city"] + self._pick(self._words) + self._pick(self._trades), True)
        return self._new(self.name(), False)

    def debtor(self, kind: str, court: dict[str, Any]) -> Person:
        """Like :meth:`draw`, but one in eight owes money in another case too."""
        known = self._debtors[kind]
        if known and self._rng.random() < 0.125:
            return self._pick(known)
        person = self.draw(kind, court)
        if len(known) < _KNOWN:
            known.append(person)
        else:
            known[int(self._rng.random() * _KNOWN)] = person
        return person

    def name(self) -> str:
        """The name of an invented person."""
        single, first, second = self._given
        if self._rng.random() < 0.2:
            return self._pick(self._surnames) + self._pick(single)
        return self._pick(self._surnames) + self._pick(first) + self._pick(second)

    def _new(self, name: str, is_organisation: bool) -> Person:
        rng = self._rng
        self._count += 1
        # One in twenty has no telephone in the file: they must be able to come to a person all the same.
        phone = f"154{10_000_000 + int(rng.random() * 90_000_000)}" if rng.random() > 0.05 else None
        check = "0123456789X"[int(rng.random() * 11)]
        id_tail = f"{int(rng.random() * 1000):03d}{check}"
        return Person(person_key(f"sample {self._count}"), name, is_organisation, phone, id_tail)

    def _pick(self, items: Sequence[T]) -> T:
        return pick(self._rng, items)
