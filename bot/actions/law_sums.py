"""Questions of law that may be sums: delay interest and the fee for enforcement."""

from __future__ import annotations

import re

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.actions.estimating import estimated, no_money_judged
from bot.actions.guiding import guided
from bot.actions.interest_figures import read
from bot.actions.interest_form import INTEREST_FORM, NOT_MONEY, at_once, result
from bot.actions.interest_slots import emptied
from bot.actions.turn import CoreAction, Turn
from bot.answers import law, sums
from bot.answers.reply import Reply
from bot.intents.amounts import find_amounts
from bot.law.sums import SumError

_COMPUTE = re.compile(r"帮.{0,4}算|算(?:一下|下|算|个)|计算一下|[一总]共.{0,4}多少|[要该]还多少|连本带利")
_HOW_MUCH = re.compile(r"多少|合计|几多|算出|几钱|几[百千万]|大概|大约|估|有数|有个底")
_INTEREST = re.compile(r"利息|加倍|迟延|罚息")
_FEE = re.compile(r"执行费|申请费|手续费|[交收花要].{0,4}多少|多少.{0,2}费|费用|收费")
_FEE_ITSELF = re.compile(r"执行费|申请费|手续费")
_OTHER_FEE = re.compile(r"保全|律师费|受理费|公告费|评估费|利息|拍卖")
_CALCULATE = "calculate"
_ROUGH = "rough"
_ANOTHER_MATTER = frozenset({"not_money", "loss", "transfer", "personal", "foreign", "reversal"})
_ABOUT_A_SUM = frozenset({"wrong_sum", "order", "instalment"})  # whose figures are not those of one debt


class LawOrSum(CoreAction):
    """``action_law_or_sum``: what the law says, or the sum itself where figures or a request to reckon are there."""

    def name(self) -> str:
        return "action_law_or_sum"

    async def act(self, turn: Turn) -> list[EventType]:
        return await self.sum(turn) or self.rule(turn)

    async def sum(self, turn: Turn) -> list[EventType]:
        """Answer with a sum or open the form for it; empty if no sum was asked for."""
        if fee := self._fee(turn):
            turn.say(fee)
            return [SlotSet("failures", 0)]
        if told := self._no_money(turn) or self._estimate(turn):
            turn.say(told)
            return [SlotSet("failures", 0)]
        return self._interest(turn) if self._wants_interest(turn) else []

    def rule(self, turn: Turn) -> list[EventType]:
        """Answer with what the law says."""
        turn.say(guided(turn, self.services, turn.rule(self.services.today())))
        return [SlotSet("failures", 0)]

    def _fee(self, turn: Turn) -> Reply | None:
        text = turn.normalized
        asked = _FEE if turn.intent == "ask_apply" else _FEE_ITSELF
        amounts = find_amounts(text, self.services.today())
        if len(amounts) != 1 or not asked.search(text) or _OTHER_FEE.search(text):
            return None
        if amounts[0].flaw:
            return sums.problem(f"amount_{amounts[0].flaw.value}")
        try:
            return sums.fee(amounts[0].value)
        except SumError as error:
            return sums.unworkable(error.hint)

    def _no_money(self, turn: Turn) -> Reply | None:
        """The rule for judgments that order no money, to whoever wants interest reckoned on one."""
        text, today = turn.normalized, self.services.today()
        wants = _of_interest(turn) and (_COMPUTE.search(text) or turn.entry().id == _CALCULATE)
        if not wants or turn.form == INTEREST_FORM or not no_money_judged(text, today):
            return None
        return law.answer("ask_delay_interest", NOT_MONEY.ask, role=turn.role, today=today)

    def _estimate(self, turn: Turn) -> Reply | None:
        """The doubled part for a principal and a time that the message names, where it asks how much."""
        text = turn.normalized
        if not _of_interest(turn) or turn.form == INTEREST_FORM:
            return None
        entry = turn.entry().id
        if entry in _ANOTHER_MATTER | _ABOUT_A_SUM:
            return None
        how_much = _HOW_MUCH.search(text) or _COMPUTE.search(text) or entry in (_CALCULATE, _ROUGH)
        return estimated(text, self.services.today(), without_time=entry == _ROUGH) if how_much else None

    def _wants_interest(self, turn: Turn) -> bool:
        text, today = turn.normalized, self.services.today()
        if not _of_interest(turn):
            return False
        entry = turn.entry()
        if turn.form == INTEREST_FORM or entry.id in _ANOTHER_MATTER:
            return False
        if _COMPUTE.search(text):
            return True
        heard = read(text, today)
        if heard.problem:
            return False  # a story with a vague sum in it asks for the rule; who wants it reckoned says so
        if entry.id == _CALCULATE:
            return True
        if heard.principal is None:
            return False
        how_much = bool(_HOW_MUCH.search(text))
        return (how_much and heard.due is not None) or (entry.default and (how_much or heard.due is not None))

    def _interest(self, turn: Turn) -> list[EventType]:
        """In another form only a sum that lacks nothing is worked out: the form for it would end that one."""
        if not turn.form:
            return [*emptied(), SlotSet("failures", 0), SlotSet("form_misses", 0), FollowupAction(INTEREST_FORM)]
        figures = at_once(turn.normalized, self.services.today())
        if figures is None:
            return []
        turn.say(result(figures))
        return [SlotSet("failures", 0)]


def _of_interest(turn: Turn) -> bool:
    return turn.intent == "ask_delay_interest" or bool(_INTEREST.search(turn.normalized))
