"""The team's work WeChat: what the desk tells its members arrives on their phones as cards and texts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

import redis

from bot.desk.ports import DeskUnavailable, NotDelivered, Note, Office, TeamMessage, Undeliverable
from bot.settings import Settings
from connectors.wecom_api import WecomApi
from connectors.wecom_cards import card, fate, settled
from connectors.wecom_memory import Choices, Deliveries
from connectors.wecom_text import TEXT_LIMIT, cut, size
from connectors.words import say_to_member as say

_LONGEST_LINE_NUMBER = 16  # bytes that the running number of a line and its piece may take


class WecomTeam:
    """A :class:`~bot.desk.ports.TeamChannel` over an app of work WeChat.

    Every member gets a message of their own: a card's code changes a card once, and each member's card has a fate of
    its own. What has arrived is remembered under the message's key, so that a new try sends only the rest; where the
    connection broke after the platform took a message, the platform's own check for repeats drops the second one.
    Receipts are ``{member: response_code}``. Use it in one event loop.
    """

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        office: Office,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._api = WecomApi(settings, client, clock)
        self._office = office
        self._deliveries = Deliveries(client)
        self._choices = Choices(client)

    async def deliver(self, message: TeamMessage) -> dict[str, str]:
        """Put it on the phone of every member named. Raises :class:`~bot.desk.ports.NotDelivered` if some must still
        get it, :class:`~bot.desk.ports.Undeliverable` if nobody can."""
        tries = (self._once(message, member) for member in message.members)
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        _raise_trouble(outcomes)
        receipts = zip(message.members, outcomes, strict=True)
        return {member: code for member, code in receipts if isinstance(code, str) and code}

    async def tell(self, member: str, text: str) -> None:
        """Say something to one member outside any delivery. Raises as :meth:`deliver`; may arrive twice."""
        for piece in cut(text):
            await self._api.send(member, _text(piece))

    async def change_card(self, message: TeamMessage, member: str, response_code: str) -> None:
        """Let a card say what became of its ticket. Raises as :meth:`deliver`."""
        assignee = await asyncio.to_thread(self._name, message.ticket.assignee)
        change = settled(message.ticket, member, assignee, message.key)
        await self._api.update_card(member, response_code, change)

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()

    async def _once(self, message: TeamMessage, member: str) -> str:
        """Deliver to one member; the receipt. Nothing is sent of what has arrived before."""
        try:
            if message.note is Note.CARD:
                return await self._send_card(message, member)
            if message.note is Note.SETTLED:
                return await self._settle(message, member)
            return await self._send_line(message, member)
        except redis.RedisError:
            raise NotDelivered("Redis 没有应答") from None
        except DeskUnavailable:
            raise NotDelivered("接待库没有应答") from None

    async def _send_card(self, message: TeamMessage, member: str) -> str:
        body = {"msgtype": "template_card", "template_card": card(message.ticket, member, message.key)}
        return await self._piece(message.key, member, member, body)

    async def _send_line(self, message: TeamMessage, member: str) -> str:
        number = message.ticket.number
        if message.note is Note.SAID:
            await asyncio.to_thread(self._choices.disturb, member, number)
        line = await asyncio.to_thread(self._deliveries.line, message.key, number, member)
        await self._send_text(message.key, member, number, line, message.text)
        return ""

    async def _send_text(self, key: str, member: str, number: str, line: int, text: str) -> None:
        room = TEXT_LIMIT - size(say("said", number=number, line="", text="")) - _LONGEST_LINE_NUMBER
        pieces = cut(text, room)
        for place, piece in enumerate(pieces, 1):
            shown = f"{line}-{place}" if len(pieces) > 1 else str(line)
            await self._piece(
                key, member, f"{member}/{place}", _text(say("said", number=number, line=shown, text=piece))
            )

    async def _piece(self, key: str, member: str, piece: str, body: Mapping[str, object]) -> str:
        """Send one piece unless it has arrived; the card's code, if it is one."""
        known = await asyncio.to_thread(self._deliveries.receipt, key, piece)
        if known is not None:
            return known
        answer = await self._api.send(member, body)
        code = str(answer.get("response_code", ""))
        await asyncio.to_thread(self._deliveries.arrived, key, piece, code)
        return code

    async def _settle(self, message: TeamMessage, member: str) -> str:
        """Change the member's card by the newest code that is left. Where the platform gave none or it is too old, say
        it in words; a card whose code another delivery has used says it already."""
        if await asyncio.to_thread(self._deliveries.receipt, message.key, member) is not None:
            return ""
        codes = [receipt[member] for receipt in reversed(message.receipts) if receipt.get(member)]
        if not codes or not await self._changed(message, member, codes[0]):
            await self._say_fate(message, member)
        await asyncio.to_thread(self._deliveries.arrived, message.key, member, "")
        return ""

    async def _changed(self, message: TeamMessage, member: str, code: str) -> bool:
        if await asyncio.to_thread(self._deliveries.user, code, message.key) != message.key:
            return True
        try:
            await self.change_card(message, member, code)
        except Undeliverable:
            return False
        return True

    async def _say_fate(self, message: TeamMessage, member: str) -> None:
        ticket = message.ticket
        if ticket.open and ticket.assignee == member:
            return
        assignee = await asyncio.to_thread(self._name, ticket.assignee)
        text = say("settled", number=ticket.number, fate=fate(ticket, assignee))
        await self._piece(message.key, member, f"{member}/fate", _text(text))

    def _name(self, member_id: str | None) -> str:
        member = self._office.member(member_id) if member_id else None
        return member.name if member else ""


def _text(content: str) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": content}}


def _raise_trouble(outcomes: Sequence[str | BaseException]) -> None:
    """Raise what matters most: something unforeseen, then what may still arrive, then what reached nobody."""
    troubles = [one for one in outcomes if isinstance(one, BaseException)]
    for trouble in troubles:
        if not isinstance(trouble, (NotDelivered, Undeliverable)):
            raise trouble
    waiting = [one for one in troubles if isinstance(one, NotDelivered)]
    if waiting:
        raise min(waiting, key=lambda one: one.wait or 0)
    if troubles and len(troubles) == len(outcomes):
        raise troubles[0]
