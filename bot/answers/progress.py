"""Where a case stands, for somebody who proved to be a party of it. Nothing is said that the store does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.answers.deadlines import Line, deadlines
from bot.answers.law import sources
from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import say, texts
from bot.answers.viewer import Viewer
from bot.answers.wording import day, money
from bot.cases.model import Case, CaseFile, Measure, Payment, PaymentKind, Role, Stage, TeamKind
from bot.law.facts import fact

_MOST_MEASURES = 5


def answer(question: str, file: CaseFile, viewer: Viewer, today: date) -> Reply:
    """The answer to one question about the case: an intent name (``ask_progress``, ``ask_measures``, ``ask_payout``,
    ``ask_contact``, ``ask_time_limit``); anything else gets the whole progress."""
    compose = _TOPICS.get(question, _progress)
    lines, choices = compose(file, viewer, today)
    rests_on = tuple(dict.fromkeys(name for _, name in lines))
    return Reply(
        title=f"{file.case.case_number} {file.case.cause}",
        lines=(*(text for text, _ in lines), *sources(fact(name) for name in rests_on if not _is_field(name))),
        facts=rests_on,
        choices=choices,
        disclosure=Disclosure.PARTY,
    )


_Topic = tuple[list[Line], tuple[str, ...]]


def _is_field(name: str) -> bool:
    """Whether a line rests on the case store (``case.stage``, ``payment``) and not on a rule of law."""
    return name.partition(".")[0] in ("case", "event", "measure", "payment", "team")


def _progress(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    lines = [
        *_stage(file, viewer),
        _last_event(file, viewer),
        *_measure_summary(file, viewer),
        _money(file, viewer),
        *_next(file, viewer, today),
        *_deadlines(file, viewer, today)[:2],
        _handler(file),
    ]
    return lines, _choices(viewer, file.case)


def _measures(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    measures = viewer.measures(file)
    if not measures:
        return [(say("progress", "lines", "no_measures"), "measure"), *_stage(file, viewer)], ("谁在办我的案子",)
    lines: list[Line] = [(say("progress", "lines", "measures_head", count=len(measures)), "measure")]
    lines += [(_measure(measure), "measure") for measure in _latest(measures)]
    if len(measures) > _MOST_MEASURES:
        rest = len(measures) - _MOST_MEASURES
        lines.append((say("progress", "lines", "more_measures", count=rest), "measure"))
    return lines, ("钱什么时候能到账", "谁在办我的案子")


def _payout(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    received = viewer.payments(file, PaymentKind.RECEIVED)
    paid_out = viewer.payments(file, PaymentKind.PAID_OUT)
    lines: list[Line] = []
    if not received:
        lines.append((say("progress", "lines", "nothing_received"), "payment"))
        return lines + _next(file, viewer, today), ("我的案子执行到哪一步了", "谁在办我的案子")
    lines.append((_sum_line("received", received), "payment"))
    if paid_out:
        lines.append((_sum_line("paid_out", paid_out), "payment"))
    waiting = _total(received) - _total(viewer.payments(file, PaymentKind.FEE)) - _total(paid_out)
    waiting -= _total(viewer.payments(file, PaymentKind.REFUND))
    if waiting > 0 and viewer.side is Role.APPLICANT and file.case.stage is not Stage.CONCLUDED:
        lines.append((say("progress", "lines", "waiting", amount=money(waiting)), "payment"))
        lines.append((say("progress", "lines", "payout_soon"), "payout_30_days"))
    return lines, ("谁在办我的案子", "领款要带什么")


def _contact(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    lines = [_handler(file)]
    if file.team:
        team = file.team
        office = say("progress", "lines", "office", phone=team.phone, place=team.place, hours=team.hours)
        lines.append((office, "team"))
    return lines, ("我的案子执行到哪一步了", "转人工")


def _time_limit(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    lines = [*_stage(file, viewer), _filed(file.case), *_next(file, viewer, today)]
    lines += _deadlines(file, viewer, today)
    return lines, ("谁在办我的案子", "我的案子执行到哪一步了")


_TOPICS = {
    "ask_measures": _measures,
    "ask_payout": _payout,
    "ask_contact": _contact,
    "ask_time_limit": _time_limit,
}


def _column(viewer: Viewer) -> str:
    """Which column of the texts: the debtor's, or everybody else's."""
    return "debtor" if viewer.side is Role.DEBTOR else "applicant"


def _stage(file: CaseFile, viewer: Viewer) -> list[Line]:
    stage, case = viewer.stage(file), file.case
    if stage is None:
        return []
    if stage is not Stage.CONCLUDED or case.conclusion is None:
        return [(say("progress", "stage", stage.value, _column(viewer)), "case.stage")]
    how = texts("progress")["conclusion"][case.conclusion.value]
    if case.concluded_on is None:
        return [(say("progress", "lines", "concluded_undated", how=how), "case.conclusion")]
    return [(say("progress", "lines", "concluded", day=day(case.concluded_on), how=how), "case.conclusion")]


def _deadlines(file: CaseFile, viewer: Viewer, today: date) -> list[Line]:
    stage = viewer.stage(file)
    if stage is None:
        return []
    return deadlines(replace(file.case, stage=stage), viewer.events(file), viewer.side, today)


def _filed(case: Case) -> Line:
    if case.filed_on is None:
        return say("progress", "lines", "not_filed"), "case.filed_on"
    return say("progress", "lines", "filed_on", day=day(case.filed_on)), "case.filed_on"


def _last_event(file: CaseFile, viewer: Viewer) -> Line:
    events = viewer.events(file)
    if not events:
        return say("progress", "lines", "no_event"), "event"
    last = events[-1]
    return say("progress", "lines", "last_event", day=day(last.happened_on), note=last.note), "event"


def _measure_summary(file: CaseFile, viewer: Viewer) -> list[Line]:
    in_force = [measure for measure in viewer.measures(file) if measure.status.value == "active"]
    return [(_measure(measure), "measure") for measure in in_force[-2:]]


def _latest(measures: tuple[Measure, ...]) -> list[Measure]:
    """Those in force first, the newest first, as many as fit one message."""
    ordered = sorted(measures, key=lambda measure: measure.began_on or date.min, reverse=True)
    return sorted(ordered, key=lambda measure: measure.status.value != "active")[:_MOST_MEASURES]


def _measure(measure: Measure) -> str:
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


def _money(file: CaseFile, viewer: Viewer) -> Line:
    parts = [] if file.case.claim is None else [say("progress", "lines", "claim", amount=money(file.case.claim))]
    for kind in PaymentKind:
        paid = viewer.payments(file, kind)
        if paid:
            parts.append(f"{texts('progress')['payment'][kind.value]}{money(_total(paid))}")
    if len(parts) <= 1:
        parts.append(say("progress", "lines", "no_money").rstrip("。"))
    return say("progress", "lines", "money", parts="，".join(parts)), "payment"


def _total(payments: tuple[Payment, ...]) -> Decimal:
    return sum((payment.amount for payment in payments), Decimal(0))


def _sum_line(key: str, payments: tuple[Payment, ...]) -> str:
    return say("progress", "lines", key, amount=money(_total(payments)), day=day(payments[-1].paid_on))


def _next(file: CaseFile, viewer: Viewer, today: date) -> list[Line]:
    """What comes next: what the court entered, else what usually follows; nothing once the case is over."""
    stage, due = viewer.stage(file), file.case.next_due
    if stage is None or stage is Stage.CONCLUDED:
        return []
    step = viewer.next_step(file)
    if step is None:
        usual = texts("progress")["usual_next"][stage.value][_column(viewer)]
        return [(say("progress", "lines", "next_usual", text=usual), "case.stage")]
    planned = texts("progress")["next_step"][step.value][_column(viewer)]
    if due is None:
        return [(say("progress", "lines", "next_open", step=planned), "case.next_step")]
    key = "next_planned" if due >= today else "next_overdue"
    return [(say("progress", "lines", key, step=planned, day=day(due)), "case.next_step")]


def _handler(file: CaseFile) -> Line:
    if file.team is None and file.case.handler is None:
        return say("progress", "lines", "no_team"), "team"
    team = _team_name(file)
    if file.case.handler is None:
        return say("progress", "lines", "no_handler", team=team), "team"
    return say("progress", "lines", "handler", handler=file.case.handler, team=team), "team"


def _team_name(file: CaseFile) -> str:
    if file.team is None:
        return file.case.court_name
    kind = texts("progress")["team"][TeamKind(file.team.kind).value]
    return file.team.name if kind in file.team.name else f"{file.team.name}，{kind}"


def _choices(viewer: Viewer, case: Case) -> tuple[str, ...]:
    if case.stage is Stage.CONCLUDED:
        return ("钱都发放了吗", "谁在办我的案子")
    if viewer.side is Role.DEBTOR:
        return ("怎么还款", "不还会怎么样", "谁在办我的案子")
    return ("钱什么时候能到账", "查到什么财产", "谁在办我的案子")
