"""Many hand-overs through an outbox whose platforms fail at three calls of ten."""

from __future__ import annotations

import random
from collections import defaultdict

import sqlalchemy as sa

from bot.desk.ports import NotDelivered, Note, Owner
from bot.desk.tables import outbox
from tests.desk.world import Drivers, Lost, World, request, texts

HAND_OVERS = 250  # on each database
TEAMS = (
    ("0111-K", "lin.shuyao", "he.zhiyuan"),
    ("0111-P", "su.mingqi", "tan.yuqing"),
    ("0111-Y", "gu.changhe", "liang.yiwen"),
)


def _faulty(chance: random.Random) -> Drivers:
    """5xx, rate limits, a cut connection (a fault of the driver), and time-outs after the message arrived."""
    kinds = (
        lambda: NotDelivered("502"),
        lambda: NotDelivered("45009", wait=5.0),
        lambda: ConnectionResetError(),
        lambda: Lost(NotDelivered("超时")),
    )

    def fault(key: str, call: int) -> Exception | None:
        return chance.choice(kinds)() if chance.random() < 0.3 else None

    return Drivers(fault, fault)


def test_all_arrive_exactly_once_and_in_order(world: World) -> None:
    chance = random.Random(7)
    drivers = _faulty(chance)
    numbers = defaultdict(list)
    for n in range(HAND_OVERS):
        team, *members = TEAMS[n % len(TEAMS)]
        ticket = world.desk.request(request(f"k{n}", f"web:{n}", team_id=team))
        numbers[team].append(ticket.number)
        if n % 5 == 0:
            member = chance.choice(members)
            world.desk.reply(ticket.number, member, f"{n}-一", "r1")
            world.desk.heard(f"web:{n}", f"{n}-二", "h1")
            world.desk.reply(ticket.number, member, f"{n}-三", "r2")
        if n % 50 == 0:
            world.carry(drivers, rounds=1)
            world.later(seconds=2)
    for _ in range(200):
        world.carry(drivers)
        world.later(seconds=10)
        if not _left(world):
            break
    assert not _left(world)
    _each_lane_as_it_was_put_in(world, drivers)
    for team, *members in TEAMS:
        for member in members:
            assert [card.ticket.number for card in drivers.to(member, Note.CARD)] == numbers[team]
    for n in range(0, HAND_OVERS, 5):
        assert texts(drivers.said(f"web:{n}")) == [f"{n}-一", f"{n}-三"]
        assert world.desk.owner(f"web:{n}") is Owner.HUMAN
    calls = [*drivers.team.calls.values(), *drivers.party.calls.values()]
    assert sum(calls) > 1.3 * len(calls)  # the faults did happen


def _left(world: World) -> int:
    with world.desk._database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).where(outbox.c.state != "done")).scalar_one())


def _each_lane_as_it_was_put_in(world: World, drivers: Drivers) -> None:
    wanted, arrived = defaultdict(list), defaultdict(list)
    with world.desk._database.read() as connection:
        for row in connection.execute(sa.select(outbox.c.lane, outbox.c.key).order_by(outbox.c.id)):
            wanted[row.lane].append(row.key)
    for message in drivers.team.messages:
        arrived[f"member:{message.members[0]}"].append(message.key)
    for message in drivers.party.messages:
        arrived[f"party:{message.conversation}"].append(message.key)
    assert arrived == wanted
