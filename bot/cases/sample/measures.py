"""The measures of one sample case: taken, done, lifted, expired, planned."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from bot.cases.model import Audience, MeasureKind, MeasureStatus
from bot.cases.sample import money
from bot.cases.sample.court_days import CourtDays, term_end
from bot.cases.sample.data_files import load
from bot.cases.sample.offices import Court
from bot.cases.sample.people import pick
from bot.cases.sample.stories import Step

# Years. 民诉法解释第485条：存款1年，动产2年，不动产和其他财产权3年；失信名单规定第二条：2年
TERM_YEARS = {
    MeasureKind.FREEZE_DEPOSIT.value: 1,
    MeasureKind.FREEZE_WALLET.value: 1,
    MeasureKind.FREEZE_EQUITY.value: 3,
    MeasureKind.SEIZE_REALTY.value: 3,
    MeasureKind.SEIZE_VEHICLE.value: 2,
    MeasureKind.SEIZE_MOVABLE.value: 2,
    MeasureKind.DISHONEST_LIST.value: 2,
}
_NOT_RANKED = frozenset({MeasureKind.DISHONEST_LIST.value})
_SOLD = frozenset(
    kind.value
    for kind in (
        MeasureKind.FREEZE_EQUITY,
        MeasureKind.SEIZE_REALTY,
        MeasureKind.SEIZE_VEHICLE,
        MeasureKind.SEIZE_MOVABLE,
    )
)
_AGAINST_THE_PERSON = frozenset(
    kind.value
    for kind in (
        MeasureKind.CONSUMPTION_LIMIT,
        MeasureKind.DISHONEST_LIST,
        MeasureKind.EXIT_BAN,
        MeasureKind.FINE,
        MeasureKind.DETENTION,
    )
)
_DETENTION_DAYS = 15  # 民诉法第一百一十八条：拘留的期限，为十五日以下
_STATUS, _ENDS, _KIND, _AUDIENCE = 8, 7, 3, 10


class Measures:
    """Rows of ``v_measure`` of one case, as lists in the order of the columns; ``target`` is the property that
    was taken last."""

    def __init__(self, rng: Random, days: CourtDays, ids: Iterator[int], court: Court) -> None:
        self._rng, self._days, self._ids, self._court = rng, days, ids, court
        self._on_sale = ""
        self.target = ""
        self.rows: list[Any] = []

    def take(self, step: Step, day: int, amount: int | None, case_number: str, party_id: str) -> None:
        """A measure of the step begins on ``day``."""
        kind = pick(self._rng, step.takes)
        rank = step.rank or 1 if kind in TERM_YEARS and kind not in _NOT_RANKED else None
        self._add(kind, amount, day, MeasureStatus.ACTIVE, rank, Audience.PARTIES, case_number, party_id)
        taken = self.rows[-1][4]
        if kind not in _AGAINST_THE_PERSON:
            self.target = taken
        if kind in _SOLD:
            self._on_sale = taken

    def plan(self, step: Step, amount: int | None, case_number: str, party_id: str) -> None:
        """A measure that the step would take is planned: the debtor must not hear of it (先控制、后告知)."""
        if step.plans is None:
            return
        audience = Audience.APPLICANT if self._rng.random() < 0.7 else Audience.COURT
        self._add(step.plans, amount, None, MeasureStatus.PLANNED, None, audience, case_number, party_id)

    def close(self, step: Step) -> None:
        """What the step ends is done, lifted or expired."""
        for kinds, status in (
            (step.finishes, MeasureStatus.DONE),
            (step.lifts, MeasureStatus.LIFTED),
            (step.lapses, MeasureStatus.EXPIRED),
        ):
            for row in self.rows if kinds else ():
                if row[_KIND] in kinds and row[_STATUS] == MeasureStatus.ACTIVE.value:
                    row[_STATUS] = status.value

    def hush(self, audience: Audience) -> None:
        """The measure taken last is not served on everybody yet."""
        self.rows[-1][_AUDIENCE] = audience.value

    def run_out(self, today: int) -> list[int]:
        """Expire what ended before ``today``; the days on which names left the list of dishonest debtors."""
        delisted, now = [], self._days.iso(today)
        for row in self.rows:
            if row[_STATUS] != MeasureStatus.ACTIVE.value or row[_ENDS] is None or row[_ENDS] >= now:
                continue
            ended = MeasureStatus.DONE if row[_KIND] == MeasureKind.DETENTION.value else MeasureStatus.EXPIRED
            row[_STATUS] = ended.value
            if row[_KIND] == MeasureKind.DISHONEST_LIST.value:
                delisted.append(self._days.ordinal(row[_ENDS]))
        return delisted

    def _add(
        self,
        kind: str,
        amount: int | None,
        day: int | None,
        status: MeasureStatus,
        rank: int | None,
        audience: Audience,
        case_number: str,
        party_id: str,
    ) -> None:
        days = self._days
        ends = None if day is None else self._end(kind, day)
        self.rows.append(
            [
                f"M{next(self._ids):010d}",
                case_number,
                party_id,
                kind,
                self._describe(kind),
                None if amount is None else amount / 100,
                None if day is None else days.iso(day),
                None if ends is None else days.iso(ends),
                status.value,
                rank,
                audience.value,
            ]
        )

    def _end(self, kind: str, day: int) -> int | None:
        if kind == MeasureKind.DETENTION.value:
            return day + _DETENTION_DAYS - 1
        years = TERM_YEARS.get(kind)
        return term_end(day, years) if years else None

    def _describe(self, kind: str) -> str:
        if kind == MeasureKind.AUCTION.value:
            return self._on_sale
        rng, court = self._rng, self._court.data
        pattern: str = pick(rng, load("notes")["targets"][kind])
        if "{" not in pattern:
            return pattern
        number = int(rng.random() * 10000)
        return pattern.format(
            tail=f"{number:04d}",
            tail2=f"{number % 10}{'ABCDEFGHJKLMNPQRSTUVWXYZ'[number % 24]}",
            size=45 + number % 120,
            share=10 + number % 80,
            area=court["area"],
            plate=court["plate"],
        )


def fine(rng: Random, is_organisation: bool) -> int:
    """A fine in cents. 民诉法第一百一十八条：个人十万元以下，单位五万元以上一百万元以下"""
    least, most = (50_000, 300_000) if is_organisation else (1_000, 50_000)
    return money.draw(rng, least, most)
