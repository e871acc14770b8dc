"""When a question of law is a sum: only where figures or a request to reckon are there."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.law_sums import LawOrSum
from bot.engine.wiring import Parts
from bot.intents.cleaning import clean


async def _run(parts: Parts, intent: str, text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The events of the action and the titles of what it said."""
    message = {"text": text, "normalized": clean(text).text, "intent": {"name": intent}}
    tracker = Tracker("web:sums", {}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = await LawOrSum(parts.services).run(dispatcher, tracker, {})
    return events, [said["custom"]["title"] for said in dispatcher.messages]


@pytest.mark.parametrize(
    "text",
    [
        "帮我算算", "你帮我算下三十万拖十四个月的利息", "欠十万拖了一年要加多少利息", "一共要还多少", "帮我算利息",
        "本金五万六 逾期四百二十天 加倍多少钱", "2014年1月1日到期本金100万利息多少",
        "本金10万，2024年1月1日到期，算到2025年1月1日，利息多少",
    ],
)  # fmt: skip
async def test_a_request_to_reckon_opens_the_form(parts: Parts, text: str) -> None:
    events, said = await _run(parts, "ask_delay_interest", text)
    assert [event["name"] for event in events if event["event"] == "followup"] == ["interest_form"]
    assert said == []


@pytest.mark.parametrize(
    "text",
    [
        "利息怎么算", "加倍利息从哪天算", "2014年以前的怎么算", "不是欠钱也有迟延利息吗", "美元的利息怎么算",
        "还款先抵本金还是利息", "赔我爸十三万六，给了五次，每次三五千，剩七万多，利息该怎么切开算",
    ],
)  # fmt: skip
async def test_a_question_about_the_rule_gets_the_rule(parts: Parts, text: str) -> None:
    events, said = await _run(parts, "ask_delay_interest", text)
    assert [event["name"] for event in events if event["event"] == "followup"] == ["action_listen"]
    assert said == ["迟延履行利息"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_apply", "申请执行50万要交多少钱"), ("ask_apply", "申请强制二十万要多少费用"),
        ("ask_how_to_fulfil", "标的100万执行费多少"),
    ],
)  # fmt: skip
async def test_a_fee_with_an_amount_is_worked_out(parts: Parts, intent: str, text: str) -> None:
    assert (await _run(parts, intent, text))[1] == ["执行申请费测算"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_apply", "申请执行要交多少钱"), ("ask_apply", "财产保全50万要交多少钱"),
        ("ask_how_to_fulfil", "欠50万要交多少钱"),
        ("ask_apply", "二十万的案子怎么申请"),
    ],
)  # fmt: skip
async def test_other_money_is_no_fee(parts: Parts, intent: str, text: str) -> None:
    assert (await _run(parts, intent, text))[1] != ["执行申请费测算"]


async def test_a_fee_of_an_amount_that_is_none_is_refused_kindly(parts: Parts) -> None:
    _, said = await _run(parts, "ask_apply", "申请执行三亿多要交多少钱")
    assert said == [""]
