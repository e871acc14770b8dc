"""One sample case from its first day until today: a planned story becomes rows of the store."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from bot.cases.model import Audience, EventKind, MeasureKind, PaymentKind, Stage
from bot.cases.sample.court_days import CourtDays
from bot.cases.sample.data_files import load
from bot.cases.sample.matters import Cast, Matter, Row
from bot.cases.sample.measures import Measures, fine
from bot.cases.sample.money import CashBox, text
from bot.cases.sample.offices import Court
from bot.cases.sample.people import pick
from bot.cases.sample.stories import Plan, Step

_FINE = MeasureKind.FINE.value
_AUDIENCE = 5


class Surroundings(NamedTuple):
    """What all cases share. ``today`` is an ordinal; ``ids`` numbers the rows."""

    rng: Random
    days: CourtDays
    today: int
    ids: Iterator[int]


class Life:
    """Tells one case; afterwards its rows, in the order of the columns of ``tables.py``, are in the lists."""

    def __init__(self, around: Surroundings, court: Court, matter: Matter, cast: Cast, plan: Plan, number: str) -> None:
        self._around, self._court, self._matter, self._plan, self._number = around, court, matter, plan, number
        self._office = court.offices[matter.story.team]
        self._box = CashBox(matter.claim)
        self._instalments = matter.story.instalments
        self._measures = Measures(around.rng, around.days, around.ids, court)
        self._handler: str | None = None
        self._filed: int | None = None
        self._concluded: int | None = None
        self._stage, self._since = Stage.FILED.value, 0
        self.parties: list[Any] = cast.rows(number, around.ids)
        self._debtor: str = self.parties[cast.debtor][0]
        self._applicant: str = self.parties[cast.applicant][0]
        self._debtor_is_organisation = cast.debtor_is_organisation
        self.events: list[Any] = []
        self.payments: list[Any] = []
        self._tell()

    @property
    def measures(self) -> list[Any]:
        """The rows of ``v_measure``."""
        return self._measures.rows

    @property
    def case(self) -> Row:
        """The row of ``v_case``."""
        iso, court, matter = self._around.days.iso, self._court.data, self._matter
        assigned = self._handler is not None
        next_step, next_due = self._next()
        return (
            self._number,
            court["code"],
            court["name"],
            matter.cause,
            matter.basis,
            matter.claim / 100,
            None if self._filed is None else iso(self._filed),
            self._stage,
            iso(self._since),
            self._office.team_id if assigned else None,
            self._handler,
            next_step,
            next_due,
            None if self._concluded is None else iso(self._concluded),
            None if self._concluded is None else matter.story.conclusion,
        )

    def _tell(self) -> None:
        for step, day in self._plan.past:
            self._happen(step, day)
        self._keep_quiet(*self._plan.past[-1])
        for day in self._measures.run_out(self._around.today):
            self._delist(day)
        if self._plan.coming:
            step = self._plan.coming[0]
            self._measures.plan(step, self._amount(step), self._number, self._debtor)

    def _happen(self, step: Step, day: int) -> None:
        if step.stage:
            self._enter(step.stage, day)
        if step.name == "assigned":
            self._handler = pick(self._around.rng, self._office.handlers)
        amount = self._amount(step)
        if step.takes:
            self._measures.take(step, day, amount, self._number, self._debtor)
        self._measures.close(step)
        if step.money:
            amount = self._move_money(step.money, day)
        note = pick(self._around.rng, step.notes)
        if "{" in note:
            note = note.format(target=self._measures.target, amount=text(amount or 0))
        self._record(day, step.event, note, step.audience)

    def _enter(self, stage: str, day: int) -> None:
        if stage == Stage.FILED.value and self._filed is None:
            self._filed = day
        if stage in (Stage.TERMINATED.value, Stage.CONCLUDED.value):
            self._concluded = day
        if stage != self._stage or not self._since:
            self._stage, self._since = stage, day

    def _amount(self, step: Step) -> int | None:
        """The sum of the measure that the step takes."""
        rng = self._around.rng
        if step.amount == "full":
            return self._box.missing
        if step.amount == "little":
            return int(self._matter.claim * 0.015 * rng.random())
        return fine(rng, self._debtor_is_organisation) if _FINE in step.takes else None

    def _move_money(self, how: str, day: int) -> int:
        """Take money in or hand it out; what the note of the event names."""
        if how == "out":
            parts = self._box.hand_out()
            for kind, amount in parts.items():
                self._pay(kind, amount, day, kind)
            return parts.get(PaymentKind.PAID_OUT.value, 0)
        amount = self._box.take_in(self._income(how))
        self._pay(PaymentKind.RECEIVED.value, amount, day, how)
        return amount

    def _income(self, how: str) -> int:
        rng, missing = self._around.rng, self._box.missing
        if how == "part":
            return int(missing * (0.08 + 0.3 * rng.random()) / 10_000 + 1) * 10_000
        if how == "sale":  # at least what is owed, or the case could not end as paid; the rest goes back to the debtor
            return int(missing * (1 + 0.6 * rng.random()) / 10_000 + 1) * 10_000
        if how == "instalment":
            share = missing // self._instalments
            self._instalments -= 1
            return share
        return missing

    def _pay(self, kind: str, amount: int, day: int, note: str) -> None:
        party = self._applicant if kind == PaymentKind.PAID_OUT.value else self._debtor
        self.payments.append(
            (
                f"Z{next(self._around.ids):010d}",
                self._number,
                party,
                kind,
                amount / 100,
                self._around.days.iso(day),
                load("notes")["payments"][note],
            )
        )

    def _record(self, day: int, kind: str, note: str, audience: str) -> None:
        event_id = f"E{next(self._around.ids):010d}"
        self.events.append([event_id, self._number, self._around.days.iso(day), kind, note, audience])

    def _keep_quiet(self, step: Step, day: int) -> None:
        """A search that runs or a ruling that is not served yet is told to the applicant, some to nobody."""
        if not step.quiet or self._around.today - day > step.quiet:
            return
        audience = Audience.APPLICANT if self._around.rng.random() < 0.8 else Audience.COURT
        self.events[-1][_AUDIENCE] = audience.value
        if step.takes:
            self._measures.hush(audience)

    def _delist(self, ended: int) -> None:
        day = self._around.days.on(ended + 1)
        if day <= self._around.today:
            self._record(day, EventKind.DELISTED.value, "纳入期限届满，失信信息已删除", Audience.PARTIES.value)

    def _next(self) -> tuple[str | None, str | None]:
        """What the court entered as its next step, and by when; one in seven enters no day."""
        if self._plan.coming is None or self._plan.coming[0].awaited is None:
            return None, None
        step, day = self._plan.coming
        return step.awaited, self._around.days.iso(day) if self._around.rng.random() < 0.85 else None
