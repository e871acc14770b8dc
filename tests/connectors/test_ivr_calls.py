"""Whole calls with the real assistant, the sample cases and the real desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from bot.engine.assistant import Assistant
from bot.engine.wiring import Parts
from bot.settings import Settings
from connectors.ivr_call import Calls
from tests.connectors.ivr_line import MOBILE, Caller, line_to

RIGHT = "二零二六粤零幺幺幺执幺零零幺号"
OTHER = "二零二六粤零幺幺幺执幺零零二号"
ASKS_NAME = "您在这个案子里的姓名"


@pytest.fixture(scope="module")
def http(embedded: Settings, assistant: Assistant, parts: Parts) -> Iterator[httpx.Client]:
    with line_to(assistant.handle, embedded, parts.redis, parts.desk, assistant) as client:
        yield client


@pytest.fixture
def caller(http: httpx.Client, parts: Parts) -> Caller:
    parts.redis.flushdb()
    somebody = Caller(http)
    somebody.does("start")
    return somebody


def code_of(parts: Parts) -> str:
    parts.codes_sent()
    sent = [entry for entry in parts.console.entries("0") if entry.kind == "code"]
    return re.findall(r"\d{6}", sent[-1].body["text"])[0]


def test_from_hello_to_a_progress_answer_with_a_spoken_code(caller: Caller, parts: Parts) -> None:
    assert "四位年份" in caller.says("我的案子执行到哪一步了")
    assert ASKS_NAME in caller.says("二零二六年粤零幺幺幺执字幺零零幺号")
    assert "六位数字" in caller.says("我叫何桂芳")
    told = caller.says("".join("零幺二三四五六七八九"[int(digit)] for digit in code_of(parts)))
    assert "核对好了" in told
    assert "要继续听吗" in told
    assert "冻结" in told + caller.says("继续")


def test_everything_by_keys(caller: Caller, parts: Parts) -> None:
    assert caller.does("speech", speech={"text": "查案子"})["expect"]["keys"] == {"length": 4, "end": "#"}
    assert "二零二六年" in caller.presses("2026")
    assert "白云区" in caller.says("白云法院")
    assert "对不对" in caller.presses("1001#")  # the type was not keyed
    assert ASKS_NAME in caller.presses("1")
    caller.says("何桂芳")
    assert "核对好了" in caller.presses(f"{code_of(parts)}#")


def test_a_number_that_was_not_heard_surely_is_read_back_and_corrected(caller: Caller, parts: Parts) -> None:
    told = caller.says(OTHER, 0.4)
    assert "二，零，二，六，年" in told
    assert "幺，零，零，二，" in told
    assert "广州市白云区人民法院" in told
    told = caller.says("不对，是一零零一号")
    assert ASKS_NAME in told
    assert "幺零零幺号" in told


@pytest.mark.parametrize("confidence", [None, 0, 0.59])
def test_an_unsure_number_goes_nowhere_without_a_yes(caller: Caller, parts: Parts, confidence: float | None) -> None:
    assert "对不对" in caller.says(RIGHT, confidence)
    assert "再说一遍" in caller.says("不对")
    assert "对不对" in caller.says(RIGHT, confidence)
    told = caller.says("法院几点下班", 0.9)  # another question is answered, then it is asked again
    while "要继续听吗" in told:
        told = caller.says("继续")
    assert "对不对" in told
    assert ASKS_NAME in caller.says("对的")


def test_a_sign_that_was_put_right_is_read_back_however_sure(caller: Caller) -> None:
    assert "对不对" in caller.says("二零二六粤零医幺幺执幺零零幺号", 0.99)


def test_a_sure_number_is_not_asked_twice(caller: Caller) -> None:
    assert ASKS_NAME in caller.says("二零二六年广州白云区法院执字第一千零一号", 0.95)


def test_saying_it_again_is_a_yes(caller: Caller) -> None:
    caller.says(RIGHT, 0.3)
    assert ASKS_NAME in caller.says(RIGHT, 0.3)


def test_the_guess_with_a_number_wins_and_is_read_back(caller: Caller) -> None:
    assert "幺，零，零，幺，" in caller.says("二零二六月零要要要只要零零要好", 0.7, RIGHT)


def test_two_readings_are_both_said_and_one_is_picked_by_key(caller: Caller) -> None:
    told = caller.says("喂，两千零二十二年粤零八零两执复九千六百一十爸", 0.9)
    assert "哪一个" in told
    assert "第一个" in told
    assert ASKS_NAME in caller.presses("1")


def test_a_correction_while_the_name_is_asked_for(caller: Caller) -> None:
    caller.says(OTHER, 0.9)
    told = caller.says("不对，是二零二六粤零幺幺幺执幺零零幺号", 0.9)
    assert "幺零零幺号" in told
    assert ASKS_NAME in told


async def test_the_caller_can_be_called_back(caller: Caller, parts: Parts) -> None:
    caller.presses("0")
    await parts.outbox.run_once()  # the card goes out now, not in the middle of another test
    ticket = parts.desk.ticket_of(f"ivr:{caller.id}")
    assert ticket
    assert f"来电号码：{MOBILE}" in ticket.request.turns
    assert Calls(parts.redis).caller(f"web:{caller.id}") == ""


def test_a_stranger_hears_the_court_and_nothing_of_the_case(caller: Caller) -> None:
    told = caller.says("二零二六年粤零幺幺幺执字幺零零幺号到哪一步了")
    assert "广州市白云区人民法院" in told
    assert not re.search("冻结|划拨|租赁|何桂芳|罗志强", told)
