"""A case number and its parts.

最高人民法院《关于人民法院案件案号的若干规定》, 法〔2015〕137号, amended by 法〔2018〕335号.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from bot.case_number import tables


@dataclass(frozen=True)
class CaseNumber:
    """A complete case number, whether or not its court is in the table."""

    year: int
    court: str
    """A code such as 粤0111; in the shape used before 2016 the abbreviation of the place such as 穗云法."""
    type: str
    serial: int
    special: str = ""
    """The character of a special jurisdiction, as 知 in 最高法知民终."""
    suffix: str = ""
    """之一, 之二 … tell documents of one case apart (法〔2016〕37号); the case is the same."""
    old: bool = False
    """Whether it has the shape used before 2016, with 字第."""

    @property
    def canonical(self) -> str:
        """The number as a court writes it."""
        mark = "字第" if self.old else ""
        return f"（{self.year}）{self.court}{self.special}{self.type}{mark}{self.serial}号{self.suffix}"

    @property
    def is_enforcement(self) -> bool:
        """Whether it numbers an enforcement case, not a trial."""
        return tables.is_enforcement(self.type)

    @property
    def court_name(self) -> str | None:
        """The full name of the court, or None if the table does not have it."""
        return tables.court_name(self.court)

    @property
    def province(self) -> str | None:
        """The first character of the court's code; None for 最高法 and for numbers of the old shape."""
        return None if self.old or self.court == tables.SUPREME else self.court[0]

    def is_future(self, today: date) -> bool:
        """Whether the year has not begun by this day."""
        return self.year > today.year

    def __str__(self) -> str:
        return self.canonical


@dataclass(frozen=True)
class PartialCaseNumber:
    """What is known of a case number that lacks at least one part."""

    year: int | None = None
    court: str | None = None
    type: str | None = None
    serial: int | None = None
    special: str = ""
    suffix: str = ""
    old: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the missing parts, in the order of the number."""
        return tuple(part for part in ("year", "court", "type", "serial") if getattr(self, part) is None)

    @property
    def canonical(self) -> None:
        """A partial number has no canonical form."""

    @property
    def is_enforcement(self) -> bool | None:
        """As for a complete number; None while the type is unknown."""
        return None if self.type is None else tables.is_enforcement(self.type)

    @property
    def court_name(self) -> str | None:
        """The full name of the court, or None if it is unknown or not in the table."""
        return None if self.court is None else tables.court_name(self.court)

    def settled(self) -> CaseNumber | PartialCaseNumber:
        """The complete number if no part is missing, else this one."""
        if self.year is None or self.court is None or self.type is None or self.serial is None:
            return self
        return CaseNumber(self.year, self.court, self.type, self.serial, self.special, self.suffix, self.old)

    def merged(self, other: CaseNumber | PartialCaseNumber) -> CaseNumber | PartialCaseNumber:
        """This number with the parts of a later message put in; where both have a part the later one counts."""
        later = {field.name: getattr(other, field.name) for field in fields(self)}
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        return PartialCaseNumber(**{name: later[name] or mine[name] for name in mine}).settled()


@dataclass(frozen=True)
class Found:
    """A number inside a text: `text` is what stood at start:end."""

    number: CaseNumber | PartialCaseNumber
    start: int
    end: int
    text: str
    alternatives: tuple[CaseNumber, ...] = ()
    """Other numbers that the same words may mean. If there are any, the person has to be asked."""
