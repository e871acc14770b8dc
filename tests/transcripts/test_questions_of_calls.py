"""What was asked in a call, and whether an answer came."""

from __future__ import annotations

import pytest

from bot.hours import Hours
from bot.transcripts.judging import judge
from bot.transcripts.listening import Listener
from tests.transcripts.talks import call, talk

_TRAIN = "来：限高了还能坐高铁吗"


@pytest.mark.parametrize(
    ("lines", "fates"),
    [
        ([_TRAIN, "机：被限制消费的，不能坐G字头动车组列车的全部座位，也不能坐其他动车的一等座以上。"], ["answered"]),
        ([_TRAIN, "人：动车一等座以上的座位都不能坐，限制消费令还在的话G字头也不行"], ["answered"]),
        ([_TRAIN], ["unanswered"]),
        ([_TRAIN, "人：请稍等，我帮您查一下"], ["unanswered"]),
        ([_TRAIN, "人：这个我不太清楚"], ["unanswered"]),
        ([_TRAIN, "机：没有听懂，请换个说法"], ["unanswered"]),
        ([_TRAIN, "人：明天上午给您回电话"], ["promised"]),
        ([_TRAIN, "人：这个要看每个人的具体情况来定的"], ["unsure"]),
        ([_TRAIN, "人：这个要看每个人的具体情况来定的", "来：我问的不是这个"], ["unanswered"]),
        ([_TRAIN, "人：您放心都会依法办理的好吧", _TRAIN, "人：不好说"], ["unanswered", "unanswered"]),
        ([_TRAIN, _TRAIN, "人：这个我不太清楚"], ["unanswered"]),
        (["来：我的案子到哪一步了", "机：请说一下案号"], ["unanswered"]),
        (["来：我的案子到哪一步了", "人：对方账户已经冻结，下一步划拨"], ["answered"]),
        (["来：转人工", "机：坐席全忙，请稍后再拨"], ["unanswered"]),
        (["来：转人工", "机：正在为您转接", "人：您好，执行局"], ["answered"]),
        (["来：你好", "机：请问您怎么称呼", "来：我是罗志强", "来：谢谢 再见"], []),
        (["来：限高了还能坐高铁吗？拘留最长多少天？", "人：司法拘留每次最长15天"], ["unsure", "answered"]),
    ],
)
def test_the_fate_of_a_question(lines: list[str], fates: list[str], listener: Listener, hours: Hours) -> None:
    judged = judge(call(*lines), listener, hours)
    assert [question.fate for question in judged.questions] == fates


def test_a_follow_up_is_a_question_of_the_topic_before_it(listener: Listener, hours: Hours) -> None:
    judged = judge(call("来：会不会被拘留", "人：有能力却拒不履行的可以拘留", "来：那最多多久"), listener, hours)
    assert [question.intent for question in judged.questions] == ["ask_fine_detention"] * 2
    assert "15天" in judged.questions[1].right


def test_the_right_answer_of_law_has_its_source(listener: Listener, hours: Hours) -> None:
    (question,) = judge(call(_TRAIN), listener, hours).questions
    assert "依据：" in question.right and question.turn == 1


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["来：我的案子到哪一步了"], "先问案号"),
        (["来：（2026）粤0111执1001号到哪一步了"], "（2026）粤0111执1001号"),
        (["来：我的案子到哪一步了", "来：执1001号"], "没有听准"),
        (["来：（2026）粤0111执1001号和（2026）粤0111执1002号到哪一步了"], "几个案号"),
    ],
)
def test_of_a_case_only_what_it_takes_is_said(lines: list[str], word: str, listener: Listener, hours: Hours) -> None:
    question = judge(call(*lines), listener, hours).questions[0]
    assert word in question.right and "核对身份" in question.right


def test_trouble_of_the_recogniser(listener: Listener, hours: Hours) -> None:
    lines = (
        _TRAIN,
        "机：没听清，请再说一遍",
        _TRAIN,
        "机：（2026）粤0111执1001号吗",
        "来：不对 是（2026）粤0111执1002号",
    )
    turns = [{**turn, "confidence": 0.3} for turn in talk(*lines)["turns"]]
    turns += [{"who": "caller", "event": "no-match"}, {"who": "caller", "event": "no-input"}]
    judged = judge(call(*lines, turns=turns), listener, hours)
    assert judged.troubles == {
        "low_confidence": 3,
        "no_match": 1,
        "no_input": 1,
        "said_again": 1,
        "asked_again": 1,
        "number_corrected": 1,
    }
