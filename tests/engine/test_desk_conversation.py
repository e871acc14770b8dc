"""A person takes over and gives back: the assistant is silent meanwhile, and knows afterwards what was said."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.actions import handing_over
from bot.answers import ticket as words
from bot.desk.database import Database
from bot.desk.ports import Owner, Ticket
from bot.engine import gate
from bot.engine.assistant import Assistant
from bot.engine.wiring import Parts
from bot.settings import Settings


@pytest.fixture
def member(parts: Parts) -> str:
    """Somebody of the duty desk."""
    return next(member.id for member in parts.desk.members() if "duty" in member.queues)


async def _handed_over(assistant: Assistant, parts: Parts, sender: str, channel: str = "web") -> Ticket:
    await assistant.ask(sender, channel, "转人工")
    ticket = parts.desk.ticket_of(f"{channel}:{sender}")
    assert ticket is not None
    return ticket


async def _said(assistant: Assistant, conversation: str) -> list[str]:
    tracker = await assistant._agent.tracker_store.retrieve_full_tracker(conversation)
    return [event.text for event in tracker.events if getattr(event, "text", None)]


async def test_the_whole_way_round(assistant: Assistant, parts: Parts, member: str) -> None:
    sender, conversation = "round", "web:round"
    ticket = await _handed_over(assistant, parts, sender)
    assert await assistant.ask(sender, "web", "最多拘留几天")  # nobody has taken it: the assistant still answers
    parts.desk.claim(ticket.number, member, "claim")
    assert await assistant.ask(sender, "web", "我的手机是13800138000，请回电") == []
    parts.desk.reply(ticket.number, member, "您好，我来帮您看", "reply-1")
    assert await assistant.ask(sender, "web", "最多拘留几天") == []
    while await parts.outbox.run_once():
        pass
    inbox = (await parts.post.fetch(conversation, "0"))["messages"]
    assert [one["text"] for one in inbox][-1] == "您好，我来帮您看"
    said = await _said(assistant, conversation)
    assert [text for text in said if "回电" in text] == ["我的手机是138****8000，请回电"]
    assert said.index("您好，我来帮您看") > said.index("我的手机是138****8000，请回电")
    parts.desk.close(ticket.number, member, "close")
    assert [reply.lines for reply in await assistant.ask(sender, "web", "解决了")] == [words.rated(True).lines]
    assert parts.desk.owner(conversation) is Owner.BOT
    assert "15天" in "".join((await assistant.ask(sender, "web", "最多拘留几天"))[0].lines)


async def test_words_to_a_member_are_in_the_ticket_as_they_were_said(
    assistant: Assistant, parts: Parts, member: str
) -> None:
    ticket = await _handed_over(assistant, parts, "whole")
    parts.desk.claim(ticket.number, member, "c")
    await assistant.ask("whole", "web", "我的手机是13800138000")
    assert parts.desk.said(ticket.number, member)[-1].text == "我的手机是13800138000"


async def test_after_the_end_a_new_question_is_answered_and_no_rating(
    assistant: Assistant, parts: Parts, member: str
) -> None:
    ticket = await _handed_over(assistant, parts, "asks")
    parts.desk.claim(ticket.number, member, "c")
    parts.desk.close(ticket.number, member, "e")
    assert "15天" in "".join((await assistant.ask("asks", "web", "最多拘留几天"))[0].lines)


async def test_on_the_phone_a_colleagues_words_wait_for_the_next_turn(
    assistant: Assistant, parts: Parts, member: str
) -> None:
    ticket = await _handed_over(assistant, parts, "call", "ivr")
    parts.desk.reply(ticket.number, member, "材料已经收到", "r")
    while await parts.outbox.run_once():
        pass
    first = await assistant.ask("call", "ivr", "喂")
    assert "材料已经收到" in "".join(first[0].lines)
    assert first[0].disclosure.value == "party"
    assert await assistant.ask("call", "ivr", "好") == []


async def test_without_the_desk_the_assistant_answers_and_says_that_it_cannot_hand_over(
    assistant: Assistant, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Database("postgresql://nobody@127.0.0.1:1/none")
    with monkeypatch.context() as patch:
        patch.setattr(parts.desk, "_database", broken)
        assert "15天" in "".join((await assistant.ask("nodesk", "web", "最多拘留几天"))[0].lines)
        assert "12368" in "".join((await assistant.ask("nodesk", "web", "转人工"))[0].lines)
    assert "编号ZX" in "".join((await assistant.ask("nodesk", "web", "转人工"))[0].lines)


async def test_who_is_in_danger_hears_where_help_is_though_the_desk_stalls(
    assistant: Assistant, parts: Parts, embedded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "_PATIENCE", 0.2)
    with closing(sqlite3.connect(embedded.data_dir / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = "".join((await assistant.ask("stalled", "web", "我不想活了"))[0].lines)
        other.execute("ROLLBACK")
    assert "110" in told and "12356" in told


async def test_a_desk_that_stalls_holds_up_no_conversation(
    assistant: Assistant, parts: Parts, embedded: Settings, member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_PATIENCE", 0.2)
    given = await _handed_over(assistant, parts, "held up")
    parts.desk.claim(given.number, member, "held up")
    with closing(sqlite3.connect(embedded.data_dir / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = await assistant.ask("held up", "web", "最多拘留几天")
        other.execute("ROLLBACK")
    assert "15天" in "".join(told[0].lines)


async def test_the_colleague_gets_the_whole_story(assistant: Assistant, parts: Parts, member: str) -> None:
    for text in ("（2026）粤0111执1001号", "何桂芳"):
        await assistant.ask("story", "web", text)
    parts.codes_sent()
    code = "".join(sign for sign in parts.console.entries()[-1].body["text"] if sign.isdigit())[:6]
    await assistant.ask("story", "web", code)
    await assistant.ask("story", "web", "钱什么时候能到账")
    ticket = await _handed_over(assistant, parts, "story")
    request = ticket.request
    assert (request.verified, request.party, request.case_number) == (True, "何桂芳", "（2026）粤0111执1001号")
    assert ticket.queue == request.team_id
    assert request.stage
    assert request.deadlines
    assert any("钱什么时候能到账" in line for line in request.turns)
    assert not any(code in line for line in request.turns)
