"""What the phone line asks of the assistant beside turns: what a text would mean, and what is waited for."""

from __future__ import annotations

import json
from typing import Any

from sanic import Sanic

from bot.case_number import CaseNumber, PartialCaseNumber
from bot.engine.assistant import Parsed
from bot.engine.tracker_store import slots_of
from connectors.ivr import Surroundings
from connectors.ivr_hearing import Meaning

_CLEARLY = 0.6  # a confidence from which a guess of the recogniser is believed to mean this
_NOTHING = frozenset({"out_of_scope", "nlu_fallback"})


def surroundings(app: Sanic) -> Surroundings:
    """The phone line's ports, joined to the application that is starting."""

    async def understand(text: str) -> Meaning:
        return meaning(await app.ctx.assistant.parse(text))

    async def awaited(conversation: str) -> str:
        return waited_for(slots_of(app.ctx.parts.redis, conversation))

    return Surroundings(
        redis=lambda: app.ctx.parts.redis,
        desk=lambda: app.ctx.parts.desk,
        hold=lambda name: app.ctx.holds.lock(name),
        understand=understand,
        awaited=awaited,
    )


def meaning(parsed: Parsed) -> Meaning:
    """The one certain whole number of a text, and whether its intent is clear."""
    whole = {found.number.canonical for found in parsed.numbers if isinstance(found.number, CaseNumber)}
    doubtful = any(found.alternatives for found in parsed.numbers)
    name, confidence = parsed.ranking[0] if parsed.ranking else ("", 0.0)
    return Meaning(
        number=whole.pop() if len(whole) == 1 and not doubtful else "",
        known=confidence >= _CLEARLY and name not in _NOTHING,
    )


def waited_for(slots: dict[str, Any]) -> str:
    """What the open form asks for; of a case number the first part that is missing, nothing if all are there and only
    a yes is wanted."""
    requested = str(slots.get("requested_slot") or "")
    if requested != "case_number":
        return requested
    draft = PartialCaseNumber(**json.loads(slots.get("case_draft") or "{}"))
    return draft.missing[0] if draft.missing else ""
