"""The form that finds out which case is meant."""

from __future__ import annotations

import asyncio
import re

from rasa_sdk.events import EventType, SlotSet

from bot.actions import numbers as intake
from bot.actions.asked import CASE, CASE_OR_RULE
from bot.actions.case import CaseAnswer, asked_of_case
from bot.actions.commands import CANCEL, CRISIS, EXIT, closed, leaves_form
from bot.actions.turn import Turn, draft_slot
from bot.answers import numbers
from bot.cases.errors import CaseStoreError
from bot.cases.model import Case
from bot.parties import IdentityUnavailable

_NO_NUMBER = re.compile(
    r"(没有|没带|没|无|冇|找不到|不记得|忘了|忘记|不知道|不清楚).{0,4}(案号|号码|编号)|^(不知道|不记得|忘了|没有)$"
)
_MOST_MISSES = 3


class _CaseFormAction(CaseAnswer):
    ends_turn = False

    async def _own(self, turn: Turn) -> tuple[Case, ...]:
        """A verified person's cases; none while the store or Redis is down: the number can still be given whole."""
        try:
            binding = await asyncio.to_thread(self.services.identity.binding, turn.sender)
            return await asyncio.to_thread(self.own_cases, binding)
        except (CaseStoreError, IdentityUnavailable):
            return ()


class AskCaseNumber(_CaseFormAction):
    """``action_ask_case_form_case_number``: asks for whatever is still open."""

    def name(self) -> str:
        return "action_ask_case_form_case_number"

    async def act(self, turn: Turn) -> list[EventType]:
        turn.say(intake.question(turn, self.services.today(), await self._own(turn)))
        return []


class ValidateCaseForm(_CaseFormAction):
    """``validate_case_form``: takes the number out of the turn; an empty answer lets another question through."""

    def name(self) -> str:
        return "validate_case_form"

    async def act(self, turn: Turn) -> list[EventType]:
        if turn.intent in (CANCEL, EXIT) and turn.requested:
            return await closed(turn, self.services)
        if turn.requested and turn.intent == CRISIS:
            return []
        own = await self._own(turn)
        number = intake.settled(turn, self.services.today(), own)
        if number:
            found = [SlotSet("case_number", number.canonical), draft_slot(None), SlotSet("form_misses", 0)]
            return [*found, *_also_asked(turn)]
        kept = intake.kept(turn, self.services.today(), own)
        if turn.numbers or (kept is not None and kept != turn.draft and kept != turn.read_back):
            return [draft_slot(kept), SlotSet("form_misses", 0)]
        return self._without_number(turn) if turn.requested else []

    def _without_number(self, turn: Turn) -> list[EventType]:
        if _NO_NUMBER.search(turn.normalized):
            turn.say(numbers.none_at_hand())
            return _given_up()
        if leaves_form(turn):
            return []
        misses = int(turn.tracker.get_slot("form_misses") or 0) + 1
        if misses >= _MOST_MISSES:
            turn.say(numbers.none_at_hand())
            return _given_up()
        return [SlotSet("form_misses", misses)]


def _also_asked(turn: Turn) -> list[EventType]:
    """Questions that came with the number wait for the same answer as the first one."""
    waiting = (turn.tracker.get_slot("question") or "").split()
    more = [asked_of_case(one.intent) for one in turn.questions if one.intent in CASE | CASE_OR_RULE]
    return [SlotSet("question", " ".join(dict.fromkeys((*waiting, *more))))] if more else []


def _given_up() -> list[EventType]:
    return [SlotSet("requested_slot", None), SlotSet("question", None), draft_slot(None), SlotSet("form_misses", 0)]
