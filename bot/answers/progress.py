"""Where a case stands, for somebody who proved to be a party of it. Nothing is said that the store does not say."""

from __future__ import annotations

from datetime import date

from bot.answers.case_lines import (
    MOST_MEASURES,
    deadline_lines,
    filed_line,
    handler_line,
    is_field,
    last_event,
    latest,
    measure_text,
    measures_in_force,
    money_line,
    next_lines,
    office_lines,
    stage_lines,
    sum_line,
    total,
)
from bot.answers.deadlines import Line
from bot.answers.law import sources
from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import say
from bot.answers.viewer import Viewer
from bot.answers.wording import money
from bot.cases.model import Case, CaseFile, PaymentKind, Role, Stage
from bot.law.facts import fact


def answer(question: str, file: CaseFile, viewer: Viewer, today: date) -> Reply:
    """The answer to one question about the case: an intent name (``ask_progress``, ``ask_measures``, ``ask_payout``,
    ``ask_contact``, ``ask_time_limit``); anything else gets the whole progress."""
    compose = _TOPICS.get(question, _progress)
    lines, choices = compose(file, viewer, today)
    rests_on = tuple(dict.fromkeys(name for _, name in lines))
    return Reply(
        title=f"{file.case.case_number} {file.case.cause}",
        lines=(*(text for text, _ in lines), *sources(fact(name) for name in rests_on if not is_field(name))),
        facts=rests_on,
        choices=choices,
        disclosure=Disclosure.PARTY,
        speech="\n".join(text for text, _ in lines),  # sources are to be read, as in the answers of law
    )


def brief(file: CaseFile, viewer: Viewer, today: date) -> tuple[str, tuple[str, ...]]:
    """For a colleague who takes over: where the case stands in a few words, and what runs by law."""
    stands = (*stage_lines(file, viewer), last_event(file, viewer))
    return "".join(text for text, _ in stands), tuple(text for text, _ in deadline_lines(file, viewer, today))


_Topic = tuple[list[Line], tuple[str, ...]]


def _progress(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    lines = [
        *stage_lines(file, viewer),
        last_event(file, viewer),
        *measures_in_force(file, viewer),
        money_line(file, viewer),
        *next_lines(file, viewer, today),
        *deadline_lines(file, viewer, today)[:2],
        handler_line(file),
    ]
    return lines, _choices(viewer, file.case)


def _measures(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    measures = viewer.measures(file)
    if not measures:
        return [(say("progress", "lines", "no_measures"), "measure"), *stage_lines(file, viewer)], ("谁在办我的案子",)
    lines: list[Line] = [(say("progress", "lines", "measures_head", count=len(measures)), "measure")]
    lines += [(measure_text(measure), "measure") for measure in latest(measures)]
    if len(measures) > MOST_MEASURES:
        rest = len(measures) - MOST_MEASURES
        lines.append((say("progress", "lines", "more_measures", count=rest), "measure"))
    return lines, ("钱什么时候能到账", "谁在办我的案子")


def _payout(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    received = viewer.payments(file, PaymentKind.RECEIVED)
    paid_out = viewer.payments(file, PaymentKind.PAID_OUT)
    lines: list[Line] = []
    if not received:
        lines.append((say("progress", "lines", "nothing_received"), "payment"))
        return lines + next_lines(file, viewer, today), ("我的案子执行到哪一步了", "谁在办我的案子")
    lines.append((sum_line("received", received), "payment"))
    if paid_out:
        lines.append((sum_line("paid_out", paid_out), "payment"))
    waiting = total(received) - total(viewer.payments(file, PaymentKind.FEE)) - total(paid_out)
    waiting -= total(viewer.payments(file, PaymentKind.REFUND))
    if waiting > 0 and viewer.side is Role.APPLICANT and file.case.stage is not Stage.CONCLUDED:
        lines.append((say("progress", "lines", "waiting", amount=money(waiting)), "payment"))
        lines.append((say("progress", "lines", "payout_soon"), "payout_30_days"))
    return lines, ("谁在办我的案子", "领款要带什么")


def _contact(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    lines = [handler_line(file), *office_lines(file)]
    return lines, ("我的案子执行到哪一步了", "转人工")


def _time_limit(file: CaseFile, viewer: Viewer, today: date) -> _Topic:
    lines = [*stage_lines(file, viewer), filed_line(file.case), *next_lines(file, viewer, today)]
    lines += deadline_lines(file, viewer, today)
    return lines, ("谁在办我的案子", "我的案子执行到哪一步了")


_TOPICS = {
    "ask_measures": _measures,
    "ask_payout": _payout,
    "ask_contact": _contact,
    "ask_time_limit": _time_limit,
}


def _choices(viewer: Viewer, case: Case) -> tuple[str, ...]:
    if case.stage is Stage.CONCLUDED:
        return ("钱都发放了吗", "谁在办我的案子")
    if viewer.side is Role.DEBTOR:
        return ("怎么还款", "不还会怎么样", "谁在办我的案子")
    return ("钱什么时候能到账", "查到什么财产", "谁在办我的案子")
