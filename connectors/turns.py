"""One turn for a caller who waits for the replies, and who may go away meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage

from bot.answers.reply import Reply
from connectors.incoming import Refused
from connectors.output import CollectedReplies
from connectors.words import say

log = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
T = TypeVar("T")

_under_way: set[asyncio.Future[Any]] = set()  # the loop itself keeps only weak references


async def replies_to(
    text: str,
    sender_id: str,
    channel: str,
    on_new_message: OnNewMessage,
    *,
    message_id: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    patient: bool = False,
) -> list[Reply]:
    """Hand the text on as it is and wait for the replies. ``message_id`` is the platform's name of the message, the
    same for its repeats; ``metadata`` is what the turn may know beside the words; ``patient``: a late answer still
    reaches the party. Raises :class:`~connectors.incoming.Refused` (500) if the turn fails.
    """
    output = CollectedReplies(patient=patient)
    message = UserMessage(
        text, output, sender_id, input_channel=channel, message_id=message_id, metadata=dict(metadata or {})
    )
    try:
        await to_the_end(on_new_message(message))
    except Exception as error:
        raise Refused(500, say("failed")) from error
    return output.replies


async def to_the_end(work: Awaitable[T]) -> T:
    """Wait for work that goes on if the caller goes away: Sanic cancels the handler when its caller disconnects, and
    the conversation would lose the turn. Raises what the work raises."""
    under_way = asyncio.ensure_future(work)
    _under_way.add(under_way)
    under_way.add_done_callback(_ended)
    return await asyncio.shield(under_way)


def _ended(turn: asyncio.Future[Any]) -> None:
    _under_way.discard(turn)
    if not turn.cancelled() and turn.exception() and not isinstance(turn.exception(), Refused):
        # Its text may hold what the person wrote: only the kind is logged.
        log.error("a turn failed: %s", type(turn.exception()).__name__)
