"""The team's work WeChat: what the desk tells its members arrives on their phones as cards and texts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

import redis

from bot.desk.ports import NotDelivered, Note, TeamMessage, Undeliverable
from bot.settings import Settings
from connectors.wecom_api import WecomApi
from connectors.wecom_cards import card, party, settled
from connectors.wecom_memory import Body, Choices, Deliveries
from connectors.wecom_text import TEXT_LIMIT, cut, size
from connectors.words import say_to_member as say

_LINE_BYTES = 16  # what the running number of a line and its piece may take


class WecomTeam:
    """A :class:`~bot.desk.ports.TeamChannel` over an app of work WeChat. Use it in one event loop.

    Every member gets a message of their own: a card's code changes a card once, and each member's card has a fate of
    its own. What has arrived is remembered under the message's key, so that a new try sends only the rest; where the
    connection broke after the platform had taken a message, the platform's own check for repeats drops the second one.
    Receipts are ``{member: response_code}``. ``clock`` gives seconds since 1970.
    """

    def __init__(self, settings: Settings, client: redis.Redis[str], clock: Callable[[], float] = time.time) -> None:
        self._api = WecomApi(settings, client, clock)
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
        """Say something to one member beside the desk's outbox. Raises as :meth:`deliver`; may arrive twice."""
        for piece in cut(text):
            await self._api.send(member, _text(piece), once=False)

    async def change_card(self, member: str, response_code: str, change: Mapping[str, object]) -> None:
        """Change the card that a code belongs to. Raises as :meth:`deliver`."""
        await self._api.update_card(member, response_code, change)

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()

    async def _once(self, message: TeamMessage, member: str) -> str:
        """Deliver to one member; the receipt. Nothing is sent of what has arrived before."""
        try:
            if message.note is Note.CARD:
                return await self._piece(message.key, member, member, _card(message, member))
            if message.note is Note.SETTLED:
                return await self._settle(message, member)
            return await self._say_line(message, member)
        except redis.RedisError:
            raise NotDelivered("Redis 没有应答") from None

    async def _say_line(self, message: TeamMessage, member: str) -> str:
        ticket, text = message.ticket, message.text
        if message.note is Note.SAID:
            text = say("said", party=ticket.request.party or say("nobody"), text=text)
            if ticket.assignee == member:
                await asyncio.to_thread(self._choices.disturb, member, ticket.number)
        line = await asyncio.to_thread(self._deliveries.line, message.key, ticket.number, member)
        pieces = cut(text, TEXT_LIMIT - size(say("line", number=ticket.number, line="", text="")) - _LINE_BYTES)
        for place, piece in enumerate(pieces, 1):
            shown = f"{line}-{place}" if len(pieces) > 1 else str(line)
            body = _text(say("line", number=ticket.number, line=shown, text=piece))
            await self._piece(message.key, member, f"{member}/{place}", body)
        return ""

    async def _settle(self, message: TeamMessage, member: str) -> str:
        """Change the member's newest card. Where the platform gave no code or it is too old, say it in words; a card
        whose code another delivery has used says that the ticket is another's already."""
        if await asyncio.to_thread(self._deliveries.receipt, message.key, member) is not None:
            return ""
        codes = [receipt[member] for receipt in message.receipts if receipt.get(member)]
        if not codes or not await self._changed(message, member, codes[-1]):
            fate = _text(say("settled", number=message.ticket.number, text=message.text))
            await self._piece(message.key, member, f"{member}/fate", fate)
        await asyncio.to_thread(self._deliveries.arrived, message.key, member, "")
        return ""

    async def _changed(self, message: TeamMessage, member: str, code: str) -> bool:
        if await asyncio.to_thread(self._deliveries.user, code, message.key) != message.key:
            return True
        try:
            await self.change_card(member, code, settled(message.text))
        except Undeliverable:
            return False
        return True

    async def _piece(self, key: str, member: str, piece: str, body: Body) -> str:
        """Send one piece unless it has arrived; the card's code, if it is a card."""
        known = await asyncio.to_thread(self._deliveries.receipt, key, piece)
        if known is not None:
            return known
        body = await asyncio.to_thread(self._deliveries.body, key, piece, body)
        answer = await self._api.send(member, body)
        code = str(answer.get("response_code", ""))
        await asyncio.to_thread(self._deliveries.arrived, key, piece, code)
        return code


def _card(message: TeamMessage, member: str) -> Body:
    return {"msgtype": "template_card", "template_card": card(message.ticket, member, message.key, _title(message))}


def _title(message: TeamMessage) -> str:
    """The first line of the summary, without its heading; who it is, if there is no summary."""
    heading, colon, rest = message.text.partition("\n")[0].partition("：")
    return (rest if colon else heading) or party(message.ticket)


def _text(content: str) -> Body:
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
