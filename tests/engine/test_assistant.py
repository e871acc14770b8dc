"""The assistant under trouble: slow and broken neighbours degrade the answer, never the conversation."""

from __future__ import annotations

import asyncio

import pytest
import redis
from rasa.core.channels.channel import UserMessage

from bot.answers import identity, talk
from bot.answers.reply import Reply
from bot.cases.errors import CaseStoreUnavailable, QueryTimeout
from bot.engine.assistant import Assistant
from bot.engine.wiring import Parts
from connectors.output import ReplyOutput
from connectors.turns import replies_to

NUMBER = "（2026）粤0111执1001号"


async def _verified(assistant: Assistant, parts: Parts, sender: str) -> None:
    for text in (NUMBER, "何桂芳"):
        await assistant.ask(sender, "web", text)
    parts.codes_sent()
    sent = parts.console.entries()[-1].body["text"]
    replies = await assistant.ask(sender, "web", "".join(sign for sign in sent if sign.isdigit())[:6])
    assert "核对好了" in replies[0].lines[0]


@pytest.mark.parametrize("error", [CaseStoreUnavailable("down"), QueryTimeout("slow")])
async def test_store_down_is_said_and_the_conversation_goes_on(
    assistant: Assistant, parts: Parts, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    sender = f"store-{type(error).__name__}"
    await _verified(assistant, parts, sender)

    def broken(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        for method in ("file", "case", "parties", "cases_of"):
            patch.setattr(type(parts.store), method, broken)
        assert [reply.lines for reply in await assistant.ask(sender, "web", "冻结了多少")] == [
            identity.unavailable().lines
        ]
        assert "执询" in (await assistant.ask(sender, "web", "你好"))[0].lines[0]
    assert "尾号6208" in "".join((await assistant.ask(sender, "web", "冻结了多少"))[0].lines)


async def test_redis_down_is_said(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise redis.ConnectionError("down")

    with monkeypatch.context() as patch:
        patch.setattr(redis.connection.AbstractConnection, "send_packed_command", broken)
        replies = await assistant.ask("redis-down", "web", "你好")
    assert [reply.lines for reply in replies] == [talk.trouble("failed").lines]
    assert "执询" in (await assistant.ask("redis-down", "web", "你好"))[0].lines[0]


async def test_a_slow_turn_gets_a_word_in_time(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*_: object) -> None:
        await asyncio.sleep(0.2)

    with monkeypatch.context() as patch:
        patch.setattr(assistant, "_time_limit", 0.05)
        patch.setattr(assistant._agent.processor, "handle_message", slow)
        replies = await assistant.ask("slow", "web", "你好")
        await asyncio.sleep(0.3)
    assert replies[0].lines == talk.trouble("slow").lines


async def test_where_a_late_answer_arrives_a_slow_turn_is_waited_for(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "_time_limit", 0.001)
    replies = await replies_to("你好", "wechat:slow", "wechat", assistant.handle, patient=True)
    assert "执询" in replies[0].lines[0]


@pytest.mark.parametrize("text", ["我不想活了", "我想跳楼"])
async def test_danger_is_answered_though_nothing_works(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(redis.connection.AbstractConnection, "send_packed_command", _gone)
        replies = await assistant.ask("danger", "web", text)
    assert [reply.lines for reply in replies] == [talk.danger().lines, talk.trouble("failed").lines]


def _gone(*_: object) -> None:
    raise redis.ConnectionError("gone")


class _Broken(ReplyOutput):
    """A channel whose every delivery fails."""

    @classmethod
    def name(cls) -> str:
        return "broken"

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        raise ConnectionError("gone")


async def test_a_broken_channel_does_not_lose_the_turn(assistant: Assistant) -> None:
    await assistant.handle(UserMessage(NUMBER, _Broken(), "web:broken", input_channel="web"))
    replies = await assistant.ask("broken", "web", "再说一遍")
    assert any("姓名" in line for reply in replies for line in reply.lines)


async def test_lines_sent_at_once_are_answered_one_after_the_other(assistant: Assistant) -> None:
    texts = [NUMBER, "再说一遍", "取消", "你好"]
    answers = await asyncio.gather(*(assistant.ask("burst", "web", text) for text in texts))
    assert "核对一下身份" in "".join(answers[0][0].lines)
    assert "姓名" in "".join(answers[1][0].lines)
    assert "不查了" in "".join(answers[2][0].lines)
    assert "执询" in "".join(answers[3][0].lines)


async def test_sixty_turns_stay_in_the_window(assistant: Assistant, parts: Parts) -> None:
    for _ in range(60):
        await assistant.ask("long", "web", "你好")
    kept = await assistant._agent.tracker_store.retrieve("web:long")
    full = await assistant._agent.tracker_store.retrieve_full_tracker("web:long")
    assert len(full.events) > 5 * len(kept.events)
