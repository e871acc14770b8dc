"""What a platform tells on which members and parties talk by themselves, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.desk.audit import Seal
from bot.desk.database import Database
from bot.desk.desk import Desk
from bot.desk.ports import Author, DeskError, Note, Owner
from tests.desk.world import HE, LIN, PAN, SECRET, Drivers, World, request, texts

PARTY = "wecom_kf:wk1:wm1"


class NativeWorld(World):
    """A desk that tells the platform who has a conversation."""

    def another(self) -> Desk:
        return Desk(Database(self.url), lambda: self.staff, Seal(SECRET), lambda: self.now, self._timing, ("wecom_kf",))

    def owners(self, drivers: Drivers) -> list[tuple[Owner, str | None]]:
        """What the platform was told, as things stood when it was."""
        told = [one.ticket for one in drivers.team.messages if one.note is Note.OWNER]
        return [(ticket.owner, ticket.assignee) for ticket in told]


@pytest.fixture
def native(url: str) -> Iterator[NativeWorld]:
    world = NativeWorld(url)
    yield world
    world.desk.shut()


def asked(world: World) -> str:
    return world.desk.request(request(conversation=PARTY, channel="wecom_kf")).number


def said(world: World, number: str) -> list[tuple[Author, str]]:
    return [(one.author, one.text) for one in world.desk.said(number, LIN)]


def test_the_platform_hears_who_has_a_conversation_after_what_was_said(native: NativeWorld) -> None:
    number = asked(native)
    drivers = native.carry()
    assert native.owners(drivers) == []  # the assistant's answer goes first
    native.later(seconds=2)
    assert native.owners(native.carry(drivers)) == [(Owner.REQUESTED, None)]
    native.desk.claim(number, LIN, "c")
    native.later(seconds=2)
    native.desk.transfer(native.desk.ticket(number, LIN).number, LIN, HE, "t")
    native.later(seconds=2)
    native.desk.close(number, HE, "e")
    native.later(seconds=2)
    owners = native.owners(native.carry(drivers))
    assert owners[-1] == (Owner.CLOSING, HE)
    assert len(owners) == 4


def test_other_channels_have_no_platform_that_follows(native: NativeWorld) -> None:
    native.claimed()
    native.later(minutes=1)
    assert native.owners(native.carry()) == []


def test_a_member_s_first_words_go_before_the_conversation_changes_hands(native: NativeWorld) -> None:
    number = asked(native)
    native.desk.reply(number, LIN, "您好", "r")
    drivers = native.carry()
    assert texts(drivers.said(PARTY)) == ["您好"]
    assert native.owners(drivers) == []


def test_words_said_there_are_written_down_and_sent_to_nobody(world: World) -> None:
    number = asked(world)
    world.desk.claim(number, LIN, "c")
    for _ in range(2):
        ticket = world.desk.spoke(PARTY, "LIN.Shuyao", "您好，我来看", "m1")
    assert (ticket.owner, ticket.assignee, ticket.first_reply_at) == (Owner.HUMAN, LIN, world.now)
    assert said(world, number)[1:] == [(Author.MEMBER, "您好，我来看")]
    assert world.carry().said(PARTY) == []


def test_words_said_there_take_a_ticket_that_nobody_has(world: World) -> None:
    number = asked(world)
    world.desk.spoke(PARTY, HE, "您好", "m1")
    assert world.desk.ticket(number, LIN).assignee == HE
    assert texts(world.carry().to(LIN, Note.SETTLED)) == ["已由何知远受理"]


def test_words_of_another_member_do_not_move_the_ticket(world: World) -> None:
    number = asked(world)
    world.desk.claim(number, LIN, "c")
    assert world.desk.spoke(PARTY, HE, "我补充一句", "m1").assignee == LIN
    assert said(world, number)[-1] == (Author.MEMBER, "我补充一句")


def test_the_party_s_words_that_the_member_saw_are_not_carried_again(world: World) -> None:
    number = asked(world)
    world.desk.claim(number, LIN, "c")
    world.desk.heard(PARTY, "账号是这个", "p1", seen=True)
    world.desk.heard(PARTY, "还有一件", "p2")
    assert said(world, number)[1:] == [(Author.PARTY, "账号是这个"), (Author.PARTY, "还有一件")]
    assert texts(world.carry().to(LIN, Note.SAID)) == ["还有一件"]


@pytest.mark.parametrize("member", [LIN, PAN])
def test_who_takes_it_there_has_it_here(world: World, member: str) -> None:
    """Whoever the platform gave it to, of the queue or not; they get the whole story."""
    number = asked(world)
    for _ in range(2):
        ticket = world.desk.took(PARTY, member, "e1")
    assert (ticket.number, ticket.owner, ticket.assignee) == (number, Owner.CLAIMED, member)
    assert len(world.carry().to(member, Note.CARD)) == 1


def test_a_transfer_there_is_one_here(world: World) -> None:
    number = asked(world)
    world.desk.claim(number, LIN, "c")
    world.desk.spoke(PARTY, LIN, "转给同事", "m1")
    world.away(HE)  # it is done already
    assert world.desk.took(PARTY, HE, "e1").assignee == HE
    assert world.desk.ticket(number, HE).owner is Owner.CLAIMED
    drivers = world.carry()
    assert len(drivers.to(HE, Note.CARD)) == 2
    assert texts(drivers.to(LIN, Note.SETTLED)) == ["已转给何知远"]


def test_the_end_there_asks_for_contentment_here(world: World) -> None:
    number = asked(world)
    world.desk.claim(number, LIN, "c")
    world.desk.ended(PARTY, HE, "e0")  # an end of a talk before
    assert world.desk.owner(PARTY) is Owner.CLAIMED
    for _ in range(2):
        world.desk.ended(PARTY, LIN, "e1")
    assert world.desk.owner(PARTY) is Owner.CLOSING
    [closing] = world.carry().said(PARTY)
    assert closing.choices == ("解决了", "没解决")
    world.desk.heard(PARTY, "解决了", "p")
    world.desk.ended(PARTY, LIN, "e2")
    assert world.desk.owner(PARTY) is Owner.BOT


def test_a_member_who_writes_first_opens_a_new_ticket(world: World) -> None:
    number = world.desk.request(request(conversation=PARTY, channel="wecom_kf", party="何某", verified=True)).number
    world.desk.claim(number, LIN, "c")
    world.desk.close(number, LIN, "e")
    ticket = world.desk.took(PARTY, LIN, "e4")
    assert ticket.number != number
    assert (ticket.owner, ticket.request.party, ticket.request.verified) == (Owner.CLAIMED, "何某", True)
    assert "先联系" in ticket.request.asked
    assert world.desk.ticket_of(PARTY) == ticket


def test_a_talk_that_the_desk_never_heard_of_gets_a_ticket(world: World) -> None:
    ticket = world.desk.spoke(PARTY, LIN, "您好", "m")
    assert (ticket.owner, ticket.queue, ticket.request.channel) == (Owner.HUMAN, "duty", "wecom_kf")


def test_strangers_are_refused(world: World) -> None:
    number = asked(world)
    for act in (lambda: world.desk.took(PARTY, "zzz", "e"), lambda: world.desk.spoke(PARTY, "zzz", "您好", "m")):
        with pytest.raises(DeskError, match="团队名单"):
            act()
    world.desk.ended(PARTY, "zzz", "e")
    assert world.desk.ticket(number, LIN).owner is Owner.REQUESTED
