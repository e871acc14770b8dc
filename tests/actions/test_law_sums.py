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
        "帮我算算", "一共要还多少", "帮我算利息", "2014年1月1日到期本金100万利息多少",
        "欠二十万，还了三万，拖了三百天，帮我算利息",
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
        "你帮我算下三十万拖十四个月的利息", "欠十万拖了一年要加多少利息", "本金五万六 逾期四百二十天 加倍多少钱",
        "判我还货款七万，一拖拖到今天差不多一百二十天，另外要多给多少利息",
        "他该还我十六万，两百天没给，我能多拿几多利息",
    ],
)  # fmt: skip
async def test_a_principal_and_a_time_of_delay_are_reckoned_at_once(parts: Parts, text: str) -> None:
    events, said = await _run(parts, "ask_delay_interest", text)
    assert [event["name"] for event in events if event["event"] == "followup"] == ["action_listen"]
    assert said == ["迟延利息估算"]


@pytest.mark.parametrize(
    "text",
    [
        "判他给我办过户，一分钱没判，拖了九十天，帮我算算利息", "判我腾房，我拖了半年，你算一下利息",
        "不是判钱，是判他交货，帮我算利息",
    ],
)  # fmt: skip
async def test_nothing_is_reckoned_where_no_money_was_judged(parts: Parts, text: str) -> None:
    message = {"text": text, "normalized": clean(text).text, "intent": {"name": "ask_delay_interest"}}
    dispatcher = CollectingDispatcher()
    await LawOrSum(parts.services).run(
        dispatcher, Tracker("web:sums", {}, message, [], False, None, {}, "action_listen"), {}
    )
    (told,) = [said["custom"] for said in dispatcher.messages]
    assert "delay_penalty_non_money" in told["facts"] and "迟延履行金" in told["lines"][0]


@pytest.mark.parametrize(
    "text",
    [
        "判他把吊车还给我，拖了两百天，我租车花了两万，迟延的能要多少",
        "判他腾房，拖了一百天，我住店花了八千，迟延利息多少",
    ],
)
async def test_what_was_lost_meanwhile_is_no_principal(parts: Parts, text: str) -> None:
    assert "迟延利息估算" not in (await _run(parts, "ask_delay_interest", text))[1]


@pytest.mark.parametrize("text", ["判他腾房，还要付占用费五万，拖了一百天，帮我算利息", "判他还我本金六万，帮我算利息"])
async def test_money_beside_another_duty_is_reckoned(parts: Parts, text: str) -> None:
    assert "迟延履行利息" not in (await _run(parts, "ask_delay_interest", text))[1]


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
