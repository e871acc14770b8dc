"""The rows of the demo cases: days counted from the filing become dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.cases.model import (
    Audience,
    Conclusion,
    EventKind,
    MeasureKind,
    MeasureStatus,
    NextStep,
    PaymentKind,
    Role,
    Stage,
)
from bot.cases.sample.court_days import CourtDays, term_end
from bot.cases.sample.data_files import load
from bot.cases.sample.matters import Row
from bot.cases.sample.offices import Court
from bot.cases.sample.people import person_key
from bot.cases.tables import case, event, measure, party, payment

_FARTHEST = 90  # days by which a case may be moved back until all its days are court days


class DemoRows:
    """The rows of one demo case, by the name of the view."""

    def __init__(self, data: dict[str, Any], court: Court, days: CourtDays, today: int, ids: Iterator[int]) -> None:
        self._data, self._court, self._days, self._today, self._ids = data, court, days, today, ids
        self._number: str = data["number"]
        self._filed = self._filing_day()
        self._party_ids: dict[str, str] = {role.value: f"P{next(ids):010d}" for role in Role if role.value in data}
        self.rows: dict[str, list[Row]] = {
            party.name: [self._party(role) for role in self._party_ids],
            event.name: [self._event(*entry) for entry in data["events"]],
            measure.name: [self._measure(**entry) for entry in data.get("measures", ())],
            payment.name: [self._payment(*entry) for entry in data.get("payments", ())],
            case.name: [self._case()],
        }

    def _filing_day(self) -> int:
        """So many days before today, on a court day; an ``exact`` case moves back until no act falls on a day off."""
        filed = self._days.back(self._today - self._data["filed"])
        if not self._data.get("exact"):
            return filed
        acts = {entry[0] for entry in self._data["events"]}
        moved = range(filed, filed - _FARTHEST, -1)
        return next(day for day in moved if all(self._days.works(day + act) for act in acts))

    def _day(self, after: int) -> int:
        return self._days.back(self._filed + after)

    def _iso(self, after: int) -> str:
        return self._days.iso(self._day(after))

    def _party(self, role: str) -> Row:
        person = load("demo")["people"][self._data[role]]
        return (
            self._party_ids[role],
            self._number,
            person_key(f"demo {self._data[role]}"),
            person["name"],
            Role(role).value,
            person.get("organisation", False),
            person["phone"],
            person["id_tail"],
            self._party_ids["applicant"] if role == "agent" else None,
        )

    def _event(self, after: int, kind: str, note: str, audience: str = Audience.PARTIES.value) -> Row:
        event_id = f"E{next(self._ids):010d}"
        return event_id, self._number, self._iso(after), EventKind(kind).value, note, Audience(audience).value

    def _measure(
        self,
        kind: str,
        target: str,
        status: str,
        amount: float | None = None,
        began: int | None = None,
        years: int | None = None,
        rank: int | None = None,
        audience: str = Audience.PARTIES.value,
    ) -> Row:
        ends = None if began is None or years is None else self._days.iso(term_end(self._day(began), years))
        return (
            f"M{next(self._ids):010d}",
            self._number,
            self._party_ids["debtor"],
            MeasureKind(kind).value,
            target,
            amount,
            None if began is None else self._iso(began),
            ends,
            MeasureStatus(status).value,
            rank,
            Audience(audience).value,
        )

    def _payment(self, after: int, kind: str, role: str, amount: float, note: str) -> Row:
        payment_id, day = f"Z{next(self._ids):010d}", self._iso(after)
        return payment_id, self._number, self._party_ids[role], PaymentKind(kind).value, amount, day, note

    def _case(self) -> Row:
        data, court = self._data, self._court.data
        office = self._court.offices[data["team"]]
        stage, since = data["stage"]
        next_step, due = data.get("next", (None, None))
        conclusion, concluded = data.get("conclusion", (None, None))
        return (
            self._number,
            court["code"],
            court["name"],
            data["cause"],
            data["basis"],
            data["claim"],
            self._iso(0),
            Stage(stage).value,
            self._iso(since),
            office.team_id,
            office.handlers[0],
            NextStep(next_step).value if next_step else None,
            None if due is None else self._days.iso(self._due(due)),
            None if concluded is None else self._iso(concluded),
            Conclusion(conclusion).value if conclusion else None,
        )

    def _due(self, after: int) -> int:
        """A planned day lies ahead, whatever the days off did to the filing."""
        return self._days.on(max(self._filed + after, self._today + 1))
