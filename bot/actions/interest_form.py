"""The form that works out delay interest: asks for what is missing, one thing at a time, and shows the formula."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rasa_sdk.events import EventType, SlotSet

from bot.actions.answered import answered, ask_once, said
from bot.actions.commands import CANCEL, EXIT, closed, leaves_form
from bot.actions.interest_figures import Heard, read
from bot.actions.interest_slots import emptied, figures_so_far, kept, known_figures
from bot.actions.own_case import case_in_hand
from bot.actions.turn import CoreAction, Turn
from bot.answers import estimates, law, law_entries, sums
from bot.answers.reply import Reply
from bot.answers.sums import Figures
from bot.answers.wording import day, money
from bot.case_number import find
from bot.cases.model import Case
from bot.law.sums import SumError

INTEREST_FORM = "interest_form"
NOT_MONEY = law_entries.named("ask_delay_interest/not_money")
_MOST_MISSES = 3
_TODAY = "今天"

_QUESTION = re.compile(r"[吗呢?？]|怎么|怎样|为什么|什么|会不会|能不能|可不可以|是不是|要不要|哪|谁")
_NOT_MONEY = re.compile(r"不是(?:欠|付|还)?钱|没有?金额|[交腾]房|搬走|道歉|探望|过户|拆除|抚养权")
_ABOUT_THE_SUM = frozenset({"ask_delay_interest", "ask_how_to_fulfil"})
_ABOUT_A_CASE = frozenset({"ask_progress", "inform_case_number"})
_SURE = 0.5
_ASKED_ANYWAY = frozenset({"several_amounts", "several_days", "rate_period"})  # in a story, before the first question
_WRITTEN_THERE = frozenset({"principal", "due_day"})  # every judgment says these
_UNSURE = re.compile(r"不知道|不清楚|不记得|忘了|不懂|不确定")
_YEAR_SAID = re.compile(r"年|[0-9]{4}|[天日月]前|[昨今前]天|上个?月|这个月")
_MISSING = {
    "principal": "amount_missing",
    "due_day": "day_missing",
    "ordinary_rate": "rate_missing",
    "part_payments": "payments_pairs",
}


class _AskFigure(CoreAction):
    """Asks for one slot of the form."""

    returns_to_form = ends_turn = False
    slot = ""

    def name(self) -> str:
        return f"action_ask_{INTEREST_FORM}_{self.slot}"

    async def act(self, turn: Turn) -> list[EventType]:
        if turn.requested != self.slot and not answered(turn) and (told := self._told(turn)):
            turn.say(told)
        return ask_once(turn, sums.ask(self.slot))

    def known(self, turn: Turn) -> Reply | None:
        """What the figures so far tell already."""
        return None

    def _told(self, turn: Turn) -> Reply | None:
        try:
            return self.known(turn)
        except SumError:
            return None


class AskPrincipal(_AskFigure):
    """``action_ask_interest_form_principal``: with a case in hand, what it is registered with is offered."""

    slot = "principal"

    async def act(self, turn: Turn) -> list[EventType]:
        own = await case_in_hand(turn, self.services)
        return ask_once(turn, sums.ask("principal", own[0].case.claim if own else None, in_hand=own is not None))


class AskDueDay(_AskFigure):
    """``action_ask_interest_form_due_day``."""

    slot = "due_day"

    def known(self, turn: Turn) -> Reply | None:
        principal = turn.tracker.get_slot("principal")
        return estimates.daily(Decimal(principal)) if principal else None


class AskOrdinaryRate(_AskFigure):
    """``action_ask_interest_form_ordinary_rate``."""

    slot = "ordinary_rate"

    def known(self, turn: Turn) -> Reply | None:
        figures = figures_so_far(turn, self.services.today())
        return (
            estimates.so_far(figures, payments_known=bool(turn.tracker.get_slot("part_payments"))) if figures else None
        )


class AskPartPayments(_AskFigure):
    """``action_ask_interest_form_part_payments``."""

    slot = "part_payments"


class ValidateInterestForm(CoreAction):
    """``validate_interest_form``: every figure a message holds is taken, so that a later one corrects an earlier; an
    empty result lets another question through."""

    returns_to_form = ends_turn = False

    def name(self) -> str:
        return "validate_interest_form"

    async def act(self, turn: Turn) -> list[EventType]:
        if turn.intent == EXIT:
            return [*await closed(turn, self.services), *emptied()]
        if turn.intent == CANCEL and turn.requested:
            turn.say(sums.cancelled())
            return _left()
        if turn.requested and _is_digression(turn):
            return []
        heard = read(turn.normalized, self.services.today(), turn.requested)
        if heard.nothing and turn.requested:
            return self._no_money(turn) if _NOT_MONEY.search(turn.normalized) else self._missed(turn)
        return await self._taken(turn, heard)

    def _no_money(self, turn: Turn) -> list[EventType]:
        turn.say(law.answer("ask_delay_interest", NOT_MONEY.ask, role=turn.role, today=self.services.today()))
        return _left()

    async def _taken(self, turn: Turn, heard: Heard) -> list[EventType]:
        own = await case_in_hand(turn, self.services) if heard.due else None
        judged = _judged_in(own[0].case) if own else None
        if judged and heard.due and heard.due.year < judged:
            return [*kept(replace(heard, due=None)), *said(turn, sums.before_own_judgment(judged))]
        _note_corrections(turn, heard)
        events = [*kept(heard), SlotSet("form_misses", 0)]
        if heard.problem is None or (not turn.requested and heard.problem in _ASKED_ANYWAY):
            return events
        return [*events, *said(turn, sums.problem(heard.problem))]

    def _missed(self, turn: Turn) -> list[EventType]:
        if _changes_subject(turn):
            return []
        if turn.requested in _WRITTEN_THERE and _UNSURE.search(turn.normalized):
            return said(turn, sums.problem("figure_unknown"))
        misses = int(turn.tracker.get_slot("form_misses") or 0) + 1
        if misses >= _MOST_MISSES:
            turn.say(sums.given_up())
            return _left()
        return [SlotSet("form_misses", misses), *said(turn, sums.problem(_MISSING[turn.requested or "principal"]))]


class InterestResult(CoreAction):
    """``action_interest_result``: the sum, once the form has everything; nothing if it was left."""

    def name(self) -> str:
        return "action_interest_result"

    async def act(self, turn: Turn) -> list[EventType]:
        figures = known_figures(turn, self.services.today())
        if figures:
            turn.say(result(figures))
        return emptied()


def result(figures: Figures) -> Reply:
    """The sum, or why it cannot be worked out."""
    try:
        return sums.interest(figures)
    except SumError as error:
        return sums.unworkable(error.hint)


def at_once(text: str, today: date) -> Figures | None:
    """The figures of a message that says everything, or ``None``."""
    heard = read(text, today)
    if heard.problem or heard.principal is None or heard.due is None:
        return None
    return Figures(heard.principal, heard.due, heard.until or today, heard.rate or "unknown", heard.payments or ())


def _note_corrections(turn: Turn, heard: Heard) -> None:
    """Say which earlier figure was replaced, so that a slip is seen at once."""
    principal, due = turn.tracker.get_slot("principal"), turn.tracker.get_slot("due_day")
    if principal and heard.principal is not None and heard.principal != Decimal(principal):
        turn.say(sums.noted("principal", money(heard.principal)))
    if heard.due and heard.span:
        until = day(heard.until) if heard.until else _TODAY
        turn.say(sums.noted("span_assumed", day(heard.due), said=heard.span, until=until))
    elif due and heard.due and heard.due.isoformat() != due:
        turn.say(sums.noted("due_day", day(heard.due)))
    elif heard.due and not _YEAR_SAID.search(turn.normalized):
        turn.say(sums.noted("year_assumed", day(heard.due)))


def _changes_subject(turn: Turn) -> bool:
    """A message without figures that is another question, or about a case."""
    if turn.requested in _WRITTEN_THERE and _UNSURE.search(turn.normalized):
        return False
    name, confidence = turn.likeliest
    return leaves_form(turn) or bool(turn.numbers) or (name in _ABOUT_A_CASE and confidence >= _SURE)


def _is_digression(turn: Turn) -> bool:
    """Another question, though it may hold figures (罚款最多10万吗); answers to the form's questions hold none."""
    return bool(_QUESTION.search(turn.normalized) and leaves_form(turn) and turn.likeliest[0] not in _ABOUT_THE_SUM)


def _judged_in(case: Case) -> int | None:
    """The year of the judgment's own number: no period it sets can end before."""
    found = find(case.basis)
    return found[0].number.year if found else None


def _left() -> list[EventType]:
    return [SlotSet("requested_slot", None), SlotSet("form_misses", 0), *emptied()]
