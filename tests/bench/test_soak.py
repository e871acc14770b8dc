"""The soak's judgement; that it can be run is seen by running it."""

from __future__ import annotations

import json

import pytest
import redis

from bench.soak_check import Found, Turn, compared, lines_of, reading, showing
from bot.answers.reply import Reply
from bot.engine.transcript import events_key

ONE, TWO = (Turn(text, (Reply(lines=(f"答：{text}",)),)) for text in ("一", "二"))


def test_everything_read_and_shown_once_is_well() -> None:
    assert reading(["一", "二"], {"一": True, "二": True}, ["一", "二"]) == Found()
    assert showing([ONE, TWO], ["答：一", "答：二"]) == Found(turns=2)


@pytest.mark.parametrize(
    ("taken", "read", "found"),
    [
        ({"一": True, "二": True}, ["一"], Found(unread=1)),
        ({"一": True}, ["一", "二"], Found()),  # stored, but the platform gave up waiting
        ({"一": True, "二": True}, ["一", "二", "一"], Found(read_twice=1, disordered=1)),
        ({"一": True, "二": True}, ["二", "一"], Found(disordered=1)),
        ({"一": False, "二": True}, ["二", "一"], Found()),  # the platform hung up and brought it again
    ],
)
def test_what_was_not_read_once_in_order_is_found(taken: dict[str, bool], read: list[str], found: Found) -> None:
    assert reading(["一", "二"], taken, read) == found


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (["答：一"], Found(turns=2, lost=1)),
        (["答：一", "答：一", "答：二"], Found(turns=2, doubled=1)),
        (["答：一\n\n答：二"], Found(turns=2)),  # a held answer came with the next one
        (["答：二"], Found(turns=2, lost=1)),
        (["答：一", "对不起。", "答：二"], Found(turns=2, strange=1)),
    ],
)
def test_what_was_not_shown_once_is_found(shown: list[str], found: Found) -> None:
    assert showing([ONE, TWO], shown) == found


def test_no_answer_is_owed_for_what_the_platform_gave_up() -> None:
    assert showing([ONE, TWO], ["答：二"], [False, True]) == Found(turns=2)


def test_lines_read_together_are_told_apart() -> None:
    assert lines_of("查 案 我是谁", ["查 案", "查", "我是谁"]) == ["查 案", "我是谁"]
    assert lines_of("别的话", ["查"]) == ["别的话"]


def test_a_conversation_is_compared_with_its_phone(redis_client: redis.Redis[str]) -> None:
    events = [
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": "一 二"},
        {"event": "bot", "text": None, "data": {"custom": Reply(lines=("好。",)).to_dict()}},
        {"event": "bot", "text": None, "data": {"custom": Reply(lines=("再见。",)).to_dict()}},
    ]
    redis_client.rpush(events_key("wechat:o1"), *map(json.dumps, events))
    found = compared(redis_client, "wechat:o1", ["一", "二"], {"一": True, "二": True}, ["好。\n\n再见。"])
    assert found == Found(turns=1)
