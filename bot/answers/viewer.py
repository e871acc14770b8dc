"""Who reads an answer: what this person is in this case, and what may therefore be shown to them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cases.model import (
    CaseFile,
    Event,
    EventKind,
    Measure,
    MeasureStatus,
    NextStep,
    Payment,
    PaymentKind,
    Role,
    Stage,
)
from bot.parties.disclosure import (
    disclosed_text,
    may_see,
    may_see_event,
    may_see_next_step,
    may_see_payment,
    may_see_stage,
    measure_fields,
)

_SEARCHING = frozenset({EventKind.SEARCHED, EventKind.MEASURE_TAKEN, EventKind.LEVIED})


@dataclass(frozen=True)
class Viewer:
    """A verified person in one case. ``side`` is the role whose eyes they see with: an agent sees what the principal
    may see, and nothing if the principal is not registered. ``party_ids`` are the person's own and the principal's."""

    side: Role
    party_ids: frozenset[str]

    def stage(self, file: CaseFile) -> Stage | None:
        """The stage as far as it may be told: before a search or a freeze is served, a debtor hears only of the
        notice; ``None`` for who is no party."""
        stage = file.case.stage
        if may_see_stage(self.side.value, stage, served=self._was_served(file)):
            return stage
        return Stage.NOTIFIED if self.side is Role.DEBTOR else None

    def events(self, file: CaseFile) -> tuple[Event, ...]:
        """The events this person may hear of, oldest first."""
        return tuple(
            replace(event, note=disclosed_text(event.note))
            for event in file.events
            if may_see_event(self.side.value, event.audience)
        )

    def measures(self, file: CaseFile) -> tuple[Measure, ...]:
        """The measures this person may hear of, with what they may not know of them left out."""
        return tuple(self._shown(measure) for measure in file.measures if self._may_see(measure))

    def payments(self, file: CaseFile, kind: PaymentKind) -> tuple[Payment, ...]:
        """The payments of one kind that this person may hear of."""
        return tuple(
            payment
            for payment in file.payments
            if payment.kind is kind and may_see_payment(self.side.value, kind, own=payment.party_id in self.party_ids)
        )

    def next_step(self, file: CaseFile) -> NextStep | None:
        """What the court entered as its next step, if this person may know it."""
        step = file.case.next_step
        return step if step and may_see_next_step(self.side.value, step) else None

    def _was_served(self, file: CaseFile) -> bool:
        told = any(event.kind in _SEARCHING for event in self.events(file))
        return told or any(measure.status is not MeasureStatus.PLANNED for measure in self.measures(file))

    def _may_see(self, measure: Measure) -> bool:
        planned = measure.status is MeasureStatus.PLANNED
        return may_see(self.side.value, measure.audience, planned=planned, own=self._owns(measure))

    def _owns(self, measure: Measure) -> bool:
        return measure.party_id in self.party_ids

    def _shown(self, measure: Measure) -> Measure:
        fields = measure_fields(self.side.value, own=self._owns(measure))
        return replace(
            measure,
            target=disclosed_text(measure.target),
            amount=measure.amount if "amount" in fields else None,
            rank=measure.rank if "rank" in fields else None,
        )


def viewer_of(file: CaseFile, person_key: str) -> Viewer | None:
    """What the person is in this case; ``None`` if they are no party of it."""
    mine = [party for party in file.parties if party.person_key == person_key]
    if not mine:
        return None
    represented = {party.represents for party in mine if party.represents}
    sides: list[Role] = [party.role for party in mine if party.role is not Role.AGENT]
    sides += [party.role for party in file.parties if party.party_id in represented]
    side = sides[0] if sides else Role.THIRD_PARTY
    return Viewer(side, frozenset({party.party_id for party in mine} | represented))
