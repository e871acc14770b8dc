"""Short follow-ups: what they ask for, and which question they stand for under the last topic."""

from __future__ import annotations

import pytest

from bot.answers import followups, law_entries, talk
from bot.answers.followups import Topic, kind_of, question
from bot.intents.cleaning import clean
from bot.intents.commands import fixed_intent

_LIST = Topic(
    "ask_dishonest_list", "default", ("失信名单要挂多久", "怎么移出名单", "转人工"), ("ask_dishonest_list/default",)
)
_CASE = Topic("ask_progress", choices=("钱什么时候能到账", "谁在办我的案子"), told=("ask_progress",))

_KINDS = {
    "duration": "那多久 要多久 多久啊 那要多久呢 大概多长时间 最多几天 能关多久 一般要几个月 得多少天 多久批",
    "reason": "为什么 为什么呢 凭什么 那为什么 为啥 什么原因 为什么会这样",
    "more": "还有呢 还有吗 还有别的吗 然后呢 具体呢 详细点 继续 具体点 接着说 还有什么",
    "way_out": "那怎么办 怎么办 那我怎么办 咋办 那该怎么办呢 有什么办法 怎么解决 那现在怎么办",
    "cost": "多少钱 要多少钱 要交多少钱 那要多少钱呢 收费吗 要钱吗 大概多少钱",
    "place": "在哪办 去哪里办 在哪里 去哪申请 到哪交 那去哪个窗口办",
    "documents": "要什么材料 需要带什么证件 要准备什么材料 带什么东西",
    "who": "找谁 谁负责 那找谁呢",
    "side": "那我呢 他呢 那对方呢",
    "about": "那孩子呢 老婆呢 公司呢 那飞机呢",
}


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind, texts in _KINDS.items() for text in texts.split()])
def test_a_follow_up_is_recognised_by_the_whole_message(text: str, kind: str) -> None:
    assert kind_of(clean(text).text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "失信名单要挂多久",
        "我的案子要多久才能办完",
        "怎么还款",
        "多久能拿到案款",
        "为什么冻结我的卡",
        "还有一个问题想问",
        "去哪里交钱给法院",
        "你好",
        "不知道案号怎么办",
        "1",
        "",
        "何桂芳",
        "执行费要多少钱",
        "限高怎么办",
    ],
)
def test_a_whole_question_is_no_follow_up(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("topic", "text", "role", "leads_to"),
    [
        (_LIST, "那多久", None, "失信名单要挂多久"),
        (_LIST, "为什么", None, "什么情况会上失信名单"),
        (_LIST, "那怎么办", None, "怎么移出名单"),
        (_LIST, "那孩子呢", None, "上名单影响孩子吗"),
        (_LIST, "老婆呢", None, "上名单影响老婆吗"),
        (_LIST, "还有呢", None, "失信名单要挂多久"),
        (Topic("ask_fine_detention", "default"), "那多久", None, "最多拘留几天"),
        (Topic("ask_fine_detention", "days"), "那怎么办", None, "拘留能提前放人吗"),
        (Topic("ask_exit_ban", "default"), "多久", None, "限制出境要多久"),
        (Topic("ask_objection", "default"), "要什么材料", None, "异议要什么材料"),
        (_CASE, "那多久", "applicant", "执行一般要多久"),
        (_CASE, "那怎么办", "applicant", "对方不还法院有哪些手段"),
        (_CASE, "那怎么办", "debtor", "怎么还款"),
        (_CASE, "那怎么办", None, "谁在办我的案子"),
        (_CASE, "还有呢", "applicant", "钱什么时候能到账"),
    ],
)
def test_it_stands_for_a_question_of_the_topic(topic: Topic, text: str, role: str | None, leads_to: str) -> None:
    assert question(topic, text, role) == leads_to


def test_more_goes_on_to_what_was_not_told_and_then_says_so() -> None:
    told = Topic("ask_dishonest_list", "how_long", _LIST.choices, ("ask_dishonest_list/how_long",)).after(_LIST)
    assert question(told, "还有呢", None) == "怎么移出名单"
    done = Topic("ask_credit_repair", "off_list", _LIST.choices, ("ask_credit_repair/off_list",)).after(told)
    assert question(done, "还有呢", None) is None
    assert followups.ask_back(done, "还有呢").choices == ("转人工",)


def test_where_the_data_know_nothing_the_topic_is_offered_again() -> None:
    assert question(_LIST, "在哪办", None) is None
    assert followups.is_followup(_LIST, "在哪办", None)
    assert followups.ask_back(_LIST, "在哪办").choices == _LIST.choices


@pytest.mark.parametrize("text", ["那月亮呢", "火锅呢"])
def test_what_the_topic_never_heard_of_is_no_follow_up(text: str) -> None:
    assert not followups.is_followup(_LIST, text, None)


@pytest.mark.parametrize(("topic", "words"), sorted(set(followups.everything())))
def test_every_question_of_the_data_is_one_that_the_bot_answers(topic: str, words: str) -> None:
    assert law_entries.asked(words) or words in talk.offered()
    assert fixed_intent(words)
    intent, _, entry = topic.partition("/")
    assert intent in {*law_entries.intents(), *talk.MEANINGS}
    assert not entry or entry in {one.id for one in law_entries.load()[intent].entries}


def test_a_follow_up_never_hands_over_by_itself() -> None:
    assert "转人工" not in {words for _, words in followups.everything()}


def test_topic_survives_the_slot() -> None:
    assert Topic.from_json(_LIST.to_json()) == _LIST


@pytest.mark.parametrize(
    ("words", "key"),
    [("失信名单要挂多久", "ask_dishonest_list/how_long"), ("谁在办我的案子", "ask_contact"), ("2", "2")],
)
def test_questions_with_one_answer_have_one_key(words: str, key: str) -> None:
    assert followups.key(words) == key
