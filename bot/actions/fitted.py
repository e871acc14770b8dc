"""Questions of law that are answered for the case in hand where there is one."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from bot.actions.law_sums import LawOrSum
from bot.actions.own_case import case_in_hand
from bot.actions.turn import Turn
from bot.answers import fitted, law
from bot.answers.notice import Notice, explain
from bot.answers.reply import Reply
from bot.answers.viewer import Viewer
from bot.cases.model import CaseFile, Role

_MAX_CHOICES = 4
_WHOLE = frozenset({"ask_consequences"})  # the fitted answer stands alone; elsewhere the rule follows it


class FittedLaw(LawOrSum):
    """``action_law_fitted``: a party who proved who they are hears first what the rule means in their case. A narrower
    question is answered first, and the case is offered as a choice. Strangers hear the rule."""

    def name(self) -> str:
        return "action_law_fitted"

    async def act(self, turn: Turn) -> list[EventType]:
        if done := await self.sum(turn):
            return done
        own = await case_in_hand(turn, self.services)
        for reply in self._notice(turn, own) or self._replies(turn, own):
            turn.say(reply)
        return [SlotSet("failures", 0)]

    def _notice(self, turn: Turn, own: tuple[CaseFile, Viewer] | None) -> list[Reply]:
        """One of the two notices, explained; to an applicant it is no paper of theirs."""
        if turn.intent != "ask_notice" or (own and own[1].side is not Role.DEBTOR):
            return []
        entry = turn.entry()
        asked = [notice for notice in Notice if entry.path == f"ask_notice/{notice.value}"]
        return [explain(notice, self.services.today(), own) for notice in asked]

    def _replies(self, turn: Turn, own: tuple[CaseFile, Viewer] | None) -> list[Reply]:
        intent, text, today = turn.intent, turn.normalized, self.services.today()
        if text == fitted.general():
            return [law.answer(intent, "", role=turn.role, today=today)]
        rule = turn.rule(today)
        told = fitted.answer(intent, *own, today) if own else None
        if told is None:
            return [rule]
        if text == fitted.mine(intent):
            return [told]
        if turn.entry().default:
            return [told] if intent in _WHOLE else [told, rule]
        return [replace(rule, choices=(fitted.mine(intent), *rule.choices)[:_MAX_CHOICES])]
