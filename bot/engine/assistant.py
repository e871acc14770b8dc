"""The assistant: Rasa with the model loaded, behind the door that every channel uses."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import EndpointConfig

from bot.actions.register import all_actions
from bot.answers import law, talk
from bot.answers.reply import Reply
from bot.case_number import CaseNumber, Found, find
from bot.engine.choices import Choices
from bot.engine.door import admit
from bot.engine.gate import Gate
from bot.engine.local_actions import LocalActions, executor_of
from bot.engine.lock_store import AtomicLockStore
from bot.engine.rasa_costs import pay_once, settle
from bot.engine.tracker_store import WindowedTrackerStore
from bot.engine.wiring import Parts
from bot.intents.cleaning import clean
from bot.intents.crisis import is_alarming
from bot.settings import Settings
from connectors.output import CollectedReplies, ReplyOutput

log = logging.getLogger(__name__)

_PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Parsed:
    """What was understood of one text: the five likeliest intents with their confidence, and the case numbers."""

    text: str
    normalized: str
    ranking: tuple[tuple[str, float], ...]
    numbers: tuple[Found, ...]

    def to_dict(self) -> dict[str, Any]:
        """The line that ``python -m bot parse`` writes."""
        ranking = [{"name": name, "confidence": confidence} for name, confidence in self.ranking]
        return {
            "text": self.text,
            "normalized": self.normalized,
            "intent": ranking[0],
            "ranking": ranking,
            "case_numbers": [_number(found) for found in self.numbers],
        }


class Assistant:
    """Answers messages. Create one a process with :meth:`load`; it is safe for concurrent turns."""

    def __init__(self, agent: Agent, parts: Parts, settings: Settings) -> None:
        self._agent = agent
        self._choices = Choices(parts.redis)
        self._gate = Gate(parts.desk, parts.transcript)
        self._time_limit = settings.turn_time_limit

    @classmethod
    def load(cls, model: Path, parts: Parts, settings: Settings) -> Assistant:
        """Load the model; a few seconds. Raises ``rasa.exceptions.ModelNotFound`` if the file is not a model."""
        pay_once()
        store = WindowedTrackerStore(parts.redis, window=settings.conversation_window, ttl=settings.conversation_ttl)
        agent = Agent(
            tracker_store=store, lock_store=AtomicLockStore(parts.redis), action_endpoint=_actions(parts, settings)
        )
        agent.load_model(model)
        settle()
        return cls(agent, parts, settings)

    async def warm_up(self) -> None:
        """Understand and answer something before anybody asks: dictionaries, the law's facts and its answers are read
        at their first use, for more than a second, and the telephone waits one."""
        await self.parse("我的案件（2026）粤0111执1001号到哪一步了")
        law.answer("ask_consequences", "", role=None, today=date.today())

    async def handle(self, message: UserMessage) -> None:
        """One turn: what the channels call. It never raises, and it goes on if the caller goes away. Who waits too long
        hears so; where a late answer still reaches the party it is waited for."""
        limit = _PATIENCE if getattr(message.output_channel, "patient", False) else self._time_limit
        output = _Remembering(message.output_channel)
        message.output_channel = output
        turn = asyncio.ensure_future(self._turn(message, output))
        try:
            await asyncio.wait_for(asyncio.shield(turn), limit)
        except asyncio.TimeoutError:
            await _excuse(message, output, "slow")

    async def ask(self, sender: str, channel: str, text: str | None) -> list[Reply]:
        """One turn for a caller who waits for the replies."""
        replies = CollectedReplies()
        await self.handle(UserMessage(text, replies, f"{channel}:{sender}", input_channel=channel))
        return replies.replies

    async def parse(self, text: str) -> Parsed:
        """What is understood of a text, without a conversation."""
        admitted = admit(text)
        readable = admitted if isinstance(admitted, str) else ""
        result = await self._agent.processor.parse_message(UserMessage(readable or "？"))
        ranking = [entry for entry in result["intent_ranking"] if entry["name"] != "nlu_fallback"][:5]
        normalized = str(result.get("normalized") or readable) if readable else ""
        return Parsed(
            text=text,
            normalized=normalized,
            ranking=tuple((entry["name"], round(float(entry["confidence"]), 4)) for entry in ranking),
            numbers=tuple(find(normalized)),
        )

    async def _turn(self, message: UserMessage, output: _Remembering) -> None:
        admitted = admit(message.text)
        if isinstance(admitted, Reply):
            await output.say(message.sender_id, admitted)
            return
        message.text = admitted
        try:
            # One message of a conversation at a time, in the order in which they came; Rasa locks only its own part.
            async with self._agent.lock_store.lock(message.sender_id):
                silent = await self._locked_turn(message, output)
        except (Exception, asyncio.CancelledError) as error:
            # The text of the error may hold what the person wrote: only its kind is logged above debug level.
            log.error("turn failed: %s", type(error).__name__)
            log.debug("turn failed", exc_info=error)
            await _excuse(message, output, "failed")
            return
        if not output.said and not silent:
            log.error("turn without an answer")
            await _excuse(message, output, "failed")

    async def _locked_turn(self, message: UserMessage, output: _Remembering) -> bool:
        """Whether the assistant has nothing to say, because a person owns the conversation."""
        passage = await self._gate.passage(message)
        for reply in passage.told:
            await output.say(message.sender_id, reply)
        await self._gate.told(passage)
        if not passage.ends:
            message.text = self._choices.picked(message.sender_id, message.text)
            await self._agent.processor.handle_message(message)
        self._choices.keep(message.sender_id, output.said or list(passage.told))
        return passage.ends


async def _excuse(message: UserMessage, output: _Remembering, kind: str) -> None:
    """Say that there is no answer. Who spoke of danger hears first whom to call: that needs no neighbour."""
    if message.text and is_alarming(clean(message.text).text):
        await output.say(message.sender_id, talk.danger())
    await output.say(message.sender_id, talk.trouble(kind))


class _Remembering(ReplyOutput):
    """Passes replies on to the channel and keeps them for the choices."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self.said: list[Reply] = []

    def name(self) -> str:
        """The channel's own name."""
        return str(self._channel.name())

    async def say(self, recipient_id: str, reply: Reply) -> None:
        """Send a reply that did not come from an action."""
        await self._deliver(recipient_id, reply)

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        self.said.append(reply)
        await self._channel.send_custom_json(recipient_id, reply.to_dict())


def _actions(parts: Parts, settings: Settings) -> EndpointConfig:
    if settings.action_url:
        return EndpointConfig(settings.action_url, token=settings.action_token or None)
    return LocalActions(executor_of(all_actions(parts.services)), settings.turn_time_limit)


def _number(found: Found) -> dict[str, Any]:
    number = found.number
    return {
        "canonical": None if found.alternatives else number.canonical,
        "year": number.year,
        "court": number.court,
        "type": number.type,
        "serial": number.serial,
        "complete": isinstance(number, CaseNumber),
        **(
            {"alternatives": [number.canonical, *(other.canonical for other in found.alternatives)]}
            if found.alternatives
            else {}
        ),
    }
