"""The sentences that answers about one case are made of, each with the law fact or the case field that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.answers.deadlines import Line, deadlines
from bot.answers.texts import say, texts
from bot.answers.viewer import Viewer
from bot.answers.wording import day, money
from bot.cases.model import Case, CaseFile, Measure, Payment, PaymentKind, Role, Stage, TeamKind

MOST_MEASURES = 5
"""More do not fit one message."""


def is_field(name: str) -> bool:
    """Whether a line rests on the case store (``case.stage``, ``payment``) and not on a rule of law."""
    return name.partition(".")[0] in ("case", "event", "measure", "payment", "team")


def column(viewer: Viewer) -> str:
    """Which column of the texts: the debtor's, or everybody else's."""
    return "debtor" if viewer.side is Role.DEBTOR else "applicant"


def stage_lines(file: CaseFile, viewer: Viewer) -> list[Line]:
    """The stage as far as it may be told, and how a closed case ended."""
    stage, case = viewer.stage(file), file.case
    if stage is None:
        return []
    if stage is not Stage.CONCLUDED or case.conclusion is None:
        return [(say("progress", "stage", stage.value, column(viewer)), "case.stage")]
    how = texts("progress")["conclusion"][case.conclusion.value]
    if case.concluded_on is None:
        return [(say("progress", "lines", "concluded_undated", how=how), "case.conclusion")]
    return [(say("progress", "lines", "concluded", day=day(case.concluded_on), how=how), "case.conclusion")]


def deadline_lines(file: CaseFile, viewer: Viewer, today: date) -> list[Line]:
    """What the law says about when, for the stage that may be told."""
    stage = viewer.stage(file)
    if stage is None:
        return []
    return deadlines(replace(file.case, stage=stage), viewer.events(file), viewer.side, today)


def filed_line(case: Case) -> Line:
    """The day of filing."""
    if case.filed_on is None:
        return say("progress", "lines", "not_filed"), "case.filed_on"
    return say("progress", "lines", "filed_on", day=day(case.filed_on)), "case.filed_on"


def last_event(file: CaseFile, viewer: Viewer) -> Line:
    """The last event that may be heard of."""
    events = viewer.events(file)
    if not events:
        return say("progress", "lines", "no_event"), "event"
    last = events[-1]
    return say("progress", "lines", "last_event", day=day(last.happened_on), note=last.note), "event"


def measures_in_force(file: CaseFile, viewer: Viewer) -> list[Line]:
    """The two newest measures in force."""
    in_force = [measure for measure in viewer.measures(file) if measure.status.value == "active"]
    return [(measure_text(measure), "measure") for measure in in_force[-2:]]


def latest(measures: tuple[Measure, ...]) -> list[Measure]:
    """Those in force first, the newest first, as many as fit one message."""
    ordered = sorted(measures, key=lambda measure: measure.began_on or date.min, reverse=True)
    return sorted(ordered, key=lambda measure: measure.status.value != "active")[:MOST_MEASURES]


def measure_text(measure: Measure) -> str:
    """One measure in one sentence."""
    words = texts("progress")
    return say(
        "progress",
        "lines",
        "measure",
        kind=words["measure"][measure.kind.value],
        target=measure.target,
        amount="" if measure.amount is None else f"，{money(measure.amount)}",
        status=words["measure_status"][measure.status.value],
        until=f"，到{day(measure.ends_on)}" if measure.ends_on and measure.status.value == "active" else "",
        rank=f"，轮候第{measure.rank - 1}位" if measure.rank and measure.rank > 1 else "",
    )


def money_line(file: CaseFile, viewer: Viewer) -> Line:
    """What is enforced, what came in and what went out."""
    parts = [] if file.case.claim is None else [say("progress", "lines", "claim", amount=money(file.case.claim))]
    for kind in PaymentKind:
        paid = viewer.payments(file, kind)
        if paid:
            parts.append(f"{texts('progress')['payment'][kind.value]}{money(total(paid))}")
    if len(parts) <= 1:
        parts.append(say("progress", "lines", "no_money").rstrip("。"))
    return say("progress", "lines", "money", parts="，".join(parts)), "payment"


def total(payments: tuple[Payment, ...]) -> Decimal:
    """The sum of some payments, in yuan."""
    return sum((payment.amount for payment in payments), Decimal(0))


def sum_line(key: str, payments: tuple[Payment, ...]) -> str:
    """The sum of some payments with the day of the last; ``key`` names the sentence."""
    return say("progress", "lines", key, amount=money(total(payments)), day=day(payments[-1].paid_on))


def next_lines(file: CaseFile, viewer: Viewer, today: date) -> list[Line]:
    """What comes next: what the court entered, else what usually follows; nothing once the case is over."""
    stage, due = viewer.stage(file), file.case.next_due
    if stage is None or stage is Stage.CONCLUDED:
        return []
    step = viewer.next_step(file)
    if step is None:
        usual = texts("progress")["usual_next"][stage.value][column(viewer)]
        return [(say("progress", "lines", "next_usual", text=usual), "case.stage")]
    planned = texts("progress")["next_step"][step.value][column(viewer)]
    if due is None:
        return [(say("progress", "lines", "next_open", step=planned), "case.next_step")]
    key = "next_planned" if due >= today else "next_overdue"
    return [(say("progress", "lines", key, step=planned, day=day(due)), "case.next_step")]


def handler_line(file: CaseFile) -> Line:
    """Who is in charge."""
    if file.team is None and file.case.handler is None:
        return say("progress", "lines", "no_team"), "team"
    team = _team_name(file)
    if file.case.handler is None:
        return say("progress", "lines", "no_handler", team=team), "team"
    return say("progress", "lines", "handler", handler=file.case.handler, team=team), "team"


def office_lines(file: CaseFile) -> list[Line]:
    """Telephone, place and hours of the team, if one is registered."""
    if file.team is None:
        return []
    team = file.team
    return [(say("progress", "lines", "office", phone=team.phone, place=team.place, hours=team.hours), "team")]


def _team_name(file: CaseFile) -> str:
    if file.team is None:
        return file.case.court_name
    kind = texts("progress")["team"][TeamKind(file.team.kind).value]
    return file.team.name if kind in file.team.name else f"{file.team.name}，{kind}"
