"""Which parts of a message are questions of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.intents.classifier import Ranking
from bot.intents.questions import split
from bot.intents.several import PART_SURE, Parts, several, with_stories

_WORDS = {
    "利息": "ask_delay_interest",
    "拘留": "ask_fine_detention",
    "电话": "ask_contact",
    "到哪一步": "ask_progress",
    "你们管不管": "complain",
    "离婚": "out_of_scope",
    "天气": "out_of_scope",
    "在吗": "greet",
    "活着": "crisis",
    "通知": "ask_notice",
}


_SOME = 0.02
"""What a whole message gives to a topic that only one of its parts speaks of."""


class Reader:
    """A classifier that goes by one word, and counts how often it is asked."""

    def __init__(self, confidence: float = 0.9) -> None:
        self.asked: list[str] = []
        self._confidence = confidence

    def __call__(self, part: str) -> Ranking:
        self.asked.append(part)
        found = [intent for word, intent in _WORDS.items() if word in part] or ["ask_notice"]
        return [(intent, self._confidence if intent == found[0] else _SOME) for intent in found]


def _intents(text: str, whole: str = "ask_notice", confidence: float = 0.9) -> list[str]:
    return [one["intent"] for one in several(text, whole, Reader(confidence)).questions]


def _unclear(text: str, whole: str = "ask_delay_interest") -> list[str]:
    return several(text, whole, _hazy).unclear


def _hazy(part: str) -> Ranking:
    """Knows only some words; of a part without them it thinks of two things at once."""
    known = next((intent for word, intent in _WORDS.items() if word in part), None)
    return [(known, 0.9)] if known else [("ask_notice", 0.4), ("submit_material", 0.3)]


def test_questions_that_are_too_many_are_not_lost() -> None:
    parts = several("到哪一步了?利息怎么算?会不会拘留?法官电话多少?通知是什么?", "ask_notice", Reader())
    assert [one["intent"] for one in parts.questions] == ["ask_fine_detention", "ask_contact", "ask_notice"]
    assert parts.later == ["到哪一步了?", "利息怎么算?"]


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("利息怎么算?会不会拘留?", ["ask_delay_interest", "ask_fine_detention"]),
        ("到哪一步了,另外利息怎么算,法官电话多少", ["ask_progress", "ask_delay_interest", "ask_contact"]),
        ("你好,在吗?利息怎么算?法官电话多少?谢谢", ["ask_delay_interest", "ask_contact"]),
        ("利息怎么算?转人工", ["ask_delay_interest", "request_human"]),
        ("离婚怎么办?利息怎么算?", ["out_of_scope", "ask_delay_interest"]),
    ],
)
def test_every_part_that_asks_is_a_question(text: str, intents: list[str]) -> None:
    assert _intents(text) == intents


@pytest.mark.parametrize(
    "text", ["利息怎么算", "你好。利息怎么算?谢谢", "在吗?利息怎么算?", "天气怎么样?利息怎么算?", "利息怎么算?取消", ""]
)
def test_one_question_is_one(text: str) -> None:
    assert _intents(text) == []


def test_a_message_of_one_part_is_not_classified_again() -> None:
    reader = Reader()
    several("他欠我三万,判了一年了,一分钱没给,我该怎么办", "ask_consequences", reader)
    assert reader.asked == []


def test_what_the_bot_itself_offers_is_never_taken_apart() -> None:
    reader = Reader()
    assert several("谁在办我的案子，怎么联系", "ask_contact", reader) == Parts()
    assert reader.asked == []


def test_parts_that_are_not_sure_do_not_count() -> None:
    assert _intents("利息怎么算?会不会拘留?", confidence=PART_SURE - 0.01) == []
    assert _intents("利息怎么算?会不会拘留?", confidence=PART_SURE) != []


def test_of_many_parts_only_the_last_are_read() -> None:
    reader = Reader()
    questions = several("到哪一步了?" + "利息怎么算?法官电话多少?会不会拘留?" * 5, "ask_progress", reader).questions
    assert len(reader.asked) == 1 + 8  # the whole, and the last parts
    assert [one["intent"] for one in questions] == ["ask_delay_interest", "ask_contact", "ask_fine_detention"]


def test_rhetoric_is_a_complaint_only_in_a_complaint() -> None:
    text = "你们管不管?利息怎么算?法官电话多少?"
    assert _intents(text) == ["ask_delay_interest", "ask_contact"]
    assert _intents(text, whole="complain")[0] == "complain"


def test_a_part_in_danger_is_all_that_counts() -> None:
    assert _intents("利息怎么算?活着干什么呢?法官电话多少") == ["crisis"]
    assert _intents("利息怎么算?活着干什么呢?", confidence=PART_SURE - 0.01) == []


def test_a_message_that_is_a_crisis_is_not_taken_apart() -> None:
    assert _intents("利息怎么算?会不会拘留?", whole="crisis") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "我是公司的法人。公司欠钱。我能坐飞机吗?多久能解除?",
            ["我是公司的法人。公司欠钱。我能坐飞机吗?", "多久能解除?"],
        ),
        ("能坐高铁吗,我是做生意的,公司会不会受影响", ["能坐高铁吗,", "我是做生意的,公司会不会受影响"]),
        ("能坐飞机吗?我急着看病。", ["能坐飞机吗?我急着看病。"]),
        ("他欠我钱。判了一年了。", ["他欠我钱。判了一年了。"]),
        ("会影响孩子吗?小额的不会被拘留吧", ["会影响孩子吗?", "小额的不会被拘留吧"]),
    ],
)
def test_a_story_stays_with_its_question(text: str, parts: list[str]) -> None:
    assert with_stories(split(text)) == parts


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("利息怎么算?那个绿本子要不要盖章?", ["那个绿本子要不要盖章?"]),
        ("那个绿本子要不要盖章?利息怎么算?", ["那个绿本子要不要盖章?"]),
        ("利息怎么算?天气这么热电梯修好没有?", ["天气这么热电梯修好没有?"]),
        ("利息怎么算,还有一个绿本子要不要盖章", ["还有一个绿本子要不要盖章"]),
    ],
)
def test_a_question_that_was_not_understood_is_named_beside_others(text: str, unclear: list[str]) -> None:
    assert _unclear(text) == unclear
    assert [one["intent"] for one in several(text, "ask_delay_interest", _hazy).questions] == ["ask_delay_interest"]


@pytest.mark.parametrize(
    "text",
    [
        "您好,我叫王小明,住在天河区石牌东路。利息怎么算?谢谢您的耐心解答",
        "判决书去年三月就生效了。他到今天一分钱都没有给。利息怎么算?",
        "利息怎么算?那要多久呢?",
        "利息怎么算?可以吗?",
        "利息怎么算,那个绿本子要不要盖章",
        "利息怎么算?你们管不管我们死活?",
        "利息怎么算?离婚怎么办理?",
    ],
)
def test_what_asks_nothing_of_its_own_is_no_riddle(text: str) -> None:
    assert _unclear(text) == []


def test_what_may_be_the_question_that_is_answered_is_no_riddle() -> None:
    assert _unclear("利息怎么算?那个绿本子要不要盖章?", whole="submit_material") == []


def test_where_nothing_was_understood_the_whole_message_decides() -> None:
    assert several("那个绿本子要不要盖章?这只红箱子谁来搬走?", "ask_settlement", _hazy) == Parts()


@pytest.mark.parametrize(("part", "counts"), [("会影响子女升学吗?", True), ("那个绿本子要不要盖章?", False)])
def test_a_part_that_is_only_likely_counts_by_the_words_of_its_topic(part: str, counts: bool) -> None:
    found = several(f"{part}利息怎么算", "ask_delay_interest", _reads(part, 0.5, whole=0.1))
    assert ("ask_consequences" in [one["intent"] for one in found.questions]) is counts
    assert found.unclear == ([] if counts else [part])


@pytest.mark.parametrize(("sure", "whole", "counts"), [(0.9, 0.0, False), (0.9, 0.02, True), (0.96, 0.0, True)])
def test_what_the_whole_message_does_not_speak_of_must_be_sure(sure: float, whole: float, counts: bool) -> None:
    found = several(
        "到日子会不会自己没了?利息怎么算", "ask_delay_interest", _reads("到日子会不会自己没了?", sure, whole)
    )
    assert ("ask_consequences" in [one["intent"] for one in found.questions]) is counts


def test_danger_in_one_part_counts_though_the_whole_does_not_speak_of_it() -> None:
    def predict(text: str) -> Ranking:
        return [("crisis", 0.7)] if text.startswith("活着") else [("ask_delay_interest", 0.99)]

    found = several("利息怎么算?活着还有什么意思?", "ask_delay_interest", predict)
    assert [one["intent"] for one in found.questions] == ["crisis"]


def _reads(part: str, sure: float, whole: float) -> Callable[[str], Ranking]:
    """Takes a part for a question about consequences, so sure, and the message for one about interest; ``whole`` is
    what the consequences have in it."""

    def predict(text: str) -> Ranking:
        if text == part:
            return [("ask_consequences", sure)]
        return [("ask_delay_interest", 0.9), ("ask_consequences", whole)]

    return predict
