"""By when the law wants it: days that follow from the dates in the case store."""

from __future__ import annotations

from datetime import date, timedelta

from bot.answers.texts import say
from bot.answers.wording import day, months_later
from bot.cases.model import Case, Event, EventKind, Role, Stage

_ENDED = frozenset({Stage.CONCLUDED, Stage.TERMINATED, Stage.SETTLED, Stage.SUSPENDED, Stage.URGING})
_HAS_PROPERTY = frozenset({Stage.CONTROLLED, Stage.LEVYING, Stage.AUCTION, Stage.PAYOUT})

Line = tuple[str, str]  # the sentence, the id of the law fact it rests on


def deadlines(case: Case, events: tuple[Event, ...], side: Role, today: date) -> list[Line]:
    """What the law says about when, for this case today; sentence and fact id each. Empty where it says nothing."""
    kinds = {event.kind for event in events}
    return [*_start(case, kinds, today), *_stage(case, kinds, side), *_whole(case, side, today)]


def _start(case: Case, kinds: set[EventKind], today: date) -> list[Line]:
    """Handler within seven days of filing; notice within ten days of the receipt of the application."""
    if case.stage is not Stage.FILED or case.filed_on is None:
        return []
    lines: list[Line] = []
    if case.handler is None:
        by = case.filed_on + timedelta(days=7)  # 法发〔2006〕35号第二条
        lines.append((say("progress", "lines", "handler_by", day=day(by)), "limit_assign_7_days"))
    if EventKind.NOTICE_SENT not in kinds:
        # The ten days run from the receipt of the application, a date that the store does not have: no day is named.
        lines.append((say("progress", "lines", "notice_by"), "notice_10_days"))
    return lines


def _stage(case: Case, kinds: set[EventKind], side: Role) -> list[Line]:
    if case.stage is Stage.AUCTION:
        if EventKind.AUCTION_FAILED in kinds:
            return [(say("progress", "lines", "second_auction"), "auction_second")]
        return [(say("progress", "lines", "auction_notice"), "auction_notice_days")]
    if case.stage is Stage.PAYOUT:
        return [(say("progress", "lines", "payout_soon"), "payout_30_days")]
    if case.stage is Stage.TERMINATED:
        key = "recheck_debtor" if side is Role.DEBTOR else "recheck"
        return [(say("progress", "lines", key), "terminated_five_years")]
    if case.stage is Stage.SETTLED and side is Role.APPLICANT:
        return [(say("progress", "lines", "settled_breach"), "settle_resume_period")]
    return []


def _whole(case: Case, side: Role, today: date) -> list[Line]:
    """Six months for a case with property that can be enforced upon (执行工作规定第63条)."""
    if case.stage in _ENDED or case.filed_on is None:
        return []
    by = months_later(case.filed_on, 6)
    if today <= by:
        return [(say("progress", "lines", "six_months", day=day(by)), "limit_six_months")]
    lines: list[Line] = [(say("progress", "lines", "six_months_past", day=day(by)), "limit_six_months")]
    if side is Role.APPLICANT and case.stage not in _HAS_PROPERTY:
        lines.append((say("progress", "lines", "upper_court"), "limit_over_six_months_upper"))
    return lines
