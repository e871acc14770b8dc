"""Case files made by hand for the tests of answers; names and numbers are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.cases.model import (
    Audience,
    Case,
    CaseFile,
    Event,
    EventKind,
    Measure,
    MeasureKind,
    MeasureStatus,
    NextStep,
    Party,
    Payment,
    PaymentKind,
    Role,
    Stage,
    Team,
    TeamKind,
)

NUMBER = "（2026）粤0111执1001号"
TODAY = date(2026, 11, 23)

_CASE = Case(
    case_number=NUMBER,
    court_code="粤0111",
    court_name="广州市白云区人民法院",
    cause="租赁合同纠纷",
    basis="（2026）粤0111民初2001号",
    claim=Decimal("58600.00"),
    filed_on=date(2026, 10, 12),
    stage=Stage.CONTROLLED,
    stage_since=date(2026, 11, 3),
    team_id="T1",
    handler="林法官",
    next_step=NextStep.LEVY,
    next_due=date(2026, 12, 1),
    concluded_on=None,
    conclusion=None,
)

TEAM = Team(
    "T1", "粤0111", "普通执行一组", TeamKind.ORDINARY, "周庭长", "020-00001111", "一楼3号窗口", "工作日9:00-17:00"
)

PARTIES = (
    Party(NUMBER, "P1", "key-applicant", "陈大文", Role.APPLICANT, False, "19000000001", "1234", None),
    Party(NUMBER, "P2", "key-debtor", "李小红", Role.DEBTOR, False, "19000000002", "5678", None),
    Party(NUMBER, "P3", "key-agent", "何律师", Role.AGENT, False, "19000000003", None, "P1"),
    Party(NUMBER, "P4", "key-lost-agent", "丁律师", Role.AGENT, False, "19000000004", None, "P9"),
    Party(NUMBER, "P5", "key-bank", "某某银行", Role.THIRD_PARTY, True, None, None, None),
)


def event(day: date, kind: EventKind, note: str, audience: Audience = Audience.PARTIES) -> Event:
    """One event."""
    return Event(f"E{day:%m%d}{kind.value}", NUMBER, day, kind, note, audience)


def measure(kind: MeasureKind = MeasureKind.FREEZE_DEPOSIT, **changes: Any) -> Measure:
    """A freeze of the debtor's deposit, or what ``changes`` make of it."""
    base = Measure(
        "M1", NUMBER, "P2", kind, "尾号1234的银行账户", Decimal("12000.00"),
        date(2026, 11, 3), date(2027, 11, 2), MeasureStatus.ACTIVE, 1, Audience.PARTIES,
    )  # fmt: skip
    return replace(base, **changes)


def payment(kind: PaymentKind, amount: str, day: date = date(2026, 11, 10), party: str | None = None) -> Payment:
    """One payment."""
    return Payment(f"Y{kind.value}{amount}", NUMBER, party, kind, Decimal(amount), day, "")


EVENTS = (
    event(date(2026, 10, 12), EventKind.FILED, "案件立案执行。"),
    event(date(2026, 10, 16), EventKind.NOTICE_SENT, "已发出执行通知书和报告财产令。"),
    event(date(2026, 11, 3), EventKind.MEASURE_TAKEN, "冻结了对方的银行账户。"),
)


def case_file(
    events: tuple[Event, ...] = EVENTS,
    measures: tuple[Measure, ...] = (),
    payments: tuple[Payment, ...] = (),
    team: Team | None = TEAM,
    **changes: Any,
) -> CaseFile:
    """The lease case, frozen and before the levy, or what ``changes`` make of it."""
    return CaseFile(replace(_CASE, **changes), PARTIES, events, measures or (measure(),), payments, team)
