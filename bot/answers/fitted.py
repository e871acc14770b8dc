"""The law as it bears on the case in hand: what was done, what comes next, what this person can do in this stage.

Everything goes through the :class:`~bot.answers.viewer.Viewer`: a debtor hears of no planned measure, no running search
and no freeze that is not served yet. Only the two sides get such an answer; others get the rule alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.answers.case_lines import (
    deadline_lines,
    handler_line,
    is_field,
    last_event,
    latest,
    measure_text,
    money_line,
    next_lines,
    office_lines,
    stage_lines,
)
from bot.answers.law import sources
from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import say, texts
from bot.answers.viewer import Viewer
from bot.cases.model import CaseFile, Conclusion, EventKind, MeasureStatus, Role, Stage
from bot.law.facts import fact, in_force

_MOST_MEASURES = 3
_AGREED_OR_OVER = (Stage.SETTLED, Stage.CONCLUDED)
_CHOICES = {
    Role.DEBTOR: ("帮我算利息", "怎么谈分期", "怎么还款"),
    Role.APPLICANT: ("怎么提供财产线索", "钱什么时候能到账", "谁在办我的案子"),
}

Told = tuple[str, tuple[str, ...]]  # the sentence, the law facts or case fields that it rests on


def mine(intent: str) -> str:
    """The choice that asks for the fitted answer; empty for an intent without one."""
    return str(texts("fitted")["labels"]["mine"].get(intent, ""))


def general() -> str:
    """The choice that asks for the rule although a case is in hand."""
    return say("fitted", "labels", "general")


def answer(intent: str, file: CaseFile, viewer: Viewer, today: date) -> Reply | None:
    """What ``intent`` means in this case for this viewer, or ``None`` if the case tells nothing about it."""
    compose = _TOPICS.get(intent)
    if compose is None or viewer.side not in _CHOICES or viewer.stage(file) is None:
        return None
    told = compose(file, viewer, today)
    if not told:
        return None
    rests_on = tuple(dict.fromkeys(name for _, names in told for name in names))
    general_first = (general(),) if intent == "ask_consequences" else ()
    return Reply(
        title=f"{file.case.case_number} {file.case.cause}",
        lines=(*(text for text, _ in told), *sources(fact(name) for name in rests_on if not is_field(name))),
        facts=rests_on,
        choices=(*general_first, *_CHOICES[viewer.side]),
        disclosure=Disclosure.PARTY,
        speech="\n".join(text for text, _ in told),
    )


def _consequences(file: CaseFile, viewer: Viewer, today: date) -> list[Told]:
    head = "taken" if viewer.side is Role.DEBTOR else "done"
    return [
        *_single(stage_lines(file, viewer)),
        *_done(file, viewer, head),
        *_single([*next_lines(file, viewer, today), *deadline_lines(file, viewer, today)[:1]]),
        *_amount(file, viewer),
        *_can(file, viewer, today),
    ]


def _terminated(file: CaseFile, viewer: Viewer, today: date) -> list[Told]:
    if not _is_terminated(file):
        return [_line("not_terminated", "case.stage"), *_single(stage_lines(file, viewer))]
    return [
        *_single([*stage_lines(file, viewer), *_last_check(file, viewer), *deadline_lines(file, viewer, today)]),
        *_told(texts("fitted")["can"][viewer.side.value]["terminated"], today),
    ]


def _is_terminated(file: CaseFile) -> bool:
    return file.case.stage is Stage.TERMINATED or file.case.conclusion is Conclusion.TERMINATED


def _last_check(file: CaseFile, viewer: Viewer) -> list[tuple[str, str]]:
    checked = [event for event in viewer.events(file) if event.kind is EventKind.RECHECKED]
    return [last_event(file, viewer)] if checked and viewer.events(file)[-1] == checked[-1] else []


def _credit_repair(file: CaseFile, viewer: Viewer, today: date) -> list[Told]:
    if viewer.side is not Role.DEBTOR:
        return []
    still = _done(file, viewer, "still")
    if not _is_paid(file):
        return [*still, *_single(stage_lines(file, viewer))] if still else []
    told = [*_single(stage_lines(file, viewer)), *_told(texts("fitted")["lifting"], today), *still]
    return [*told, _line("ask_team", "team"), *_single([handler_line(file)])] if still else told


def _is_paid(file: CaseFile) -> bool:
    return file.case.stage is Stage.CONCLUDED and file.case.conclusion is Conclusion.PAID


def _how_to_fulfil(file: CaseFile, viewer: Viewer, today: date) -> list[Told]:
    if viewer.side is not Role.DEBTOR:
        return []
    if file.case.stage is Stage.CONCLUDED:
        return [*_single(stage_lines(file, viewer)), _line("again", "case.stage"), *_single(office_lines(file))]
    pay_to = (say("progress", "lines", "pay_to"), ("duty_to_perform",))
    return [*_amount(file, viewer), pay_to, *_single(office_lines(file))]


_TOPICS = {
    "ask_consequences": _consequences,
    "ask_terminated": _terminated,
    "ask_credit_repair": _credit_repair,
    "ask_how_to_fulfil": _how_to_fulfil,
}


def _single(lines: Iterable[tuple[str, str]]) -> list[Told]:
    return [(text, (name,)) for text, name in lines]


def _line(key: str, rests_on: str) -> Told:
    return say("fitted", "lines", key), (rests_on,)


def _done(file: CaseFile, viewer: Viewer, head: str) -> list[Told]:
    """The measures in force that this person may hear of. If there are none nothing is said: "none" might be untrue."""
    measures = [one for one in latest(viewer.measures(file)) if one.status is MeasureStatus.ACTIVE][:_MOST_MEASURES]
    if not measures:
        return []
    return [_line(head, "measure"), *_single((measure_text(one), "measure") for one in measures)]


def _amount(file: CaseFile, viewer: Viewer) -> list[Told]:
    """What is enforced and what came in. The store has no day on which performance fell due, so today's sum with
    interest is offered and not guessed."""
    told = _single([money_line(file, viewer)])
    open_ = viewer.side is Role.DEBTOR and file.case.claim is not None and file.case.stage not in _AGREED_OR_OVER
    return [*told, _line("amount_open", "delay_interest_start")] if open_ else told


def _can(file: CaseFile, viewer: Viewer, today: date) -> list[Told]:
    stage = viewer.stage(file)
    if stage is Stage.CONCLUDED and not _is_paid(file):
        return []
    return _told(texts("fitted")["can"][viewer.side.value][stage.value if stage else ""], today)


def _told(entries: list[dict[str, Any]], today: date) -> list[Told]:
    """The sentences whose facts hold today."""
    return [
        (entry["text"], tuple(entry["facts"]))
        for entry in entries
        if all(in_force(fact(name), today) for name in entry["facts"])
    ]
