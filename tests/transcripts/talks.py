"""Calls for tests, written as people read them."""

from __future__ import annotations

from typing import Any

from bot.transcripts.calls import Call, call_from

_WHO = {"来": "caller", "机": "bot", "人": "agent"}


def talk(*lines: str, **more: Any) -> dict[str, Any]:
    """A call as JSON types out of lines such as ``来：钱什么时候发``."""
    turns = [{"who": _WHO[line[0]], "text": line[2:], "at": 5.0 * at} for at, line in enumerate(lines)]
    return {"id": "1125-1", "begin": "2026-11-25T09:12:03", "caller": "15400001234", "turns": turns, **more}


def call(*lines: str, **more: Any) -> Call:
    """The same as a call."""
    return call_from(talk(*lines, **more))
