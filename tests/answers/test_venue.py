"""Guidance out of a venue: the right window, what to bring, and when it is open, also on holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import venue, ways
from bot.answers.places import Kind, Venue
from bot.answers.reply import Reply
from bot.answers.venue_file import load
from bot.hours import CHINA

SAMPLE = load()


def at(text: str) -> datetime:
    """``11-26 9:00`` of 2026, in China; that day is a Thursday."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


MORNING = at("11-26 9:00")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("财务专窗在哪里", "finance"),
        ("财务室怎么走", "finance"),
        ("请问3号窗口在哪", "finance"),
        ("带我去执行立案", "filing"),
        ("立案在哪个窗口", "filing"),
        ("申请强制执行去几号窗口", "filing"),
        ("执行异议窗口在几楼", "objection"),
        ("厕所喺边", "toilet"),
        ("调解室在哪", "mediation-room"),
        ("材料转收在哪台机器上，在哪里", "terminal-b"),
        ("文书模板在哪里打印", "terminal-a"),
        ("2号自助终端在哪", "terminal-b"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(text: str, place: str) -> None:
    found = venue.where_is(SAMPLE, text, MORNING)
    assert found is not None and found.place == place
    known = SAMPLE.place(place)
    assert known is not None and known.where in "".join(found.lines)


@pytest.mark.parametrize(
    "text", ["怎么申请强制执行", "去哪里申请执行", "异议要多久", "财务专窗", "我的房子在哪里被查封", "你好"]
)
def test_other_questions_are_not_taken_for_the_way(text: str) -> None:
    assert venue.where_is(SAMPLE, text, MORNING) is None


@pytest.mark.parametrize(
    ("now", "text", "told"),
    [
        ("11-26 9:00", "", "今天8点30分至12点、14点30分至17点30分开放。"),
        ("11-26 13:00", "", "现在还没开门"),
        ("11-26 18:00", "", "今天已经关门，11月27日星期五8点30分开门。"),
        ("11-28 9:00", "", "今天不开门，11月30日星期一8点30分开门。"),
        ("10-01 9:00", "", "今天不开门，10月8日星期四8点30分开门。"),
        ("10-10 9:00", "", "今天8点30分"),  # a Saturday that makes up for the National Day holidays
        ("11-26 9:00", "明天几点上班", "11月27日星期五8点30分"),
        ("11-26 9:00", "周六开门吗", "11月28日星期六不开门。"),
        ("11-26 9:00", "周末上班吗", "11月28日星期六不开门。"),
        ("11-26 9:00", "下周三上班吗", "12月2日星期三8点30分"),
        ("11-26 9:00", "星期一上班吗", "11月30日星期一8点30分"),
        ("11-26 9:00", "星期四几点下班", "今天8点30分"),
        ("09-30 9:00", "明天开门吗", "10月1日星期四不开门。"),
    ],
)
def test_opening_hours(now: str, text: str, told: str) -> None:
    assert told in "".join(venue.location(SAMPLE, text, at(now)).lines)


def test_the_centre_offers_its_windows_and_every_offer_leads_there() -> None:
    reply = venue.location(SAMPLE, "执行事务中心在哪里", MORNING)
    assert SAMPLE.address in reply.lines[0]
    for choice, window in zip(reply.choices, SAMPLE.of_kind(Kind.WINDOW), strict=True):
        found = venue.where_is(SAMPLE, choice, MORNING)
        assert found is not None and found.place == window.id


def test_terminals_and_their_modules() -> None:
    reply = venue.self_service(SAMPLE, "自助机怎么用", MORNING)
    assert reply is not None and reply.place == "terminal-a"
    told = "".join(reply.lines)
    assert all(module in told for module in ("执行引导", "申请受理", "材料转收", "案件查询", "财务专窗", "文书模板"))
    for choice in reply.choices:
        found = venue.where_is(SAMPLE, choice, MORNING)
        assert found is not None and found.place.startswith("terminal")


_RULE = Reply(
    lines=("带上材料，向有管辖权的法院提出申请。", "依据：民事诉讼法"),
    speech="带上材料，向有管辖权的法院提出申请。",
    facts=("a",),
)


def test_the_window_stands_between_the_rule_and_its_sources() -> None:
    told = venue.guided(SAMPLE, "ask_apply", "怎么申请强制执行", _RULE, MORNING, whole=True)
    rule, window, bring, opens, sources = told.lines
    assert (rule, sources) == _RULE.lines
    assert told.place == "filing" and "执行立案窗口" in window and "身份证" in bring and "开放" in opens
    assert told.speech.split("\n") == [rule, window, bring, opens]
    assert told.facts == _RULE.facts


def test_whoever_stands_in_the_lobby_hears_the_window_first() -> None:
    told = venue.guided(SAMPLE, "ask_apply", "怎么申请强制执行", _RULE, MORNING, whole=True, here=True)
    assert "执行立案窗口" in told.lines[0] and told.lines[-2:] == _RULE.lines
    assert told.speech.endswith(_RULE.speech)


@pytest.mark.parametrize(
    ("intent", "text", "whole"),
    [
        ("ask_apply", "申请执行有期限吗", False),
        ("ask_apply", "去哪个法院申请", False),
        ("ask_settlement", "怎么和解", True),
        ("ask_payout", "钱什么时候到账", True),
    ],
)
def test_no_window_where_none_was_asked_for(intent: str, text: str, whole: bool) -> None:
    rule = Reply(lines=("规定",))
    assert venue.guided(SAMPLE, intent, text, rule, MORNING, whole=whole) is rule


def test_a_person_is_where_the_venue_has_one() -> None:
    assert venue.person(SAMPLE).place == "reception"
    assert venue.person(None).place == ""


def _is_a_walk(way: tuple[ways.Point, ...], where: Venue) -> bool:
    return all(0 <= x <= where.width and 0 <= y <= where.height for x, y in way)


def test_the_way_follows_the_corridors() -> None:
    assert SAMPLE.way((20, 19), (29, 6)) == ((20, 19), (20, 13), (20, 6), (29, 6))
    assert SAMPLE.way((20, 19), (20, 19)) == ((20, 19),)
    for place in SAMPLE.places:
        if place.at:
            way = SAMPLE.way((20.0, 19.0), place.at)
            assert way[-1] == place.at and len(way) < 8 and _is_a_walk(way, SAMPLE)


def test_corridors_that_cross_are_joined_and_those_apart_are_not() -> None:
    cross = (((0.0, 5.0), (10.0, 5.0)), ((5.0, 0.0), (5.0, 10.0)))
    assert ways.shortest(cross, (0, 5), (5, 10)) == ((0, 5), (5, 5), (5, 10))
    apart = (((0.0, 0.0), (1.0, 0.0)), ((0.0, 9.0), (1.0, 9.0)))
    assert ways.shortest(apart, (0, 0), (1, 9)) == ((0, 0), (1, 9))
    assert ways.shortest((), (0, 0), (1, 9)) == ((0, 0), (1, 9))


coordinates = st.integers(0, 8).map(float)
points = st.tuples(coordinates, coordinates)


@given(st.lists(st.lists(points, min_size=2, max_size=4), max_size=5), points, points)
def test_every_way_begins_and_ends_where_it_should(
    lines: list[list[ways.Point]], start: ways.Point, to: ways.Point
) -> None:
    way = ways.shortest(lines, start, to)
    assert way[0] == start and way[-1] == to


@pytest.mark.parametrize(
    "text", ["天河法院周六开门吗", "长沙市法院地址在哪", "深圳中院几点上班", "南海法院立案窗口怎么走"]
)
def test_of_another_court_nothing_is_known(text: str) -> None:
    told = venue.location(SAMPLE, text, MORNING).lines
    assert "没有登记" in told[0] and "12368" in told[1]
    assert SAMPLE.name in told[2]


@pytest.mark.parametrize("text", ["你们法院在哪里", "区法院在几楼", "请问法院几点下班"])
def test_a_court_without_a_name_is_this_one(text: str) -> None:
    assert "没有登记" not in "".join(venue.location(SAMPLE, text, MORNING).lines)


def test_the_venues_own_court_is_known() -> None:
    own = replace(SAMPLE, name="白云区人民法院执行事务中心")
    assert venue.other_court(own, "白云法院在哪里") is None
    assert venue.other_court(own, "海珠法院在哪里") is not None


@pytest.mark.parametrize(
    "text",
    [
        "昨天社区来人在门口贴了张纸，说要拍我和老公的房子，我带着孩子以后去哪里住",
        "公司派我去外地办厂，案子还没有结清，要怎么做才能让我出去",
    ],
)
def test_a_story_with_a_door_in_it_asks_for_no_door(text: str) -> None:
    assert venue.where_is(SAMPLE, text, MORNING) is None


def test_the_way_is_told_where_a_long_message_asks_for_it() -> None:
    reply = venue.where_is(SAMPLE, "您好，我是昨天打过电话的那个申请人，麻烦问一下，出口在哪里", MORNING)
    assert reply is not None and reply.place == "exit"
