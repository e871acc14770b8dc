"""Before a turn: who owns the conversation, and what waits to be told.

While a person owns it the assistant is silent: the party's words go to that person and into the conversation. What
could not be told outside a turn is told now, before anything else.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from rasa.core.channels.channel import UserMessage

from bot.answers import ticket
from bot.answers.reply import Disclosure, Reply
from bot.desk.desk import Desk
from bot.desk.ports import SILENT, DeskUnavailable, Owner, PartyMessage
from bot.engine.transcript import Transcript

log = logging.getLogger(__name__)

_PATIENCE = 3.0  # seconds for the desk, so that enough of the turn's time is left to answer


@dataclass(frozen=True)
class Passage:
    """What comes of a message before Rasa hears it. ``told`` is said first; ``ends``: nothing else is said."""

    told: tuple[Reply, ...] = ()
    keys: tuple[str, ...] = ()
    ends: bool = False


class Gate:
    """Stands between the door and Rasa."""

    def __init__(self, desk: Desk, transcript: Transcript) -> None:
        self._desk = desk
        self._transcript = transcript

    async def passage(self, message: UserMessage) -> Passage:
        """Ask the desk. Without it the assistant answers alone: a conversation never waits for the desk's database."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._ask, message), _PATIENCE)
        except (DeskUnavailable, asyncio.TimeoutError):
            log.exception("the desk was not asked who owns a conversation")
            return Passage()

    async def told(self, passage: Passage) -> None:
        """What waited was told."""
        for key in passage.keys:
            try:
                await asyncio.to_thread(self._desk.arrived, key)
            except DeskUnavailable:
                log.exception("what was told could not be marked: it is told again")

    def _ask(self, message: UserMessage) -> Passage:
        conversation, key = message.sender_id, message.message_id
        heard = self._desk.heard(conversation, message.text, key)
        held = self._desk.held(conversation) if heard.known else []
        told = tuple(map(_reply, held))
        if heard.owner in SILENT:
            self._transcript.party_said(conversation, message.text, key)
        elif heard.owner is Owner.CLOSING and heard.content is not None:
            told = (*told, ticket.rated(heard.content))
        else:
            return Passage(told, tuple(one.key for one in held))
        return Passage(told, tuple(one.key for one in held), ends=True)


def _reply(held: PartyMessage) -> Reply:
    """A colleague's words, for the party alone."""
    words = f"{held.name}：{held.text}" if held.name else held.text
    return Reply(lines=(words,), choices=held.choices, disclosure=Disclosure.PARTY)
