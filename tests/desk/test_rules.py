"""When to hand over: several ways of saying each reason, and what only sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.answers.reply import Urgency
from bot.desk.rules import decide, rule_of, rules

_SAID = yaml.safe_load(Path(__file__).with_name("rules.yml").read_text(encoding="utf-8"))
_LINES = [(reason, line) for reason, lines in _SAID.items() for line in lines]


def _parted(line: str) -> tuple[str, str]:
    intent, _, text = line.rpartition(" ")
    return intent or "out_of_scope", text


@pytest.mark.parametrize(("reason", "line"), _LINES, ids=[line for _, line in _LINES])
def test_what_is_said_leads_to_its_rule(reason: str, line: str) -> None:
    rule = decide(*_parted(line))
    assert (rule.reason if rule else "none") == reason


def test_two_failures_offer_a_person_and_one_does_not() -> None:
    assert decide("nlu_fallback", "啊啊啊", 1) is None
    rule = decide("nlu_fallback", "啊啊啊", 2)
    assert rule and rule.reason == "not_understood" and rule.offered


def test_what_is_grave_goes_before_what_is_not() -> None:
    for intent, text, reason in (
        ("complain", "再不管我就跳楼", "self_harm"),
        ("crisis", "他说不想活了,刚喝了一瓶农药", "ambulance"),
        ("crisis", "我要砍死他,砍完我也去死", "threat"),
        ("request_human", "转人工,他正在转移财产", "moving"),
        ("report_clue", "我要提供线索,对方今天要把车卖掉", "moving"),
        ("request_human", "我要投诉你们", "complain"),
    ):
        rule = decide(intent, text, 2)
        assert rule and rule.reason == reason


def test_urgent_are_danger_moving_a_running_deadline_and_money_for_an_emergency() -> None:
    urgent = {reason for reason, rule in rules().items() if rule.urgency is Urgency.URGENT}
    assert urgent == {"ambulance", "threat", "self_harm", "crisis", "moving", "objection", "hardship"}
    assert {reason for reason, rule in rules().items() if rule.kept} == {
        "ambulance",
        "threat",
        "self_harm",
        "crisis",
    }
    assert {reason for reason, rule in rules().items() if rule.offered} == {"judge", "not_understood"}


def test_every_rule_says_what_to_do_and_promises_no_more_than_a_day() -> None:
    for rule in rules().values():
        assert rule.label and len(rule.first) > 10 and rule.queue in ("team", "duty", "mediation")
        assert 0 < rule.minutes <= 390


def test_a_reason_that_nobody_knows() -> None:
    with pytest.raises(KeyError):
        rule_of("boredom")


def test_long_texts_are_judged_quickly_enough_to_be_judged_at_all() -> None:
    assert decide("out_of_scope", "他正在把" + "房子" * 5000 + "不知道怎么说") is None
