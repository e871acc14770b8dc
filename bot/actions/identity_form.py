"""The form that finds out who is asking: name, then a one-time code."""

from __future__ import annotations

import asyncio
import re

from rasa_sdk.events import EventType, SlotSet

from bot.actions import numbers as intake
from bot.actions.answered import ask_once, said
from bot.actions.commands import CANCEL, CRISIS, EXIT, RESEND, closed, leaves_form
from bot.actions.turn import CoreAction, Turn
from bot.answers import identity
from bot.parties import Confirmed, IdentityUnavailable, Locked, Started
from bot.parties.reading import read_code, read_name

_COMPANY = re.compile(
    r"(?:公司|集团|[银分支]行|厂|店|商行|经营部|合作社|合作联社|事务所|工作室|中心|委员会|医院|学校)$"
)
_INTRODUCES = re.compile(r"我叫|叫做|我姓|我是|我係|本人|名字|姓名|申请人|执行人|代理人|应该是|改成")
_ASKS_AGAIN = re.compile(r"没有?收到|收不到|冇收到|重新?发|再发|没看到.{0,3}(短信|验证码)")


class AskName(CoreAction):
    """``action_ask_identity_form_party_name``."""

    returns_to_form = ends_turn = False

    def name(self) -> str:
        return "action_ask_identity_form_party_name"

    async def act(self, turn: Turn) -> list[EventType]:
        return ask_once(turn, identity.ask_name())


class AskCode(CoreAction):
    """``action_ask_identity_form_one_time_code``."""

    returns_to_form = ends_turn = False

    def name(self) -> str:
        return "action_ask_identity_form_one_time_code"

    async def act(self, turn: Turn) -> list[EventType]:
        return ask_once(turn, identity.ask_code())


class ValidateIdentityForm(CoreAction):
    """``validate_identity_form``: reads the answer to what was asked; an empty result lets another question
    through, and danger before everything.

    Neither the name nor the code is kept in a slot: the check itself lies in Redis, hashed and short-lived.
    """

    returns_to_form = ends_turn = False

    def name(self) -> str:
        return "validate_identity_form"

    async def act(self, turn: Turn) -> list[EventType]:
        if not turn.requested or turn.intent == CRISIS:
            return []
        try:
            return await self._read(turn)
        except IdentityUnavailable:
            turn.say(identity.unavailable())
            return _closed()

    async def _read(self, turn: Turn) -> list[EventType]:
        if turn.intent in (CANCEL, EXIT):
            return await closed(turn, self.services)
        number = intake.meant(turn, self.services.today()) if turn.numbers else None  # the answer reads it out
        if number and number != turn.case_number:
            turn.say(identity.public(number))
            return [SlotSet("case_number", number.canonical), SlotSet("party_name", None)]
        if turn.requested == "party_name":
            return await self._name(turn)
        return await self._code(turn)

    async def _name(self, turn: Turn) -> list[EventType]:
        name = _name_in(turn)
        if name:
            return await self._start(turn, name)
        if leaves_form(turn):
            return []
        # A yes answers what was asked before the name, as the phone reads a number back: the question stands.
        return said(turn, identity.ask_name() if turn.intent == "affirm" else identity.not_a_name())

    async def _start(self, turn: Turn, name: str) -> list[EventType]:
        number = turn.case_number
        if number is None:
            return _closed()
        outcome = await asyncio.to_thread(self.services.identity.start, turn.sender, number.canonical, name)
        if isinstance(outcome, Started):
            return [SlotSet("party_name", "given")]
        turn.say(identity.too_many(outcome.retry_after))
        return _closed()

    async def _code(self, turn: Turn) -> list[EventType]:
        code = read_code(turn.normalized)
        if code:
            return await self._confirm(turn, code)
        if turn.intent == RESEND or _ASKS_AGAIN.search(turn.normalized):
            return said(turn, identity.resent(await asyncio.to_thread(self.services.identity.resend, turn.sender)))
        name = _name_in(turn)
        if name:
            return await self._start(turn, name)
        return [] if leaves_form(turn) else said(turn, identity.not_a_code())

    async def _confirm(self, turn: Turn, code: str) -> list[EventType]:
        outcome = await asyncio.to_thread(self.services.identity.confirm, turn.sender, code)
        if isinstance(outcome, Confirmed):
            turn.say(identity.confirmed(outcome, self.services.idle_minutes))
            return [SlotSet("one_time_code", "confirmed")]
        if isinstance(outcome, Locked):
            turn.say(identity.checked(outcome))
            return _closed()
        return said(turn, identity.checked(outcome))


def _name_in(turn: Turn) -> str | None:
    """The name that the message gives; a bare word counts only if it is not understood as another question. What ends
    as companies' names do and is nothing else is one, whatever a classifier of sentences makes of it."""
    name = read_name(turn.text)
    if not name:
        return None
    is_company = name == turn.text.strip() and _COMPANY.search(name)
    return name if is_company or _INTRODUCES.search(turn.text) or not leaves_form(turn) else None


def _closed() -> list[EventType]:
    return [SlotSet("requested_slot", None), SlotSet("question", None)]
