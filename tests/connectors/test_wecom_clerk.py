"""What a member writes: where it goes, what it does, and what it is answered when it cannot be done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from connectors.wecom_commands import Command, Verb, fits, read
from tests.connectors.wecom_world import CHEN, LI, WANG, World, world


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("列表", Command(Verb.LIST)),
        (" 帮助\n", Command(Verb.HELP)),
        ("受理 #3", Command(Verb.CLAIM, "3")),
        ("受理#003", Command(Verb.CLAIM, "003")),
        ("结束 ＃ZX1126-003", Command(Verb.CLOSE, "ZX1126-003")),
        ("结束 #zx1126—3", Command(Verb.CLOSE, "ZX1126-003")),
        ("转办 #1126-003 李四", Command(Verb.TRANSFER, "ZX1126-003", "李四")),
        ("转办 #３ 调解团队", Command(Verb.TRANSFER, "3", "调解团队")),
        ("转办 #3", Command(Verb.TRANSFER, "3")),
        ("受理", Command(Verb.CLAIM)),
        ("结束", Command(Verb.CLOSE)),
        ("#003", Command(Verb.WRITE, "003")),
        ("#ZX1126-003 请明天来", Command(Verb.WRITE, "ZX1126-003", "请明天来")),
        ("#003：请明天来", Command(Verb.WRITE, "003", "请明天来")),
        ("#003请明天来\n带上身份证", Command(Verb.WRITE, "003", "请明天来\n带上身份证")),
        ("#003 受理 #004", Command(Verb.WRITE, "003", "受理 #004")),
        ("请明天来", Command(Verb.WRITE, "", "请明天来")),
        ("结束后请到窗口", Command(Verb.WRITE, "", "结束后请到窗口")),
        ("受理了 #3 的事", Command(Verb.WRITE, "", "受理了 #3 的事")),
        ("结束 #3 的事以后再说", Command(Verb.WRITE, "", "结束 #3 的事以后再说")),
        ("列表在窗口", Command(Verb.WRITE, "", "列表在窗口")),
        ("#1234567 不是编号", Command(Verb.WRITE, "", "#1234567 不是编号")),
        ("#你好", Command(Verb.WRITE, "", "#你好")),
        ("", Command(Verb.WRITE)),
        (" \n ", Command(Verb.WRITE)),
    ],
)
def test_what_a_text_asks_for(text: str, command: Command) -> None:
    assert read(text) == command


@pytest.mark.parametrize(
    ("written", "number", "can"),
    [
        ("3", "ZX1126-003", True),
        ("003", "ZX1126-003", True),
        ("30", "ZX1126-003", False),
        ("ZX1126-003", "ZX1126-003", True),
        ("ZX1125-003", "ZX1126-003", False),
        ("1003", "ZX1126-1003", True),
    ],
)
def test_which_tickets_a_number_can_mean(written: str, number: str, can: bool) -> None:
    assert fits(written, number) is can


@pytest.fixture
async def team(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(tmp_path, redis_client) as joined:
        yield joined


async def heard(team: World, member: str, text: str) -> str:
    """The answer on the member's phone."""
    return await team.sim.write(member, text) or ""


async def reached(team: World, conversation: str) -> list[str]:
    """What the party reads."""
    await team.settled()
    return team.parties.texts(conversation)


async def test_one_open_ticket_needs_no_number(team: World) -> None:
    ticket = team.ask("甲")
    team.desk.claim(ticket.number, CHEN, "1")
    assert await heard(team, CHEN, "请明天来") == f"已转给 #{ticket.number} 甲某（身份未核对）。"
    assert await reached(team, "甲") == ["请明天来"]


async def test_with_several_a_number_or_a_choice_is_wanted(team: World) -> None:
    first, second = team.ask("甲"), team.ask("乙")
    for ticket in (first, second):
        team.desk.claim(ticket.number, CHEN, ticket.number)
    refused = await heard(team, CHEN, "请明天来")
    assert "没有转出" in refused and first.number in refused and second.number in refused
    assert "已转给" in await heard(team, CHEN, "#2 给乙")
    assert "已转给" in await heard(team, CHEN, "还是给乙")
    assert "问的事：我要找法官" in await heard(team, CHEN, "#001")
    assert "已转给" in await heard(team, CHEN, "给甲")
    assert await reached(team, "甲") == ["给甲"]
    assert await reached(team, "乙") == ["给乙", "还是给乙"]


async def test_a_choice_by_the_cards_button_counts(team: World) -> None:
    tickets = [team.ask("甲"), team.ask("乙")]
    await team.carry()
    for ticket in tickets:
        await team.sim.press(CHEN, ticket.number, "受理")
    await team.settled()
    await team.sim.press(CHEN, tickets[0].number, "转办")
    await team.settled()
    assert team.sim.texts(CHEN)[-1].startswith(f"#{tickets[0].number} 转给谁")
    assert "甲某" in await heard(team, CHEN, "给甲")
    assert await reached(team, "乙") == []


async def test_another_partys_words_in_between_undo_a_choice(team: World) -> None:
    """Whoever answers what they read last must not write to the party before."""
    first, second = team.ask("甲"), team.ask("乙")
    for ticket in (first, second):
        team.desk.claim(ticket.number, CHEN, ticket.number)
    await heard(team, CHEN, "#1")
    team.desk.heard("乙", "我在门口", "1")
    await team.settled()
    assert "为了不发错人" in await heard(team, CHEN, "请等一下")
    assert await reached(team, "甲") == await reached(team, "乙") == []
    assert "乙某" in await heard(team, CHEN, "#2 请等一下")


async def test_without_any_ticket_the_words_go_nowhere_and_the_list_says_what_waits(team: World) -> None:
    assert "现在没有等着的" in await heard(team, CHEN, "你好")
    ticket = team.ask("甲")
    answer = await heard(team, CHEN, "你好")
    assert answer.startswith("您手上没有在办的") and f"#{ticket.number} 甲某" in answer
    assert team.desk.ticket(ticket.number, CHEN).assignee is None


async def test_the_list_shows_own_waiting_and_the_colleagues(team: World) -> None:
    for name, member in (("甲", CHEN), ("乙", LI), ("丙", None)):
        ticket = team.ask(name)
        if member:
            team.desk.claim(ticket.number, member, ticket.number)
    lines = (await heard(team, CHEN, "列表")).splitlines()
    assert [line for line in lines if line.endswith("：")] == ["您在办的：", "等着受理的：", "同事在办的："]
    assert ["甲某" in lines[1], "丙某" in lines[3], "乙某" in lines[5]] == [True] * 3


async def test_a_long_list_fits_one_answer(team: World) -> None:
    for one in range(30):
        team.ask(f"当事人{one}", "很长的问题" * 20)
    answer = await heard(team, CHEN, "列表")
    await team.settled()
    assert "还有 15 件" in answer + "".join(team.sim.texts(CHEN))
    assert all(len(text.encode()) <= 2048 for text in team.sim.texts(CHEN))


async def test_claim_transfer_and_close_by_words(team: World) -> None:
    ticket = team.ask("甲", "我要找法官")
    assert (await heard(team, CHEN, "受理 #1")).startswith("归您接待了。\n事由：")
    assert "转给谁" in await heard(team, CHEN, "转办 #1")
    assert await heard(team, CHEN, "转办 #1 没这人") == "没有叫 没这人 的成员或队列。"
    assert await heard(team, CHEN, "转办 #1 李四") == "已转给李四。"
    assert "由李四" in await heard(team, CHEN, "受理 #1")
    assert await heard(team, LI, "转办 #1 调解团队") == "已转给调解团队。"
    assert "归您接待了" in await heard(team, WANG, f"受理 #{ticket.number}")
    assert "已结束" in await heard(team, WANG, "结束 #001")
    assert team.desk.ticket(ticket.number, WANG).closed_at is not None


async def test_an_order_without_a_number_is_asked_for_one_and_reaches_no_party(team: World) -> None:
    ticket = team.ask("甲")
    team.desk.claim(ticket.number, CHEN, "1")
    for order in ("受理", "转办", "结束"):
        assert await heard(team, CHEN, order) == f"请写上编号，例如：{order} #{ticket.number}"
    assert await reached(team, "甲") == []


async def test_what_cannot_be_done_is_said(team: World) -> None:
    mine, others = team.ask("甲"), team.ask("乙")
    team.desk.claim(mine.number, CHEN, "1")
    team.desk.claim(others.number, LI, "2")
    team.desk.close(mine.number, CHEN, "3")
    assert "已经结束" in await heard(team, CHEN, "#1 你好")
    assert "由李四" in await heard(team, CHEN, "#2 你好")
    assert "没有编号为" in await heard(team, WANG, f"#{others.number} 你好")
    assert "没有找到" in await heard(team, WANG, "#2 你好")
    assert "没有找到 #9" in await heard(team, CHEN, "#9 你好")
    assert "没有编号为" in await heard(team, CHEN, "#ZX0101-001 你好")
    assert "没有收到文字" in await heard(team, CHEN, " ")
    assert "不在执行团队的名单里" in await heard(team, "stranger", "#1 你好")
    assert await reached(team, "甲") == ["这次的事（ZX1126-001）同事已经办结。您的问题解决了吗？"]
    assert await reached(team, "乙") == []


async def test_a_reply_at_the_limit_is_carried_and_one_beyond_it_is_refused(team: World) -> None:
    ticket = team.ask("甲")
    team.desk.claim(ticket.number, CHEN, "1")
    assert "已转给" in await heard(team, CHEN, "长" * 682)
    assert "太长了" in await heard(team, CHEN, "长" * 683)
    assert await reached(team, "甲") == ["长" * 682]


async def test_a_short_number_of_two_days_wants_the_whole_number(team: World) -> None:
    numbers = []
    for name in ("甲", "乙"):
        ticket = team.ask(name)
        team.desk.claim(ticket.number, CHEN, name)
        numbers.append(ticket.number)
        team.clock.advance(86400)
    answer = await heard(team, CHEN, "#1 你好")
    assert numbers[0][-3:] == numbers[1][-3:] and all(number in answer for number in numbers)
    assert "甲某" in await heard(team, CHEN, f"#{numbers[0]} 你好")


async def test_ids_in_lower_case_are_the_same_member(team: World) -> None:
    ticket = team.ask("甲")
    assert "归您接待了" in await heard(team, LI.lower(), "受理 #1")
    assert team.desk.ticket(ticket.number, LI).assignee == LI
    assert "甲某" in await heard(team, LI, "你好")
