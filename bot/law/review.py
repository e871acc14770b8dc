"""The facts as a table for legal staff, and what is wrong with them (``docs/law.md``)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import TextIO

from bot.law.facts import HEDGES, Confidence, Fact, cite, load
from bot.law.figures import Figure, figures_in

_MARKS = {
    Confidence.PRIMARY: "",
    Confidence.REPRINT: "转载，待核对官方文本",
    Confidence.UNVERIFIED: "未核，不得当作定论",
}


@dataclass(frozen=True)
class Row:
    """One fact as legal staff read it; ``mark`` says what is still to be checked."""

    id: str
    topic: str
    statement: str
    figures: str
    source: str
    confidence: str
    mark: str
    applies: str
    in_force: str


def table() -> tuple[Row, ...]:
    """Every fact, in the order of the files."""
    return tuple(_row(one) for one in load().values())


def write_csv(out: TextIO) -> None:
    """Write the table to ``out``, opened with ``newline=""``; the first line names the columns."""
    writer = csv.DictWriter(out, [column.name for column in fields(Row)])
    writer.writeheader()
    writer.writerows(asdict(row) for row in table())


def problems() -> tuple[str, ...]:
    """What must be put right before a release, one line each: ``<id>: <what>``. Empty when all is well."""
    return tuple(f"{one.id}: {what}" for one in load().values() for what in faults(one))


def faults(one: Fact) -> Iterator[str]:
    """What is wrong with one fact: figures that differ from its sentence, no hedge, a date that is not its own."""
    said, typed = set(figures_in(one.statement)), set(one.figures)
    if said - typed:
        yield f"figures said but not typed: {_figures(said - typed)}"
    if typed - said:
        yield f"figures typed but not said: {_figures(typed - said)}"
    hedged = any(hedge in one.statement for hedge in HEDGES)
    if one.confidence is Confidence.UNVERIFIED and not hedged:
        yield "unverified, but stated as settled"
    for year, month, day in re.findall(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", one.statement):
        if f"{year}-{month:0>2}-{day:0>2}" != one.in_force_from.isoformat():
            yield f"the date {year}-{month}-{day} is not the day it took effect"
    if one.statement.count("。") != 1 or not one.statement.endswith("。"):
        yield "not one sentence"


def _row(one: Fact) -> Row:
    scope = (one.applies.roles, one.applies.kinds, one.applies.stages or ("all stages",))
    return Row(
        id=one.id,
        topic=one.topic,
        statement=one.statement,
        figures=_figures(one.figures),
        source=cite(one),
        confidence=one.confidence.value,
        mark=_MARKS[one.confidence],
        applies="; ".join(" ".join(part) for part in scope),
        in_force=f"{one.in_force_from} – {one.in_force_until or ''}".rstrip(),
    )


def _figures(figures: set[Figure] | tuple[Figure, ...]) -> str:
    return ", ".join(f"{figure.value:f} {figure.unit.value}" for figure in figures)
