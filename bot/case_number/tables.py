"""The data beside the code: courts, types of cases and ways of writing, each file read once, when first needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml

_FOLDER = Path(__file__).parent / "data"

SUPREME = "最高法"
HOME = "粤"
"""The province assumed where a person gives a court's digits only."""


@dataclass(frozen=True)
class Court:
    """A court: `code` is None where no document shows it, `verified` False where it only follows from the rule."""

    code: str | None
    name: str
    parent: str | None
    verified: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseType:
    """A type of case; `name` falls back to its group where the official name is not certain."""

    code: str
    name: str
    group: str
    standard: bool


@cache
def load(name: str) -> Any:
    """The content of one data file, by its name without ending."""
    return read_yaml(_FOLDER / f"{name}.yml")


@cache
def courts() -> tuple[Court, ...]:
    """All courts of the table."""
    return tuple(Court(**{**row, "aliases": tuple(row.get("aliases", ()))}) for row in load("courts")["courts"])


@cache
def _courts_by_code() -> dict[str, Court]:
    return {court.code: court for court in courts() if court.code}


def court(code: str) -> Court | None:
    """The court with this code, or None."""
    return _courts_by_code().get(code)


def court_name(code: str) -> str | None:
    """The full name of the court with this code, or None if the table has none."""
    found = court(code)
    return found.name if found else None


@cache
def provinces() -> str:
    """The characters with which a court's code may begin."""
    return "".join(load("courts")["provinces"])


@cache
def _types() -> dict[str, CaseType]:
    data = load("case_types")
    listed = [(code, name, group, True) for group, codes in data["groups"].items() for code, name in codes.items()]
    listed += [(code, name, "其他", False) for code, name in data["outside_the_list"].items()]
    return {code: CaseType(code, name or f"{group}案件", group, standard) for code, name, group, standard in listed}


def case_type(code: str) -> CaseType | None:
    """The type of case with this code, or None."""
    return _types().get(code)


def is_enforcement(kind: str) -> bool:
    """Whether a type belongs to enforcement. 司救执 (aid to a party) does not, nor internal ones such as 执前督."""
    known = case_type(kind)
    return known is not None and known.group == "执行"


def type_codes() -> Iterable[str]:
    """All known codes of types."""
    return _types().keys()


def type_words() -> dict[str, str]:
    """What people call a type, with its code."""
    words: dict[str, str] = load("case_types")["words"]
    return words


def is_plain_word(kind: str) -> bool:
    """Whether this way to name a type is ordinary language too, and so proves little by itself."""
    return kind in type_words() or kind in load("case_types")["ordinary"]


def special() -> str:
    """The characters of special jurisdictions."""
    return "".join(load("case_types")["special"])


def old_places() -> str:
    """The first characters of the abbreviations of places in Guangdong, in numbers before 2016."""
    return "".join(load("courts")["old_places"])


def one_of(words: Iterable[str]) -> str:
    """A pattern for the longest of some words; shared beginnings are written once, so that its speed does not depend on
    how many words there are."""
    words = set(words)
    tails: dict[str, set[str]] = {}
    for word in words - {""}:
        tails.setdefault(word[0], set()).add(word[1:])
    branches = "|".join(head + one_of(rest) for head, rest in sorted(tails.items()))
    if not branches:
        return ""
    return f"(?:{branches})" + ("?" if "" in words else "")
