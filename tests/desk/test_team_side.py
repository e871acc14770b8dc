"""What members may do, see, and hear when they may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answers.reply import Urgency
from bot.desk.desk import Desk
from bot.desk.ports import DeskError, Member, Note, Office, Owner, Undeliverable
from tests.desk.world import GU, HE, LIN, PAN, TEAM, Drivers, World, request, texts


def test_the_desk_is_an_office(world: World) -> None:
    office: Office = world.desk
    assert [member.id for member in office.members()][:2] == [LIN, HE]
    assert list(office.queues())[:3] == ["duty", "mediation", "0103-K"]


@pytest.mark.parametrize("member_id", [LIN, "LIN.SHUYAO", " Lin.Shuyao "])
def test_ids_are_known_in_any_case(world: World, member_id: str) -> None:
    member = world.desk.member(member_id)
    assert isinstance(member, Member) and member.id == LIN
    assert world.desk.claim(world.desk.request(request()).number, member_id, "c").assignee == LIN


def test_claiming_tells_the_others_and_gives_back_their_receipts(world: World) -> None:
    number = world.desk.request(request()).number
    drivers = world.carry()
    world.later(minutes=2)
    ticket = world.desk.claim(number, LIN, "c")
    assert (ticket.owner, ticket.assignee) == (Owner.CLAIMED, LIN)
    [settled] = world.carry(drivers).to(HE, Note.SETTLED)
    [card] = drivers.to(HE, Note.CARD)
    assert (settled.text, settled.receipts) == ("已由林书瑶受理", ({"response_code": card.key},))
    assert settled.ticket.assignee == LIN
    assert not drivers.to(LIN, Note.SETTLED)


def test_who_comes_second_hears_who_was_first(world: World) -> None:
    number = world.claimed().number
    with pytest.raises(DeskError, match="这件已由林书瑶受理"):
        world.desk.claim(number, HE, "c")


def test_claiming_one_s_own_again_changes_nothing(world: World) -> None:
    ticket = world.claimed()
    assert world.desk.claim(ticket.number, LIN, "another key") == ticket


def test_a_repeated_call_is_one_call(world: World) -> None:
    number = world.desk.request(request()).number
    for _ in range(3):
        world.desk.reply(number, LIN, "您好", "m1")
    world.desk.reply(number, LIN, "您好", "m2")
    assert texts(world.carry().said()) == ["您好", "您好"]
    assert len(world.desk.said(number, LIN)) == 3


def test_a_reply_takes_a_ticket_that_nobody_has(world: World) -> None:
    number = world.desk.request(request()).number
    world.later(minutes=7)
    ticket = world.desk.reply(number, LIN, "您好，我是承办人", "r")
    assert (ticket.owner, ticket.assignee, ticket.first_reply_at) == (Owner.HUMAN, LIN, world.now)
    drivers = world.carry()
    assert texts(drivers.to(HE, Note.SETTLED)) == ["已由林书瑶受理"]
    assert [(one.name, one.text) for one in drivers.said()] == [("林书瑶", "您好，我是承办人")]


def test_the_first_reply_stays_the_first(world: World) -> None:
    ticket = world.desk.reply(world.claimed().number, LIN, "一", "r1")
    world.later(minutes=5)
    assert world.desk.reply(ticket.number, LIN, "二", "r2").first_reply_at == ticket.first_reply_at


@pytest.mark.parametrize(("sign", "times"), [("字", 682), ("😀", 512), ("]]>", 1), ("<xml>", 1), ("#ZX1126-009 好", 1)])
def test_a_reply_within_the_limit_goes_out_whole(world: World, sign: str, times: int) -> None:
    text = sign * times
    world.desk.reply(world.claimed().number, LIN, text, "r")
    assert texts(world.carry().said()) == [text]


@pytest.mark.parametrize(
    ("sign", "times", "why"),
    [
        ("", 1, "没有内容"),
        (" \n\t", 1, "没有内容"),
        ("字", 683, "2049 字节"),
        ("一\0二", 1, "字符"),
        ("\ud83d", 1, "字符"),
    ],
)
def test_a_reply_that_cannot_be_carried_is_refused(world: World, sign: str, times: int, why: str) -> None:
    text = sign * times
    number = world.claimed().number
    with pytest.raises(DeskError, match=why):
        world.desk.reply(number, LIN, text, "r")
    assert world.desk.owner("web:a") is Owner.CLAIMED
    assert not world.carry().said()


def test_only_the_one_who_has_it_writes(world: World) -> None:
    number = world.claimed().number
    with pytest.raises(DeskError, match="由林书瑶负责"):
        world.desk.reply(number, HE, "我来", "r")


ACTS: dict[str, Callable[[Desk, str, str], object]] = {
    "claim": lambda desk, number, member: desk.claim(number, member, "k"),
    "reply": lambda desk, number, member: desk.reply(number, member, "好", "k"),
    "transfer": lambda desk, number, member: desk.transfer(number, member, "duty", "k"),
    "close": lambda desk, number, member: desk.close(number, member, "k"),
    "ticket": lambda desk, number, member: desk.ticket(number, member),
    "said": lambda desk, number, member: desk.said(number, member),
    "summary": lambda desk, number, member: desk.summary(number, member),
}


@pytest.mark.parametrize("act", ACTS)
def test_strangers_and_other_teams_reach_no_ticket(world: World, act: str) -> None:
    number = world.desk.request(request()).number
    with pytest.raises(DeskError, match="不在团队名单"):
        ACTS[act](world.desk, number, "mallory")
    for other, missing in ((GU, number), (LIN, "ZX1126-999")):
        with pytest.raises(DeskError, match=f"没有编号为 {missing}"):
            ACTS[act](world.desk, missing, other)


@pytest.mark.parametrize("act", ["claim", "reply", "transfer", "close"])
def test_nothing_is_done_to_a_ticket_that_is_over(world: World, act: str) -> None:
    number = world.ended().number
    for _ in range(2):  # while the party is asked, and after
        with pytest.raises(DeskError, match="已经结束"):
            ACTS[act](world.desk, number, LIN)
        world.desk.heard("web:a", "解决了", "h")


def test_an_unclaimed_ticket_is_not_ended(world: World) -> None:
    number = world.desk.request(request()).number
    with pytest.raises(DeskError, match="先受理"):
        world.desk.close(number, LIN, "x")


def test_ending_asks_the_party_and_settles_all_cards(world: World) -> None:
    ticket = world.ended()
    assert (ticket.owner, ticket.open, ticket.closed_at) == (Owner.CLOSING, False, world.now)
    drivers = world.carry()
    asked = drivers.said()[-1]
    assert ticket.number in asked.text and asked.choices == ("解决了", "没解决")
    assert texts(drivers.to(LIN, Note.SETTLED))[-1:] == texts(drivers.to(HE, Note.SETTLED))[-1:] == ["已办结"]


@pytest.mark.parametrize("to", [GU, "顾长河"])
def test_to_a_member(world: World, to: str) -> None:
    world.claimed()
    world.desk.reply("ZX1126-001", LIN, "转给疑难组看看", "r")
    ticket = world.desk.transfer("ZX1126-001", LIN, to, "t")
    assert (ticket.owner, ticket.assignee) == (Owner.CLAIMED, GU)
    drivers = world.carry()
    assert "转给了顾长河" in drivers.said()[-1].text
    assert len(drivers.to(GU, Note.CARD)) == 1
    assert texts(drivers.to(LIN, Note.SETTLED)) == ["已转给顾长河"]
    assert world.desk.reply("ZX1126-001", GU, "我来看", "r2").owner is Owner.HUMAN
    with pytest.raises(DeskError, match="由顾长河负责"):
        world.desk.reply("ZX1126-001", LIN, "还有", "r3")


@pytest.mark.parametrize("to", ["mediation", "调解团队"])
def test_to_a_queue(world: World, to: str) -> None:
    world.claimed()
    world.later(hours=1)
    ticket = world.desk.transfer("ZX1126-001", LIN, to, "t")
    assert (ticket.owner, ticket.queue, ticket.assignee) == (Owner.REQUESTED, "mediation", None)
    drivers = world.carry()
    assert "转给了调解团队，今天12:00前" in drivers.said()[-1].text
    assert f"{ticket.promised_at:%H:%M}" == "12:00"
    assert len(drivers.to(PAN, Note.CARD)) == 1
    assert world.desk.claim("ZX1126-001", PAN, "c").assignee == PAN


def test_given_back_to_the_own_queue(world: World) -> None:
    world.claimed()
    assert world.desk.transfer("ZX1126-001", LIN, TEAM, "t").owner is Owner.REQUESTED
    assert world.desk.claim("ZX1126-001", HE, "c").assignee == HE


def test_a_head_takes_over_and_ends_what_is_a_member_s(world: World) -> None:
    number = world.claimed(HE).number
    with pytest.raises(DeskError, match="由何知远负责"):
        world.desk.reply(number, LIN, "我来", "r")
    assert world.desk.transfer(number, LIN, LIN, "t").assignee == LIN
    world.desk.transfer(number, LIN, HE, "t2")
    assert world.desk.close(number, LIN, "x").owner is Owner.CLOSING


def test_a_member_does_not_give_away_or_end_what_is_another_s(world: World) -> None:
    number = world.claimed().number
    for act in ("transfer", "close"):
        with pytest.raises(DeskError, match="由林书瑶负责"):
            ACTS[act](world.desk, number, HE)


@pytest.mark.parametrize(("to", "why"), [("nobody", "没有叫 nobody"), (LIN, "本来就由"), (PAN, "潘文静今天不在")])
def test_not_to_nobody_nor_oneself_nor_who_is_away(world: World, to: str, why: str) -> None:
    world.away(PAN)
    number = world.claimed().number
    with pytest.raises(DeskError, match=why):
        world.desk.transfer(number, LIN, to, "t")
    assert world.desk.owner("web:a") is Owner.CLAIMED


def test_a_refused_call_can_be_repeated_with_its_key(world: World) -> None:
    world.away(PAN)
    number = world.claimed().number
    with pytest.raises(DeskError):
        world.desk.transfer(number, LIN, PAN, "t")
    world.away()
    assert world.desk.transfer(number, LIN, PAN, "t").assignee == PAN


def test_the_list_shows_own_queues_the_urgent_and_oldest_first(world: World) -> None:
    for n, (urgency, team) in enumerate(
        [(Urgency.NORMAL, TEAM), (Urgency.URGENT, TEAM), (Urgency.NORMAL, "0111-Y"), (Urgency.NORMAL, TEAM)]
    ):
        world.later(minutes=1)
        world.desk.request(request(f"k{n}", f"web:{n}", urgency=urgency, team_id=team))
    assert [ticket.number[-3:] for ticket in world.desk.tickets(HE)] == ["002", "001", "004"]
    assert [ticket.number[-3:] for ticket in world.desk.tickets(GU)] == ["003"]
    world.desk.claim("ZX1126-001", LIN, "c")
    world.desk.transfer("ZX1126-001", LIN, GU, "t")
    assert [ticket.number[-3:] for ticket in world.desk.tickets(GU)] == ["001", "003"]
    with pytest.raises(DeskError):
        world.desk.tickets("mallory")


def test_ended_tickets_the_newest_first(world: World) -> None:
    for n in range(3):
        world.desk.request(request(f"k{n}", f"web:{n}"))
        world.later(minutes=1)
    for number in ("ZX1126-002", "ZX1126-001"):
        world.desk.claim(number, LIN, "c")
        world.desk.close(number, LIN, "x")
        world.later(minutes=1)
    assert [ticket.number[-3:] for ticket in world.desk.tickets(LIN, closed=True)] == ["001", "002"]
    assert [ticket.number[-3:] for ticket in world.desk.tickets(LIN)] == ["003"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("评估", ["001"]),
        ("执77号", ["001"]),
        ("zx1126-002", ["002"]),
        ("王* ABC", ["002"]),
        ("下午来", ["002"]),
        ("abc 下午来", ["002"]),
        ("评估 下午来", []),
        ("100%", []),
        ("_", []),
        ("承办人", ["001", "002"]),
    ],
)
def test_search(world: World, words: str, found: list[str]) -> None:
    world.desk.request(request(case_number="（2026）粤0111执77号", asked="评估报告给承办人"))
    world.desk.request(request("k2", "web:b", party="王**", turns=("当事人：abc",)))
    world.desk.heard("web:b", "我下午来", "h")
    assert [ticket.number[-3:] for ticket in world.desk.tickets(LIN, words=words)] == found


def test_said_after_a_position(world: World) -> None:
    number = world.claimed().number
    last = world.desk.said(number, LIN)[-1].position
    assert not world.desk.said(number, LIN, last)
    world.desk.heard("web:a", "在吗", "h")
    assert [one.text for one in world.desk.said(number, LIN, last)] == ["在吗"]


def test_a_dead_letter_is_shown_told_and_tried_again(world: World) -> None:
    number = world.claimed().number
    world.desk.reply(number, LIN, "您好", "r")
    drivers = world.carry(Drivers(party_fault=lambda key, call: Undeliverable("对方已注销") if call == 1 else None))
    [row] = world.desk.undelivered(LIN)
    assert (row.dead, row.error, row.number, row.attempts) == (True, "对方已注销", number, 1)
    assert texts(drivers.to(LIN, Note.TOLD)) == [f"您给{number}的话没有送达，请换个办法联系当事人。原因：对方已注销"]
    assert not world.desk.undelivered(GU)
    world.desk.retry(row.key, LIN)
    assert texts(world.carry(drivers).said()) == ["您好"]
    assert not world.desk.undelivered(LIN)
    for key in (row.key, "nothing"):
        with pytest.raises(DeskError, match="不在送不出去的名单"):
            world.desk.retry(key, LIN)


def test_another_team_s_dead_letter_is_not_tried_again(world: World) -> None:
    number = world.claimed().number
    world.desk.reply(number, LIN, "您好", "r")
    world.carry(Drivers(party_fault=lambda key, call: Undeliverable("对方已注销")))
    [row] = world.desk.undelivered(LIN)
    with pytest.raises(DeskError, match="不在送不出去的名单"):
        world.desk.retry(row.key, GU)


def test_nothing_is_given_to_a_queue_where_nobody_is(world: World) -> None:
    number = world.claimed().number
    world.away(PAN)
    with pytest.raises(DeskError, match="没有人在"):
        world.desk.transfer(number, LIN, "mediation", "t")
    assert world.desk.ticket(number, LIN).assignee == LIN
