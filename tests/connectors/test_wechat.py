"""What parties write, say and do comes to the account, and what they read of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import redis

from bot.answers.reply import Reply
from tests.connectors.wechat_world import World, world
from tests.simulators.wechat import AES_KEY, SECRET, TOKEN
from tests.simulators.wechat_calls import Mode

PARTY = "oParty1"
OTHER_KEY = "abcdefghijklmnopqrstuvwxyzABCDEFG0123456789"


@pytest.fixture
async def talk(redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(redis_client) as joined:
        yield joined


@pytest.mark.parametrize("mode", Mode)
async def test_in_every_mode_the_address_is_proved_and_a_text_is_answered_in_the_callback(
    redis_client: redis.Redis[str], mode: Mode
) -> None:
    async with world(redis_client, mode) as talk:
        assert await talk.sim.caller.prove("9876543210") == (200, "9876543210")
        brought = await talk.sim.write(PARTY, "进展")
        assert (brought.statuses, brought.wrong, brought.text) == ([200], "", "答：进展")
    assert talk.bot.heard[0].sender_id == f"wechat:{PARTY}"
    assert talk.bot.heard[0].input_channel == "wechat"
    assert "message/custom/send" not in talk.sim.calls


async def test_while_the_key_changes_both_open_and_the_answer_is_closed_with_the_same(
    redis_client: redis.Redis[str],
) -> None:
    async with world(redis_client, wechat_aes_key=OTHER_KEY, wechat_previous_aes_key=AES_KEY) as talk:
        for key in (AES_KEY, OTHER_KEY):
            talk.sim.caller.aes_key = key
            assert (await talk.sim.write(PARTY, key)).text == f"答：{key}"


async def test_in_compatible_mode_only_the_encrypted_part_counts(redis_client: redis.Redis[str]) -> None:
    async with world(redis_client, Mode.COMPATIBLE) as talk:
        caller = talk.sim.caller
        query, body = caller.sealed(PARTY, caller.xml(PARTY, {"MsgType": "text", "Content": "真的"}))
        forged = body.replace("真的".encode(), "假的".encode())
        assert (await caller.post(query, forged))[0] == 200
        await talk.settled()
        query, body = caller.sealed(PARTY, caller.xml(PARTY, {"MsgType": "text", "Content": "假的"}))
        bare = body[: body.index(b"<Encrypt>")] + b"</xml>"
        assert (await caller.post(query, bare))[0] == 403
        assert talk.bot.texts == ["真的"]


@pytest.mark.parametrize("mode", [Mode.SAFE, Mode.COMPATIBLE])
async def test_what_is_not_encrypted_is_nobodys(redis_client: redis.Redis[str], mode: Mode) -> None:
    async with world(redis_client, mode) as talk:
        talk.sim.caller.mode = Mode.PLAIN
        assert (await talk.sim.write(PARTY, "假的")).statuses == [403] * 3
        assert talk.bot.heard == []


async def test_a_plain_nonce_serves_one_body(redis_client: redis.Redis[str]) -> None:
    """Its signature covers no body: whoever saw one query could send anything with it."""
    async with world(redis_client, Mode.PLAIN) as talk:
        caller = talk.sim.caller
        query, body = caller.sealed(PARTY, caller.xml(PARTY, {"MsgType": "text", "Content": "真的"}))
        other = caller.xml(PARTY, {"MsgType": "text", "Content": "假的"}).encode()
        assert [(await caller.post(query, one))[0] for one in (body, body, other)] == [200, 200, 403]
        assert talk.bot.texts == ["真的"]


async def test_the_platforms_repeats_are_one_turn_and_get_the_same_answer(talk: World) -> None:
    xml = talk.sim.caller.xml(PARTY, {"MsgType": "text", "Content": "只问一次"})
    brought = [await talk.sim.caller.bring_xml(PARTY, xml, copies) for copies in (1, 1, 20)]
    assert talk.bot.texts == ["只问一次"]
    assert {one.text for one in brought} <= {"答：只问一次", None}
    assert brought[0].text and brought[1].text


async def test_a_voice_message_counts_by_its_words(talk: World) -> None:
    assert (await talk.sim.speak(PARTY, "进展怎么样")).text == "答：进展怎么样"
    for without in (None, ""):
        assert "打字" in str((await talk.sim.speak(PARTY, without)).text)
    assert talk.bot.texts == ["进展怎么样"]


async def test_what_cannot_be_read_gets_a_kind_sentence(talk: World) -> None:
    sim = talk.sim
    told = [
        await sim.send_picture(PARTY),
        await sim.send_video(PARTY),
        await sim.send_video(PARTY, "shortvideo"),
        await sim.send_location(PARTY),
        await sim.send_link(PARTY, "某篇文章", "https://example.invalid/"),
        await sim.message(PARTY, "something_new", "", {}),
        await sim.message(PARTY, "text", "", {}, Content=""),
        await sim.message(PARTY, "text", "", {}, Content="[收到不支持的消息类型，暂无法显示]"),
    ]
    assert all("请打字" in str(one.text) and not one.wrong for one in told)
    assert talk.bot.heard == []


async def test_who_follows_is_welcomed_and_a_known_scene_is_answered(talk: World) -> None:
    assert "转人工" in str((await talk.sim.follow(PARTY)).text)
    assert (await talk.sim.follow(PARTY, "progress")).text == "答：我的案件到哪一步了"
    assert (await talk.sim.follow("oNew", "progress")).text == "答：我的案件到哪一步了"
    assert "您好" in str((await talk.sim.follow("oOther", "some-old-scene")).text)
    assert talk.bot.texts == ["我的案件到哪一步了"] * 2


async def test_a_button_asks_what_it_says_and_an_old_one_is_excused(talk: World) -> None:
    assert (await talk.sim.event(PARTY, "CLICK", EventKey="ask:转人工")).text == "答：转人工"
    assert "菜单" in str((await talk.sim.event(PARTY, "CLICK", EventKey="V1001_OLD")).text)
    assert talk.bot.texts == ["转人工"]


@pytest.mark.parametrize(
    "event", ["VIEW", "unsubscribe", "TEMPLATESENDJOBFINISH", "LOCATION", "scancode_push", "something_new", "", "事件"]
)
async def test_events_that_ask_for_nothing_are_taken_in_silence(talk: World, event: str) -> None:
    brought = await talk.sim.event(PARTY, event, EventKey="https://example.invalid/", Status="failed:user block")
    assert (brought.statuses, brought.replies, brought.wrong) == ([200], [], "")
    assert talk.bot.heard == []


async def test_two_events_of_one_second_are_two(talk: World) -> None:
    for asked in ("转人工", "怎么联系承办团队"):
        await talk.sim.event(PARTY, "CLICK", EventKey=f"ask:{asked}")
    assert talk.bot.texts == ["转人工", "怎么联系承办团队"]


async def test_what_takes_too_long_is_sent_afterwards_and_typing_is_shown(redis_client: redis.Redis[str]) -> None:
    async with world(redis_client, wechat_answer_within=1.7) as talk:
        talk.bot.hold("慢")
        brought = await talk.sim.write(PARTY, "慢")
        assert (brought.statuses, brought.replies) == ([200], [])
        assert talk.sim.calls.count("message/custom/typing") == 1
        await talk.release("慢")
        await talk.until(lambda: talk.sim.texts(PARTY))
        assert talk.sim.texts(PARTY) == ["答：慢"]
        assert talk.sim.shown(PARTY)[0].way == "customer"


async def test_a_quick_answer_shows_no_typing(talk: World) -> None:
    await talk.sim.write(PARTY, "快")
    assert talk.sim.calls == []


async def test_a_long_answer_is_read_on_demand(talk: World) -> None:
    lines = tuple(f"第{at}点，写得长一些，好让一条消息装不下全部的内容。" for at in range(60))
    talk.bot.said = lambda text: [Reply(lines=lines)] if text == "长" else [Reply(lines=(text,))]
    pages = [str((await talk.sim.write(PARTY, "长")).text)]
    while pages[-1].endswith("回复“继续”看后面"):
        pages.append(str((await talk.sim.write(PARTY, "继续")).text))
    assert len(pages) > 1 and all(line in "".join(pages) for line in lines)
    assert talk.bot.texts == ["长"]
    assert (await talk.sim.write(PARTY, "继续")).text == "继续"


async def test_signs_of_an_answer_cannot_break_it(talk: World) -> None:
    for words in ("]]></Content><x>", "<b>&amp;</b>", "😀👨‍👩‍👧‍👦𠮷", "a\x00\x0bb"):
        talk.bot.said = lambda _, words=words: [Reply(lines=(words,))]  # type: ignore[misc]
        brought = await talk.sim.write(PARTY, "请")
        assert brought.wrong == "" and brought.text
    assert brought.text == "ab"


async def test_an_assistant_that_fails_is_asked_once_more_and_then_excused(talk: World) -> None:
    talk.bot.failing.add("坏")
    assert "再发一次" in str((await talk.sim.write(PARTY, "坏")).text)
    assert talk.bot.texts == ["坏", "坏"]
    assert (await talk.sim.write(PARTY, "好")).text == "答：好"


async def test_while_a_person_has_the_conversation_nothing_is_said(talk: World) -> None:
    talk.bot.said = lambda _: []
    brought = await talk.sim.write(PARTY, "在吗")
    assert (brought.statuses, brought.replies) == ([200], [])


async def test_without_redis_a_message_is_brought_again(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    down = True
    note = talk.party.api.ledger._write

    def failing(*arguments: object) -> None:
        if down:
            raise redis.ConnectionError
        note(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(talk.party.api.ledger, "_write", failing)
    assert (await talk.sim.write(PARTY, "你好")).statuses == [503] * 3
    down = False
    assert (await talk.sim.write(PARTY, "你好")).text == "答：你好"


async def test_a_burst_is_answered_in_order(talk: World) -> None:
    talk.bot.hold("一")
    first = asyncio.create_task(talk.sim.write(PARTY, "一"))
    await talk.until(lambda: talk.bot.texts)
    rest = [asyncio.create_task(talk.sim.write(PARTY, text)) for text in ("二", "三")]
    await asyncio.sleep(0.05)
    await talk.release("一")
    brought = [await one for one in (first, *rest)]
    assert all(one.statuses == [200] for one in brought)
    assert talk.bot.texts[0] == "一" and sorted("\n".join(talk.bot.texts).split("\n")) == sorted("一二三")


async def test_nothing_secret_and_nothing_said_is_logged(talk: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        talk.bot.failing.add("张三欠款")
        await talk.sim.write(PARTY, "张三欠款")
        await talk.sim.event(PARTY, "张三欠款", EventKey="张三欠款")
        await talk.sim.caller.post({}, b"<xml>")
        await talk.settled()
    told = "".join(record.getMessage() for record in caplog.records)
    for secret in (TOKEN, AES_KEY, SECRET, "张三", PARTY):
        assert secret not in told
