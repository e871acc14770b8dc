"""Two platforms with shapes of their own: the same conversation, behind a token and a list of places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import redis

from bot.answers.reply import Reply
from bot.settings import Settings
from tests.connectors.ivr_line import line_to
from tests.connectors.server import Bot

TOKEN = "a-token-in-the-path"
SPEAKS = {"notify": "asrmessage_notify", "message": "到哪一步了", "callid": "s1", "callerid": "138", "flowdata": "0"}


@pytest.fixture
def listed(embedded: Settings) -> Settings:
    return embedded.copy(update={"ivr_token": TOKEN})


@pytest.fixture
def line(bot: Bot, listed: Settings, redis_client: redis.Redis[str]) -> Iterator[httpx.Client]:
    with line_to(bot, listed, redis_client) as client:
        yield client


def smart(client: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    response = client.post(f"/smartivr/{TOKEN}", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def ali(client: httpx.Client, kind: str, content: dict[str, Any], at: int = 1) -> dict[str, Any]:
    form = {"call_id": "1^2", "timestamp": str(at), "content_type": kind, "content": json.dumps(content)}
    response = client.post(f"/aliyun/{TOKEN}", data=form)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    assert (answer["result"], answer["code"]) == ("success", 200)
    return dict(answer["data"])


def test_smartivr_from_enter_to_leave(line: httpx.Client, bot: Bot) -> None:
    entered = smart(line, {"notify": "enter", "callid": "s1", "callerid": "138", "flowdata": None})
    assert (entered["action"], entered["after_action"]) == ("start_asr", "playback")
    assert "请问您要办什么" in entered["after_params"]["prompt"]
    answered = smart(line, SPEAKS)
    assert (answered["action"], answered["flowdata"]) == ("playback", "1")
    assert answered["params"] == {"prompt": answered["params"]["prompt"], "wait": 6000, "retry": 0}
    assert "财产已经冻结" in answered["params"]["prompt"]
    assert smart(line, SPEAKS) == answered  # its repeat
    quiet = smart(line, {"notify": "playback_result", "callid": "s1", "flowdata": "1"})
    assert "没有听到" in quiet["params"]["prompt"]
    assert smart(line, {"notify": "leave", "callid": "s1", "flowdata": "2"})["action"] == "noop"
    assert line.post(f"/smartivr/{TOKEN}", json={**SPEAKS, "flowdata": "3"}).json()["code"] == "call_ended"
    assert [message.text for message in bot.heard] == ["到哪一步了"]


def test_speech_under_way_stops_the_prompt_and_is_no_turn(line: httpx.Client, bot: Bot) -> None:
    for words, action in (("我想问", "console_playback"), ("嗯", "noop"), ("喂", "noop"), ("", "noop")):
        body = {"notify": "asrprogress_notify", "message": words, "callid": "s1", "flowdata": "7"}
        assert smart(line, body) == {
            "action": action, "flowdata": "7", **({"params": {"command": "stop"}} if action != "noop" else {})
        }  # fmt: skip
    assert not bot.heard


def test_smartivr_is_interrupted_where_it_was(listed: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(Bot(Reply(lines=("第一句话。", "第二句话。"))), listed, redis_client) as line:
        smart(line, SPEAKS)
        smart(line, {**SPEAKS, "message": "问", "playstate": True, "playms": 1500, "flowdata": "1"})
        again = smart(line, {**SPEAKS, "message": "继续", "flowdata": "2"})
        assert again["params"]["prompt"] == "第二句话。"


def test_smartivr_keys(line: httpx.Client, bot: Bot) -> None:
    body = {"notify": "getdtmf_result", "callid": "s1", "dtmf": "0"}
    smart(line, body)
    assert bot.heard[0].text == "转人工"
    assert line.post(f"/smartivr/{TOKEN}", json={**body, "dtmf": "1A"}).json()["code"] == "bad_field"


def test_aliyun_from_callin_to_speech_and_silence(line: httpx.Client, bot: Bot) -> None:
    first = ali(line, "callin", {"caller": "13800000000", "callee": "020"})
    assert (first["action"], first["action_code"], first["call_id"]) == ("answer", "$tts$", "1^2")
    spoken = ali(line, "normal", {"role": "B", "words": "到哪一步了", "dynamic_id": "0"}, 2)
    assert spoken["action"] == "play"
    assert "财产已经冻结" in json.loads(spoken["action_code_param"])["tts"]
    assert ali(line, "normal", {"role": "B", "words": "到哪一步了", "dynamic_id": "0"}, 2) == spoken
    assert "没有听到" in json.loads(ali(line, "mute", {}, 3)["action_code_param"])["tts"]
    assert len(bot.heard) == 1


def test_aliyun_hears_none_of_the_signs_it_does_not_allow(listed: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(Bot(Reply(lines=("钱：十元。",))), listed, redis_client) as line:
        tts = json.loads(ali(line, "normal", {"words": "问"})["action_code_param"])["tts"]
        assert tts == "钱，十元。"


@pytest.mark.parametrize("token", ["wrong", "a-token-in-the-pat", "%E4%B8%80"])
def test_another_token_is_refused(line: httpx.Client, bot: Bot, token: str) -> None:
    for platform in ("aliyun", "smartivr"):
        assert line.post(f"/{platform}/{token}", json=SPEAKS).status_code == 403
    assert not bot.heard


def test_another_place_is_refused(bot: Bot, listed: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(bot, listed.copy(update={"ivr_allow": "10.0.0.0/8, 192.168.1.5"}), redis_client) as line:
        assert line.post(f"/smartivr/{TOKEN}", json=SPEAKS).status_code == 403
    assert not bot.heard


def test_without_a_token_there_are_no_adapters(bot: Bot, embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(bot, embedded, redis_client) as line:
        assert line.post("/smartivr/", json=SPEAKS).status_code == 404
        assert line.post("/smartivr/x", json=SPEAKS).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b'{"notify": "enter"}', b'{"callid": ["a"], "notify": "enter"}', b'{"callid": "a b"}']
)
def test_broken_requests_are_refused(line: httpx.Client, bot: Bot, body: bytes) -> None:
    assert line.post(f"/smartivr/{TOKEN}", content=body).status_code == 400
    assert line.post(f"/aliyun/{TOKEN}", content=body).status_code == 400
    assert not bot.heard


def test_broken_content_of_a_form_is_refused(line: httpx.Client) -> None:
    for content in ("[", "[]", "[" * 15_000):
        form = {"call_id": "1", "content_type": "normal", "content": content}
        assert line.post(f"/aliyun/{TOKEN}", data=form).status_code == 400
    assert line.post(f"/aliyun/{TOKEN}", data={"call_id": "1", "content": "x" * 70_000}).status_code == 413
