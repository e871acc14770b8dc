"""Reading a call from JSON types: what is taken, and what is refused with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.hours import CHINA
from bot.transcripts.calls import BrokenCall, Speaker, call_from
from tests.transcripts.talks import talk


def test_a_whole_call() -> None:
    call = call_from(
        {
            "id": 77,
            "begin": "2026-11-25T01:12:03Z",
            "caller": "+86 154 0000 1234",
            "direction": "呼出",
            "turns": [
                {"who": "坐席", "text": " 您好 ", "at": "2026-11-25T09:12:05"},
                {"who": "客户", "text": "你好", "at": 4, "confidence": "0.83"},
                {"who": "caller", "event": "noinput", "confidence": 0},
            ],
        }
    )
    assert (call.id, call.phone, call.outgoing) == ("77", "15400001234", True)
    assert call.begin == datetime(2026, 11, 25, 9, 12, 3, tzinfo=CHINA)
    agent, caller, silence = call.turns
    assert (agent.speaker, agent.text, agent.at) == (Speaker.AGENT, "您好", 2.0)
    assert (caller.confidence, caller.at) == (0.83, 4.0)
    assert (silence.event, silence.text, silence.confidence) == ("no-input", "", None), "0 means that nobody knows"


def test_a_moment_is_the_last_one_that_was_told() -> None:
    call = call_from(talk("来：你好", "机：请讲"))
    assert (call.moment(1) - call.begin).total_seconds() == 5


@pytest.mark.parametrize(
    ("change", "turn", "word"),
    [
        ({"id": None}, 0, "编号"),
        ({"id": "=1+1"}, 0, "编号"),
        ({"id": "x" * 81}, 0, "编号"),
        ({"id": True}, 0, "编号"),
        ({"begin": None}, 0, "开始时间"),
        ({"begin": "昨天"}, 0, "开始时间"),
        ({"begin": "0001-01-01T00:00:00"}, 0, "开始时间"),
        ({"turns": []}, 0, "turns"),
        ({"turns": "你好"}, 0, "turns"),
        ({"turns": [{"who": "bot"}] * 2001}, 0, "2000"),
        ({"turns": ["你好"]}, 1, "第1句"),
        ({"turns": [{"who": "bot"}, {"who": "老师", "text": "好"}]}, 2, "第2句：who"),
        ({"turns": [{"who": "bot", "text": 5}]}, 1, "text"),
        ({"turns": [{"who": "bot", "text": "好", "at": -1}]}, 1, "at"),
        ({"turns": [{"who": "bot", "text": "好", "at": "NaN"}]}, 1, "at"),
        ({"turns": [{"who": "bot", "text": "好", "confidence": 83}]}, 1, "confidence"),
        ({"turns": [{"who": "bot", "text": "好", "confidence": True}]}, 1, "confidence"),
        ({"turns": [{"who": "bot", "event": "爆炸"}]}, 1, "event"),
        ({"direction": "上"}, 0, "direction"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_quoted(change: dict[str, Any], turn: int, word: str) -> None:
    with pytest.raises(BrokenCall) as refused:
        call_from({**talk("来：我叫何桂芳"), **change})
    assert refused.value.turn == turn
    assert word in str(refused.value)
    assert "何桂芳" not in str(refused.value) and "昨天" not in str(refused.value)


@pytest.mark.parametrize("content", [None, [], 5, "你好"])
def test_what_is_no_call_at_all(content: Any) -> None:
    with pytest.raises(BrokenCall):
        call_from(content)
