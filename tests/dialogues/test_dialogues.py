"""Runs the whole conversations of this folder through the real engine."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine.assistant import Assistant
from bot.engine.wiring import Parts
from connectors.render import render
from connectors.wechat_pages import pages_of

_FOLDER = Path(__file__).parent
_CODE = re.compile(r"\d{6}")
_senders = itertools.count()


def _dialogues() -> Iterator[Any]:
    for file in sorted(_FOLDER.glob("*.yml")):
        for dialogue in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(dialogue, id=f"{file.stem}: {dialogue['name']}")


@pytest.mark.parametrize("dialogue", _dialogues())
async def test_dialogue(dialogue: dict[str, Any], assistant: Assistant, parts: Parts) -> None:
    sender, channel, code = f"dialogue{next(_senders)}", dialogue.get("channel", "web"), ""
    for at, turn in enumerate(dialogue["turns"], 1):
        before = parts.console.last_id()
        replies = await assistant.ask(sender, channel, _said(turn["say"], code))
        parts.codes_sent()
        await parts.outbox.run_once()
        sent = parts.console.entries(before)
        code = next((_CODE.search(entry.body["text"])[0] for entry in sent if entry.kind == "code"), code)
        shown = "\n".join(render(reply, channel) for reply in replies)
        where = f"turn {at}, {turn['say']!r} got: {shown}"
        assert shown, where
        for piece in turn.get("hears", []):
            assert piece in shown, where
        for piece in turn.get("never", []):
            assert piece not in shown, where
        for piece in turn.get("starts", []):
            assert piece in render(replies[0], channel), where
        for piece in turn.get("ends", []):
            assert piece in render(replies[-1], channel), where
        assert len(replies) == turn.get("replies", len(replies)), where
        assert all(len(pages_of([reply])) == 1 for reply in replies), where
        offered = [choice for reply in replies for choice in reply.choices]
        assert set(turn.get("offers", [])) <= set(offered), where
        _check_sent(turn.get("sends"), [entry.kind for entry in sent], where)
        assert "urgency" not in turn or sent[0].body["urgency"] == turn["urgency"], where


def _said(text: str, code: str) -> str:
    return text.replace("{code}", code).replace("{long}", "我的钱什么时候给我" * 1100)


def _check_sent(wanted: str | None, kinds: list[str], where: str) -> None:
    if wanted == "nothing":
        assert not kinds, where
    elif wanted:
        assert kinds == [wanted], where
