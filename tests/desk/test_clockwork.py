"""Reminders, escalation and the way out of silence: once each, at the right time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.answers.reply import Urgency
from bot.desk import keeping
from bot.desk.ports import Note, Owner
from bot.desk.tables import CHINA
from tests.desk.world import HE, LIN, SHEN, Drivers, World, request, texts


def _tick(world: World, drivers: Drivers, *, until: str, step: float = 1.0) -> dict[str, list[str]]:
    """Let the clock run to a time of the day, two processes ticking; the reminders that came meanwhile."""
    hour, minute = map(int, until.split(":"))
    end, other, before = world.now.replace(hour=hour, minute=minute), world.another(), len(drivers.team.messages)
    while world.now < end:
        world.now = min(world.now + timedelta(minutes=step), end)
        world.desk.tick()
        other.tick()
    other.shut()
    world.carry(drivers)
    new = Drivers()
    new.team.messages = drivers.team.messages[before:]
    return new.notes(Note.REMINDER)


def test_the_queue_is_reminded_before_the_time_and_the_head_after(world: World) -> None:
    world.desk.request(request())  # at 9:00, promised for 11:00
    drivers = Drivers()
    assert _tick(world, drivers, until="10:49", step=7) == {}
    near = "快到时间了：ZX1126-001（要找人工），应在今天11:00前回复。"
    assert _tick(world, drivers, until="10:59") == {LIN: [near], HE: [near]}
    late = "已过时间：ZX1126-001（要找人工），应在今天11:00前回复，目前在等同事受理。"
    assert _tick(world, drivers, until="11:05") == {LIN: [late], HE: [late]}  # Lin is the head too
    assert not drivers.said()


def test_a_claimed_ticket_reminds_its_member_and_the_head(world: World) -> None:
    world.claimed(HE)
    drivers = Drivers()
    assert list(_tick(world, drivers, until="10:59", step=5)) == [HE]
    late = _tick(world, drivers, until="11:05")
    assert sorted(late) == [HE, LIN] and "已由何知远受理，还没有回复" in late[LIN][0]


def test_after_silence_the_party_hears_the_truth_and_the_bot_speaks_again(world: World) -> None:
    number = world.claimed(HE).number
    drivers = Drivers()
    _tick(world, drivers, until="11:09", step=3)
    assert world.desk.owner("web:a") is Owner.CLAIMED and not drivers.said()
    _tick(world, drivers, until="11:15")
    ticket = world.desk.ticket(number, LIN)
    assert (ticket.owner, ticket.assignee, ticket.open) == (Owner.REQUESTED, None, True)
    [told] = drivers.said()
    assert "对不起" in told.text and told.choices == ("继续等", "不用了")
    assert len(drivers.to(LIN, Note.CARD)) == 2 and "工单已回到队列" in texts(drivers.to(LIN, Note.SETTLED))[-1]
    assert world.desk.claim(number, LIN, "c2").assignee == LIN


def test_silence_before_anybody_took_it_is_told_too(world: World) -> None:
    world.desk.request(request())
    drivers = Drivers()
    _tick(world, drivers, until="11:30", step=2)
    assert len(drivers.said()) == 1
    assert world.desk.owner("web:a") is Owner.REQUESTED


def test_a_ticket_that_stays_late_is_called_again_and_the_party_left_in_peace(world: World) -> None:
    world.desk.request(request())
    drivers = Drivers()
    _tick(world, drivers, until="11:30", step=5)
    assert _tick(world, drivers, until="17:30", step=10) == {}
    world.later(hours=15)
    again = "一直没有回复：ZX1126-001（要找人工），目前在等同事受理，请尽快处理。"
    assert _tick(world, drivers, until="08:45", step=5)[LIN] == [again]  # 240 working minutes later
    assert len(drivers.said()) == 1


def test_who_takes_a_late_ticket_has_time_again(world: World) -> None:
    number = world.desk.request(request()).number
    drivers = Drivers()
    _tick(world, drivers, until="11:30", step=2)
    world.desk.claim(number, HE, "c")
    assert _tick(world, drivers, until="14:30", step=10) == {}
    assert [*_tick(world, drivers, until="15:55", step=5)] == [HE]
    _tick(world, drivers, until="16:20", step=2)
    assert len(drivers.said()) == 2 and world.desk.owner("web:a") is Owner.REQUESTED


def test_an_answer_ends_it_and_new_words_begin_it_anew(world: World) -> None:
    number = world.claimed().number
    world.desk.reply(number, LIN, "在办", "r")
    drivers = Drivers()
    assert _tick(world, drivers, until="11:30", step=10) == {}
    world.desk.heard("web:a", "什么时候有结果", "h1")  # due at 16:00: noon does not count
    world.desk.heard("web:a", "在吗", "h2")
    assert _tick(world, drivers, until="15:49", step=10) == {}
    assert list(_tick(world, drivers, until="15:59")) == [LIN]
    _tick(world, drivers, until="16:15", step=2)
    assert world.desk.owner("web:a") is Owner.REQUESTED


def test_danger_is_called_again_soon_and_offers_no_way_out(world: World) -> None:
    world.desk.request(request(reason="self_harm", urgency=Urgency.URGENT))
    drivers = Drivers()
    calls = _tick(world, drivers, until="09:20")
    assert len(calls[SHEN]) == 2 and "有轻生念头" in calls[SHEN][1]
    [told] = drivers.said()
    assert told.choices == () and "110" in told.text


def test_nothing_is_called_late_while_nobody_works(world: World) -> None:
    world.now = datetime(2026, 11, 27, 17, 0, tzinfo=CHINA)  # a Friday
    world.desk.request(request())
    drivers = Drivers()
    for _ in range(60):
        world.later(hours=1)
        world.desk.tick()
    assert world.carry(drivers).notes(Note.REMINDER) == {}
    assert world.now < world.desk.tickets(LIN)[0].promised_at


@pytest.mark.parametrize("do", [lambda world: None, lambda world: world.desk.heard("web:a", "利息怎么算", "h")])
def test_who_does_not_rate_is_asked_no_longer_than_an_hour(world: World, do: Callable[[World], object]) -> None:
    number = world.ended().number
    do(world)
    world.later(minutes=59)
    world.desk.tick()
    assert world.desk.owner("web:a") is Owner.CLOSING
    world.later(minutes=1)
    world.desk.tick()
    assert world.desk.owner("web:a") is Owner.BOT
    assert world.desk.ticket(number, LIN).content is None


def test_words_of_ended_tickets_are_forgotten_and_the_figures_stay(world: World) -> None:
    ended = world.ended()
    world.desk.heard("web:a", "解决了", "h")
    world.carry()
    world.later(days=100)
    world.desk.request(request("k2", "web:b", asked="新的事", party="李**"))
    world.later(days=81)
    for _ in range(2):
        world.desk.tick()
    ticket = world.desk.ticket(ended.number, LIN)
    assert ticket.request.asked == ticket.request.conversation == "" and ticket.request.case_number is None
    assert (ticket.request.reason, ticket.content, ticket.opened_at) == ("request_human", True, ended.opened_at)
    assert not world.desk.said(ended.number, LIN)
    assert world.desk.ticket_of("web:a") is None
    kept = world.desk.ticket_of("web:b")
    assert kept and kept.request.asked == "新的事" and world.desk.said(kept.number, LIN)
    assert world.desk.verify().broken is None


def test_an_open_ticket_is_never_forgotten(world: World) -> None:
    number = world.desk.request(request()).number
    world.later(days=1000)
    world.desk.tick()
    assert world.desk.said(number, LIN)


def test_hundreds_are_forgotten_in_one_go(world: World) -> None:
    for n in range(keeping.AT_ONCE + 5):
        world.desk.request(request(f"k{n}", f"web:{n}"))
        world.desk.withdraw(f"web:{n}")
    world.later(days=181)
    world.desk.tick()
    assert all(world.desk.ticket_of(f"web:{n}") is None for n in range(keeping.AT_ONCE + 5))
