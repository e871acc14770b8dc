"""Facts of enforcement law, each with its source, as frozen values read once from ``data/``.

``data/instruments.yml`` lists the laws and judicial interpretations with the articles whose text was checked;
``data/facts/<topic>.yml`` holds the facts. How legal staff change them: ``docs/law.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.data_files import read_yaml
from bot.law.figures import Figure, Unit

DATA = Path(__file__).parent / "data"

# A fact whose text nobody has checked must say so in its own sentence, and so must every answer that rests on it.
HEDGES = ("以法院答复为准", "请向法院核实", "原文待核对")

_REQUIRED = frozenset({"id", "statement", "instrument", "article", "confidence"})
_OPTIONAL = frozenset({"figures", "applies", "in_force_from", "in_force_until"})
_ROLES = ("applicant", "debtor", "third_party")
_KINDS = ("person", "organisation")


class LawDataError(ValueError):
    """The law data is not usable; the message names the file, the fact and what is wrong."""


class UnknownFactError(LookupError):
    """No fact has this id."""


class Confidence(str, Enum):
    """How surely the text is known: the whole document checked, a public reprint, or not checked."""

    PRIMARY = "primary"
    REPRINT = "reprint"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Instrument:
    """A law, regulation, judicial interpretation or notice. The text of ``articles`` was checked, that of ``unchecked``
    was not: only an unverified fact may rest on it."""

    id: str
    title: str
    number: str
    cite_as: str
    in_force_from: date
    in_force_until: date | None
    note: str | None
    articles: tuple[str, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Whom a fact concerns; an empty ``stages`` means every stage of a case (codes of ``v_case.stage``)."""

    roles: tuple[str, ...] = _ROLES
    kinds: tuple[str, ...] = _KINDS
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One sentence of law with its figures and its source. ``in_force_until`` is the last day it holds, or None."""

    id: str
    topic: str
    statement: str
    figures: tuple[Figure, ...]
    instrument: Instrument
    article: str
    confidence: Confidence
    applies: Scope
    in_force_from: date
    in_force_until: date | None

    def values(self, unit: Unit) -> tuple[Decimal, ...]:
        """Its figures of one unit, in the order of the data."""
        return tuple(figure.value for figure in self.figures if figure.unit is unit)


def _require(ok: bool, where: str, what: str) -> None:
    if not ok:
        raise LawDataError(f"{where}: {what}")


def _instruments(path: Path) -> dict[str, Instrument]:
    found = {}
    for id_, raw in read_yaml(path).items():
        articles, unchecked = tuple(raw["articles"]), tuple(raw["unchecked"])
        named = articles + unchecked
        _require(len(set(named)) == len(named), f"{path.name}/{id_}", "an article is listed twice")
        found[id_] = Instrument(id=id_, **{**raw, "articles": articles, "unchecked": unchecked})
    return found


def _scope(raw: Mapping[str, Any], where: str) -> Scope:
    scope = Scope(**{key: tuple(value) for key, value in raw.items()})
    _require(set(scope.roles) <= set(_ROLES), where, f"unknown role in {scope.roles}")
    _require(set(scope.kinds) <= set(_KINDS), where, f"unknown kind in {scope.kinds}")
    return scope


def _figures(raw: list[Mapping[str, Any]]) -> tuple[Figure, ...]:
    return tuple(Figure(Decimal(str(figure["value"])), Unit(figure["unit"])) for figure in raw)


def _fact(raw: dict[str, Any], topic: str, instruments: Mapping[str, Instrument]) -> Fact:
    where = f"{topic}.yml/{raw.get('id', '?')}"
    unknown, missing = set(raw) - _REQUIRED - _OPTIONAL, _REQUIRED - set(raw)
    _require(not unknown, where, f"unknown key {sorted(unknown)}")
    _require(not missing, where, f"missing {sorted(missing)}")
    _require(raw["instrument"] in instruments, where, f"unknown instrument {raw['instrument']}")
    instrument = instruments[raw["instrument"]]
    checked = raw["confidence"] != Confidence.UNVERIFIED.value
    listed = instrument.articles if checked else instrument.articles + instrument.unchecked
    _require(raw["article"] in listed, where, f"{instrument.cite_as}{raw['article']} is not listed as checked")
    try:
        return Fact(
            id=raw["id"],
            topic=topic,
            statement=raw["statement"],
            figures=_figures(raw.get("figures", [])),
            instrument=instrument,
            article=raw["article"],
            confidence=Confidence(raw["confidence"]),
            applies=_scope(raw.get("applies", {}), where),
            in_force_from=raw.get("in_force_from", instrument.in_force_from),
            in_force_until=raw.get("in_force_until", instrument.in_force_until),
        )
    except (TypeError, ValueError, ArithmeticError) as error:
        raise LawDataError(f"{where}: {error}") from error


def read(folder: Path) -> Mapping[str, Fact]:
    """The facts of a data folder by id, in file order. Raises :class:`LawDataError` if anything is not usable."""
    instruments = _instruments(folder / "instruments.yml")
    found: dict[str, Fact] = {}
    for path in sorted((folder / "facts").glob("*.yml")):
        for raw in read_yaml(path):
            one = _fact(raw, path.stem, instruments)
            _require(one.id not in found, path.name, f"id {one.id} is used twice")
            found[one.id] = one
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def load() -> Mapping[str, Fact]:
    """The project's own facts by id, read once."""
    return read(DATA)


def fact(fact_id: str) -> Fact:
    """One fact. Raises :class:`UnknownFactError`."""
    try:
        return load()[fact_id]
    except KeyError:
        raise UnknownFactError(fact_id) from None


def facts(topic: str) -> tuple[Fact, ...]:
    """The facts of one topic (a file of ``data/facts``), in file order; empty if there is no such topic."""
    return tuple(one for one in load().values() if one.topic == topic)


def in_force(one: Fact, day: date) -> bool:
    """Whether the fact and its instrument both hold on ``day`` (first and last day included)."""
    spans = ((one.in_force_from, one.in_force_until), (one.instrument.in_force_from, one.instrument.in_force_until))
    return all(start <= day and (end is None or day <= end) for start, end in spans)


def cite(one: Fact) -> str:
    """The source as people read it: ``《民事诉讼法》第一百一十八条``, with the document number where it helps."""
    return one.instrument.cite_as + one.article
