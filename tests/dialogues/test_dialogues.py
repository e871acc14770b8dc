"""Holds the whole conversations of this folder with the real engine, as they are written, and on the other channels:
one brain, so only the rendering and what may be said aloud may differ."""

from __future__ import annotations

import pytest

from bot.answers.reply import Disclosure
from bot.engine.assistant import Assistant
from bot.engine.wiring import Parts
from connectors.render import render
from connectors.speech import LONGEST_PART, heard
from connectors.wechat_pages import WECHAT_LIMIT, pages_of
from tests.connectors.test_speech import unsayable
from tests.dialogues.conversation import Dialogue, Said, dialogues, hold

ALL = dict(dialogues())
IN_TURN = ("rest", "wechat", "wecom_kf")  # to the assistant they are one and the same: a conversation is held on one


@pytest.mark.parametrize("name", ALL)
async def test_dialogue(name: str, assistant: Assistant, parts: Parts) -> None:
    dialogue = ALL[name]
    held, understood = await hold(dialogue, dialogue.get("channel", "web"), assistant, parts)
    for said in held:
        _check(said)
    if "channel" not in dialogue:
        for channel in ("ivr", IN_TURN[list(ALL).index(name) % len(IN_TURN)]):
            await _compare(dialogue, channel, held, understood, assistant, parts)
        _compare_lobby(held, (await hold(dialogue, "robot", assistant, parts))[0])


def _check(said: Said) -> None:
    turn, shown, where = said.turn, said.shown, said.where
    assert shown, where
    for piece in turn.get("hears", []):
        assert piece in shown, where
    for piece in turn.get("never", []):
        assert piece not in shown, where
    for piece in turn.get("starts", []):
        assert piece in render(said.replies[0], said.channel), where
    for piece in turn.get("ends", []):
        assert piece in render(said.replies[-1], said.channel), where
    assert len(said.replies) == turn.get("replies", len(said.replies)), where
    assert all(len(pages_of([reply])) == 1 for reply in said.replies), where
    offered = [choice for reply in said.replies for choice in reply.choices]
    assert set(turn.get("offers", [])) <= set(offered), where
    if "sends" in turn:
        assert said.kinds == ([] if turn["sends"] == "nothing" else [turn["sends"]]), where
    assert "urgency" not in turn or said.sent[0].body["urgency"] == turn["urgency"], where


async def _compare(
    dialogue: Dialogue, channel: str, web: list[Said], understood: list[str], assistant: Assistant, parts: Parts
) -> None:
    """Another private channel: the same words, facts and intents, in a form that it can take."""
    held, there = await hold(dialogue, channel, assistant, parts)
    assert there == understood
    for one, other in zip(web, held, strict=True):
        assert other.content() == one.content(), other.where
        for part in heard(*other.replies):
            assert len(part) <= LONGEST_PART and not unsayable(part), other.where
        assert all(len(page.encode()) <= WECHAT_LIMIT for page in pages_of(other.replies)), other.where


def _compare_lobby(web: list[Said], robot: list[Said]) -> None:
    """The robot: the same law, and nothing of a case, not even that there is one."""
    of_a_case = False
    for one, other in zip(web, robot, strict=True):
        of_a_case |= one.is_of_a_case or "code" in one.kinds
        assert "code" not in other.kinds, other.where
        assert not other.is_of_a_case, other.where
        assert all(reply.disclosure is Disclosure.PUBLIC for reply in other.replies), other.where
        assert other.shown and not unsayable(other.shown.replace("\n", "")), other.where
        if not of_a_case:
            assert other.law == one.law, (one.where, other.where)
