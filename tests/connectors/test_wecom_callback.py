"""What comes to the callback: proved, forged, late, repeated, huge, hostile, slow."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import redis

from bot.desk.ports import DeskUnavailable
from tests.connectors.wecom_world import CHEN, LI, WANG, World, world
from tests.simulators.cipher import encrypt, signature
from tests.simulators.wecom import AES_KEY, CORP_ID, TOKEN

OTHER_KEY = "abcdefghijklmnopqrstuvwxyzABCDEFG0123456789"


@pytest.fixture
async def team(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(tmp_path, redis_client) as joined:
        yield joined


@pytest.fixture
async def talk(team: World) -> World:
    """陈一 has the one ticket of 甲."""
    ticket = team.ask("甲")
    team.desk.claim(ticket.number, CHEN, "claim")
    return team


def text(content: str) -> dict[str, Any]:
    return {"MsgType": "text", "Content": content}


async def test_the_address_is_proved_with_the_echo_as_it_was(team: World) -> None:
    assert await team.sim.caller.prove("9876543210") == (200, "9876543210")


WRONG = {"token": "other", "aes_key": OTHER_KEY, "corp_id": "ww9"}


async def test_nobody_else_proves_it(team: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WRONG.items():
        with monkeypatch.context() as wrong:
            wrong.setattr(team.sim.caller, name, value)
            assert await team.sim.caller.prove("1") == (403, "")


async def test_while_the_key_changes_both_open_and_the_answer_is_closed_with_the_same(
    tmp_path: Path, redis_client: redis.Redis[str]
) -> None:
    async with world(tmp_path, redis_client, wecom_aes_key=OTHER_KEY, wecom_previous_aes_key=AES_KEY) as team:
        for key in (AES_KEY, OTHER_KEY):
            team.sim.caller.aes_key = key
            assert await team.sim.caller.prove("1") == (200, "1")
            assert "现在没有" in (await team.sim.write(CHEN, "列表") or "")


async def test_a_forged_message_has_no_effect(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WRONG.items():
        with monkeypatch.context() as wrong:
            wrong.setattr(talk.sim.caller, name, value)
            assert await talk.sim.write(CHEN, "假的") is None
    assert talk.sim.caller.attempts == [403] * 9
    await talk.settled()
    assert talk.parties.texts("甲") == []


async def test_a_query_that_is_wrong_is_refused(talk: World) -> None:
    query, body = talk.sim.caller.sealed(talk.sim.caller.xml(CHEN, text("你好")))
    for part in ("msg_signature", "timestamp", "nonce"):
        rest = {name: one for name, one in query.items() if name != part}
        for changed in (rest, *({**rest, part: value} for value in ("", "0", "１７", "?x", "9" * 400))):
            assert (await talk.sim.caller.post(changed, body))[0] == 403, changed


@pytest.mark.parametrize(("seconds", "status"), [(-301, 403), (-299, 200), (299, 200), (301, 403)])
async def test_only_these_five_minutes_count(talk: World, seconds: float, status: int) -> None:
    sealed = talk.sim.caller.sealed(talk.sim.caller.xml(CHEN, text("你好")))
    talk.clock.advance(seconds)
    assert (await talk.sim.caller.post(*sealed))[0] == status


async def test_a_replayed_message_is_answered_and_nothing_more(talk: World) -> None:
    sealed = talk.sim.caller.sealed(talk.sim.caller.xml(CHEN, text("只说一次")))
    answers = [await talk.sim.caller.post(*sealed) for _ in range(5)]
    assert [status for status, _ in answers] == [200] * 5
    await talk.settled()
    assert talk.parties.texts("甲") == ["只说一次"]


async def test_the_platforms_own_repeats_join_the_first(talk: World) -> None:
    caller, xml = talk.sim.caller, talk.sim.caller.xml(CHEN, text("只说一次"))
    answers = await asyncio.gather(*(caller.post(*caller.sealed(xml)) for _ in range(8)))
    assert {caller.opened(answer) for _, answer in answers} == {f"已转给 #{number(talk)} 甲某（身份未核对）。"}
    await talk.settled()
    assert talk.parties.texts("甲") == ["只说一次"]


def number(team: World) -> str:
    return team.desk.tickets(CHEN)[0].number


async def test_a_nonce_serves_one_message(talk: World) -> None:
    caller = talk.sim.caller
    first = caller.sealed(caller.xml(CHEN, text("第一句")))
    assert (await caller.post(*first))[0] == 200
    encrypted = encrypt(caller.xml(CHEN, text("第二句")), AES_KEY, CORP_ID)
    query = {**first[0], "msg_signature": signature(TOKEN, first[0]["timestamp"], first[0]["nonce"], encrypted)}
    assert (await caller.post(query, f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode()))[0] == 403


BODIES = (
    b"",
    b"{}",
    b"<xml/>",
    b"<xml><Encrypt></Encrypt></xml>",
    b"\xff\xfe\x00",
    b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>%s</Encrypt></xml>',
    b'<xml><!ENTITY a "b"><Encrypt>%s</Encrypt></xml>',
    b"<other><Encrypt>%s</Encrypt></other>",
)


async def test_a_body_that_is_no_envelope_is_refused(talk: World) -> None:
    caller = talk.sim.caller
    for body in BODIES:
        encrypted = encrypt(caller.xml(CHEN, text("你好")), AES_KEY, CORP_ID)
        filled = body.replace(b"%s", encrypted.encode())
        assert await caller.post(caller.signed(encrypted), filled) == (403, ""), body


async def test_a_huge_body_is_refused_before_it_is_read(talk: World) -> None:
    query, body = talk.sim.caller.sealed(talk.sim.caller.xml(CHEN, text("长" * 30_000)))
    assert len(body) > 64 * 1024
    assert (await talk.sim.caller.post(query, body))[0] == 413


MESSAGES = (
    "",
    "not xml",
    "<xml></xml>",
    "<xml><MsgType>text</MsgType></xml>",
    "<xml><FromUserName>chen</FromUserName></xml>",
    "<xml><MsgType></MsgType><FromUserName>chen</FromUserName></xml>",
    '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>text</MsgType><FromUserName>&a;</FromUserName></xml>',
    "<other><MsgType>text</MsgType><FromUserName>chen</FromUserName></other>",
    "<xml><FromUserName><a>chen</a></FromUserName><MsgType>text</MsgType></xml>",
)


async def test_a_message_that_cannot_be_read_is_refused(team: World) -> None:
    for message in MESSAGES:
        assert (await team.sim.caller.post(*team.sim.caller.sealed(message)))[0] == 403, message


async def test_events_that_ask_for_nothing_are_taken_in_silence(team: World) -> None:
    for event in ("subscribe", "enter_agent", "click", "LOCATION", "something_new"):
        assert await team.sim.caller.bring(CHEN, {"MsgType": "event", "Event": event, "EventKey": ""}) == ""
    await team.settled()
    assert team.sim.phone(CHEN) == []


async def test_a_button_that_is_not_ours_does_nothing(team: World) -> None:
    keys = ("", "claim", "claim:", "dance:ZX1126-001", "claim:ZX0101-999", "claim:" + "x" * 900)
    for key in keys:
        fields = {"MsgType": "event", "Event": "template_card_event", "EventKey": key, "ResponseCode": "none"}
        assert await team.sim.caller.bring(CHEN, fields) == ""
    await team.settled()
    assert len(team.sim.texts(CHEN)) == len(keys)


WORDS = (
    "<b>粗体</b> & <![CDATA[里面]]> ]]> 后面",
    "<!DOCTYPE html><!ENTITY>",
    "😀👨‍👩‍👧‍👦𠮷",
    "第一行\n\n第二行",
    '"引号" \\反斜杠 {花括号}',
)


async def test_text_of_any_signs_is_carried_whole(talk: World) -> None:
    for words in WORDS:
        assert "已转给" in (await talk.sim.write(CHEN, words) or "")
        talk.desk.heard("甲", words, words)
        await talk.settled()
        assert talk.parties.texts("甲")[-1] == words
        assert talk.sim.texts(CHEN)[-1].endswith(f"：{words}")


async def test_signs_of_a_name_cannot_break_the_answer(team: World) -> None:
    ticket = team.ask("]]></Content><x>")
    team.desk.claim(ticket.number, CHEN, "claim")
    assert "]]></Content><x>某" in (await team.sim.write(CHEN, "你好") or "")


async def test_what_could_not_be_stored_is_brought_again(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = fails(2, talk.desk.reply)
    monkeypatch.setattr(talk.desk, "reply", broken)
    assert "已转给" in (await talk.sim.write(CHEN, "你好") or "")
    assert talk.sim.caller.attempts == [503, 503, 200]
    await talk.settled()
    assert talk.parties.texts("甲") == ["你好"]


async def test_what_could_not_be_stored_at_all_is_told(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk.desk, "reply", fails(3, talk.desk.reply))
    assert await talk.sim.write(CHEN, "你好") is None
    await talk.settled()
    assert talk.sim.texts(CHEN) == ["系统暂时记不下来，您刚才的话没有转出。请过几分钟再发一次。"]
    assert talk.parties.texts("甲") == []


def fails(times: int, act: Any) -> Any:
    """``act``, but the database is down the first times."""
    left = [DeskUnavailable("down")] * times

    def acting(*arguments: Any, **more: Any) -> Any:
        if left:
            raise left.pop()
        return act(*arguments, **more)

    return acting


async def test_slow_work_goes_on_when_the_platform_hangs_up(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three attempts end without an answer; the words arrive once and the member hears so."""
    allowed, reply = threading.Event(), talk.desk.reply

    def slow(*arguments: Any) -> Any:
        allowed.wait(10)
        return reply(*arguments)

    monkeypatch.setattr(talk.desk, "reply", slow)
    talk.callback._inbox._answer_within = 0.1
    talk.sim.caller.seconds = 0.05
    assert await talk.sim.write(CHEN, "你好") is None
    assert talk.sim.caller.attempts == [0, 0, 0]
    allowed.set()
    await talk.settled()
    assert talk.parties.texts("甲") == ["你好"]


async def test_slow_work_is_told_when_nobody_asks_again(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed, reply = threading.Event(), talk.desk.reply

    def slow(*arguments: Any) -> Any:
        allowed.wait(10)
        return reply(*arguments)

    monkeypatch.setattr(talk.desk, "reply", slow)
    talk.callback._inbox._answer_within = 0.05
    assert await talk.sim.write(CHEN, "你好") is None
    assert talk.sim.caller.attempts == [503] * 3
    allowed.set()
    await talk.settled()
    assert talk.sim.texts(CHEN)[-1].startswith("已转给")
    assert talk.parties.texts("甲") == ["你好"]


async def test_a_member_who_is_slow_to_be_served_keeps_nobody_waiting(
    talk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = talk.ask("乙")
    talk.desk.claim(other.number, LI, "claim")
    allowed, reply = threading.Event(), talk.desk.reply

    def slow(asked: str, member: str, *rest: Any) -> Any:
        if member == CHEN:
            allowed.wait(10)
        return reply(asked, member, *rest)

    monkeypatch.setattr(talk.desk, "reply", slow)
    waiting = asyncio.create_task(talk.sim.write(CHEN, "慢"))
    assert "已转给" in (await talk.sim.write(LI, "快") or "")
    assert not waiting.done()
    allowed.set()
    assert "已转给" in (await waiting or "")


async def test_nothing_secret_and_nothing_said_is_logged(talk: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await talk.sim.write(CHEN, "张三欠款的事不要外传")
        await talk.sim.write("stranger", "张三欠款的事不要外传")
        await talk.sim.caller.post({}, b"<xml>")
        talk.desk.heard("甲", "张三欠款的事不要外传", "1")
        await talk.settled()
    told = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("aiosqlite"))
    token = next(iter(talk.redis.scan_iter("zhixun:token:wecom:*")))
    for secret in (TOKEN, AES_KEY, talk.settings.wecom_secret, str(talk.redis.get(token)), "张三欠款"):
        assert secret not in told


async def test_redis_being_away_loses_nothing(talk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    down = True

    def attempt(_: str) -> int:
        if down:
            raise redis.ConnectionError
        return 1

    monkeypatch.setattr(talk.callback._inbox._heard, "attempt", attempt)
    assert await talk.sim.write(CHEN, "你好") is None
    assert talk.sim.caller.attempts == [503] * 3
    down = False
    assert "已转给" in (await talk.sim.write(CHEN, "你好") or "")


async def test_a_picture_cannot_be_carried(talk: World) -> None:
    assert "只能转文字" in (await talk.sim.send_picture(CHEN) or "")
    assert "名单" in (await talk.sim.send_picture(WANG + "x") or "")
