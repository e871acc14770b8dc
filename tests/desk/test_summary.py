"""What a colleague gets to read: complete in parts, within the limit as text."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.reply import Urgency
from bot.desk.ports import Author, Owner, Request, Said, Ticket
from bot.desk.summary import LIMIT, clip, parts, text
from bot.desk.wording import rating, when
from tests.desk.world import MORNING, request


def _ticket(given: Request) -> Ticket:
    return Ticket("ZX1126-003", given, Owner.REQUESTED, "0111-K", None, MORNING, MORNING + timedelta(hours=2))


def _said(*words: str) -> list[Said]:
    return [Said(n, "ZX1126-003", Author.PARTY, "", word, MORNING) for n, word in enumerate(words)]


FULL = request(
    reason="moving",
    urgency=Urgency.URGENT,
    verified=True,
    party="王**",
    case_number="（2026）粤0111执1234号",
    stage="已冻结账户，等划扣",
    asked="他今天要把车卖掉",
    deadlines=("异议期到11月30日",),
    suggested="请提供车牌和停放地点。",
    turns=("当事人：在吗", "执询：您好"),
)


def test_the_whole_story_the_most_needed_first() -> None:
    assert parts(_ticket(FULL), _said("他今天要把车卖掉", "车牌粤A"), MORNING) == (
        ("事由", "【紧急】对方正在转移财产（ZX1126-003）"),
        ("谁", "王**，身份已核对，网页"),
        ("案号", "（2026）粤0111执1234号"),
        ("问的事", "他今天要把车卖掉"),
        ("后来又说", "车牌粤A"),
        ("期限", "异议期到11月30日"),
        ("先做", "走绿色通道：马上问清是什么财产、在哪里、谁经手，评估是否当天查控。"),
        ("答应回复", "今天11:00前"),
        ("到哪一步", "已冻结账户，等划扣"),
        ("可以这样答", "请提供车牌和停放地点。"),
        ("最近的话", "当事人：在吗\n执询：您好"),
    )


def test_what_is_not_known_is_left_out_and_an_unproven_name_said_to_be_so() -> None:
    found = dict(parts(_ticket(request(channel="newspaper")), _said("我想问问承办人"), MORNING))
    assert set(found) == {"事由", "谁", "问的事", "先做", "答应回复"}
    assert found["谁"] == "没说姓名，身份没有核对，只说公开的规定，newspaper"


def test_the_newest_turns_are_kept_and_the_oldest_left_out() -> None:
    turns = tuple(f"当事人：第{n}句{'话' * 60}" for n in range(20))
    card = text(_ticket(request(turns=turns)), _said("问"), MORNING)
    assert "第19句" in card and "第0句" not in card
    assert len(card.encode()) <= LIMIT


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=900), st.lists(st.text(max_size=400), max_size=12), st.text(max_size=900))
def test_no_text_is_over_the_limit(asked: str, turns: list[str], suggested: str) -> None:
    given_up = [one.encode(errors="ignore").decode() for one in (asked, suggested, *turns)]
    full = request(asked=given_up[0] or "问", suggested=given_up[1], turns=tuple(given_up[2:]), stage="阶" * 500)
    card = text(_ticket(full), _said("问", *given_up[2:]), MORNING)
    assert len(card.encode()) <= LIMIT and "ZX1126-003" in card and "答应回复" in card


@pytest.mark.parametrize(
    ("value", "limit", "left"),
    [("一二三", 9, "一二三"), ("一二三四", 9, "一二…"), ("a😀b", 5, "a…"), ("一二三四", 8, "一…")],
)
def test_cutting_leaves_whole_characters(value: str, limit: int, left: str) -> None:
    assert clip(value, limit) == left


@pytest.mark.parametrize(
    ("days", "hour", "told"),
    [(0, 15, "今天15:05"), (1, 9, "明天9:05"), (4, 9, "11月30日（周一）9:05"), (-1, 9, "11月25日（周三）9:05")],
)
def test_moments(days: int, hour: int, told: str) -> None:
    at: datetime = (MORNING + timedelta(days=days)).replace(hour=hour, minute=5)
    assert when(at, MORNING) == told


@pytest.mark.parametrize("words", ["解决了", "已解决", "满意！", "好的", " 1 ", "谢谢,满意", "清楚了。"])
def test_words_of_contentment(words: str) -> None:
    assert rating(words) is True


@pytest.mark.parametrize("words", ["没解决", "还没有解决", "不满意。", "2", "没用", "还没"])
def test_words_of_discontent(words: str) -> None:
    assert rating(words) is False


@pytest.mark.parametrize("words", ["", "满意度怎么评", "12", "没有房子怎么办", "好了之后怎么解封", "转人工"])
def test_words_that_do_not_say(words: str) -> None:
    assert rating(words) is None
