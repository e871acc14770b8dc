"""What the assistant asks of the desk."""

from __future__ import annotations

import pytest

from bot.answers.reply import Urgency
from bot.desk.ports import Author, Note, NotNow, Owner
from bot.desk.wording import standing
from tests.desk.world import GU, HE, LIN, SHEN, TEAM, Drivers, World, request, texts


def test_a_request_is_a_ticket_with_a_number_of_the_day(world: World) -> None:
    first = world.desk.request(request())
    second = world.desk.request(request("k2", "web:b"))
    assert (first.number, second.number) == ("ZX1126-001", "ZX1126-002")
    assert (first.owner, first.queue, first.open, first.assignee) == (Owner.REQUESTED, TEAM, True, None)
    assert f"{first.promised_at:%H:%M}" == "11:00"
    assert first.request == request()


def test_a_number_never_comes_twice_not_even_a_year_later(world: World) -> None:
    world.desk.request(request())
    world.later(days=365)
    assert world.desk.request(request("k2", "web:b")).number == "ZX1126-002"


def test_asking_twice_with_one_key_is_asking_once(world: World) -> None:
    first, again = world.desk.request(request()), world.desk.request(request())
    assert first == again
    drivers = world.carry()
    assert [len(drivers.to(member)) for member in (LIN, HE)] == [1, 1]


def test_the_same_key_of_another_conversation_is_another_request(world: World) -> None:
    assert world.desk.request(request()).number != world.desk.request(request("k1", "web:b")).number


def test_one_key_gives_one_ticket_even_after_it_ended(world: World) -> None:
    number = world.ended().number
    assert world.desk.request(request()).number == number
    assert world.desk.owner("web:a") is Owner.CLOSING


def test_an_unknown_reason_makes_no_ticket(world: World) -> None:
    with pytest.raises(KeyError):
        world.desk.request(request(reason="boredom"))
    assert world.desk.ticket_of("web:a") is None


def test_more_is_added_to_the_open_ticket(world: World) -> None:
    first = world.desk.request(request())
    added = world.desk.request(request("k2", asked="还想问利息", reason="complain"))
    assert (added.number, added.owner, added.version) == (first.number, Owner.REQUESTED, first.version + 1)
    assert [one.text for one in world.desk.said(first.number, LIN)] == ["我想问问承办人", "还想问利息"]
    assert texts(world.carry().to(HE, Note.SAID)) == ["当事人又提出：投诉或不满。还想问利息"]


def test_a_graver_matter_raises_the_ticket(world: World) -> None:
    world.desk.request(request())
    raised = world.desk.request(request("k2", reason="moving", urgency=Urgency.URGENT, asked="他正在搬走机器"))
    assert (raised.request.reason, raised.request.urgency) == ("moving", Urgency.URGENT)
    assert f"{raised.promised_at:%H:%M}" == "09:30"
    cards = texts(world.carry().to(HE, Note.CARD))
    assert len(cards) == 2 and "【紧急】" in cards[1] and "他正在搬走机器" in cards[1]


def test_what_is_less_grave_does_not_lower_it(world: World) -> None:
    world.desk.request(request(reason="moving", urgency=Urgency.URGENT))
    added = world.desk.request(request("k2"))
    assert (added.request.reason, f"{added.promised_at:%H:%M}") == ("moving", "09:30")


def test_more_for_a_claimed_ticket_goes_to_the_member_alone(world: World) -> None:
    world.claimed()
    world.desk.request(request("k2", asked="还有一件"))
    drivers = world.carry()
    assert world.desk.owner("web:a") is Owner.CLAIMED
    assert (len(drivers.to(LIN, Note.SAID)), len(drivers.to(HE, Note.SAID))) == (1, 0)


def test_words_to_the_bot_are_none_of_the_desk_s(world: World) -> None:
    assert world.desk.heard("web:a", "你好", "h1")[:2] == (Owner.BOT, None)
    assert world.desk.ticket_of("web:a") is None


def test_words_while_nobody_has_it_wait_for_who_takes_it(world: World) -> None:
    number = world.desk.request(request()).number
    assert world.desk.heard("web:a", "我在深圳", "h1").owner is Owner.REQUESTED
    assert not world.carry().to(LIN, Note.SAID)
    world.desk.claim(number, LIN, "c")
    assert texts(world.carry().to(LIN, Note.SAID)) == ["受理前当事人还说了：\n我在深圳"]


def test_words_to_a_member_are_written_down_and_carried_in_order(world: World) -> None:
    number = world.claimed().number
    owners = [world.desk.heard("web:a", f"第{n}句", f"h{n}").owner for n in range(20)]
    assert set(owners) == {Owner.CLAIMED}
    assert texts(world.carry().to(LIN, Note.SAID)) == [f"第{n}句" for n in range(20)]
    assert [one.text for one in world.desk.said(number, LIN)][1:] == [f"第{n}句" for n in range(20)]


def test_a_repeated_message_is_heard_once_and_answered_the_same(world: World) -> None:
    number = world.claimed().number
    heard = [world.desk.heard("web:a", "在吗", "h1") for _ in range(3)]
    world.desk.reply(number, LIN, "在", "r1")
    heard.append(world.desk.heard("web:a", "在吗", "h1"))
    assert {one.owner for one in heard} == {Owner.CLAIMED}
    assert len(texts(world.carry().to(LIN, Note.SAID))) == 1


@pytest.mark.parametrize(
    "text", ["😀👨‍👩‍👧", "]]>", "<b>粗</b>", "𠮷野家", "a'; DROP TABLE desk_said;--", "{number} %s"]
)
def test_odd_words_are_carried_whole(world: World, text: str) -> None:
    number = world.claimed().number
    world.desk.heard("web:a", text, "h1")
    assert texts(world.carry().to(LIN, Note.SAID)) == [text]
    assert world.desk.said(number, LIN)[-1].text == text


def test_a_request_with_odd_characters_is_taken(world: World) -> None:
    odd = request(asked="前\0后\ud800", turns=("当事人：\0\udfff",), party="某" * 130)
    number = world.desk.request(odd).number
    assert world.desk.said(number, LIN)[0].text == "前后?"
    world.desk.request(request("k2", asked="又\0来"))
    assert "又来" in texts(world.carry().to(HE, Note.SAID))[0]


def test_what_no_database_carries_does_not_stop_the_rest(world: World) -> None:
    number = world.claimed().number
    world.desk.heard("web:a", "前\0后\ud800", "h1")
    assert world.desk.said(number, LIN)[-1].text == "前后?"


@pytest.mark.parametrize(("words", "content"), [("解决了", True), ("满意。", True), ("没解决", False), ("2", False)])
def test_a_rating_closes_the_round(world: World, words: str, content: bool) -> None:
    number = world.ended().number
    assert world.desk.heard("web:a", words, "h1")[:2] == (Owner.CLOSING, content)
    assert world.desk.heard("web:a", words, "h1")[:2] == (Owner.CLOSING, content)
    assert world.desk.owner("web:a") is Owner.BOT
    assert world.desk.ticket(number, LIN).content is content


@pytest.mark.parametrize("words", ["那利息怎么算", "没解决的话找谁", "我要解决这个问题", "好的房子怎么拍卖"])
def test_other_words_after_the_end_are_no_rating(world: World, words: str) -> None:
    number = world.ended().number
    assert world.desk.heard("web:a", words, "h1")[:2] == (Owner.CLOSING, None)
    assert world.desk.ticket(number, LIN).content is None


def test_asking_again_after_the_end_is_a_new_ticket(world: World) -> None:
    old = world.ended()
    new = world.desk.request(request("k2"))
    assert (new.number, new.owner) == ("ZX1126-002", Owner.REQUESTED)
    before = world.desk.ticket(old.number, LIN)
    assert (before.owner, before.open, before.content) == (Owner.BOT, False, None)


def test_a_request_can_be_taken_back(world: World) -> None:
    number = world.desk.request(request()).number
    withdrawn = world.desk.withdraw("web:a")
    assert withdrawn and (withdrawn.number, withdrawn.owner, withdrawn.open) == (number, Owner.BOT, False)
    assert texts(world.carry().to(HE, Note.SETTLED)) == ["当事人说不用了，已撤回"]
    assert world.desk.withdraw("web:a") is None
    assert world.desk.request(request("k2")).number != number


def test_what_a_member_has_or_what_is_dangerous_is_not_taken_back(world: World) -> None:
    world.claimed()
    assert world.desk.withdraw("web:a") is None
    world.desk.request(request("k2", "web:b", reason="self_harm", urgency=Urgency.URGENT))
    assert world.desk.withdraw("web:b") is None
    assert world.desk.owner("web:b") is Owner.REQUESTED
    assert world.desk.withdraw("web:nobody") is None


def test_the_party_can_ask_where_it_stands(world: World) -> None:
    told = []
    number = world.desk.request(request()).number
    for do in (
        lambda: None,
        lambda: world.desk.claim(number, LIN, "c"),
        lambda: world.desk.reply(number, LIN, "在看", "r"),
        lambda: world.desk.close(number, LIN, "x"),
        lambda: world.desk.heard("web:a", "解决了", "h"),
    ):
        do()
        ticket = world.desk.ticket_of("web:a")
        assert ticket
        told.append(standing(ticket, world.staff))
    assert told == ["在等同事受理", "已由林书瑶受理，还没有回复", "林书瑶正在处理", "已经办结", "已经结束"]


def test_what_cannot_go_now_is_given_in_the_next_turn_in_order(world: World) -> None:
    number = world.claimed().number
    for n in range(3):
        world.desk.reply(number, LIN, f"第{n}句", f"r{n}")
    drivers = world.carry(Drivers(party_fault=lambda key, call: NotNow("对方没有新消息")))
    assert not drivers.said()
    assert texts(drivers.to(LIN, Note.TOLD)) == [
        f"您给{number}的话现在送不到（对方没有新消息），等当事人下次来消息时一起给他。"
    ]
    held = world.desk.held("web:a")
    assert texts(held) == ["第0句", "第1句", "第2句"]
    world.desk.arrived(held[0].key)
    world.desk.arrived(held[0].key)
    assert texts(world.carry(drivers).to(LIN, Note.TOLD))[1:] == [f"您给{number}的话已经送到。"]
    assert texts(world.desk.held("web:a")) == ["第1句", "第2句"]


def test_what_a_turn_gives_the_outbox_leaves_alone(world: World) -> None:
    number = world.claimed().number
    for n in range(3):
        world.desk.reply(number, LIN, f"第{n}句", f"r{n}")
    drivers = world.carry(Drivers(party_fault=lambda key, call: NotNow("对方没有新消息") if call == 1 else None))
    first, *rest = world.desk.held("web:a")
    world.desk.arrived(first.key)
    assert not world.carry(drivers).said()
    for message in rest:
        world.desk.arrived(message.key)
    world.desk.reply(number, LIN, "第3句", "r3")
    assert world.desk.held("web:a") == []
    world.later(hours=1)
    world.carry(drivers)
    world.later(hours=1)
    held = world.desk.held("web:a")
    assert texts(held) == ["第3句"] and not drivers.said()


def test_nothing_is_held_while_the_outbox_is_at_it(world: World) -> None:
    number = world.claimed().number
    world.desk.reply(number, LIN, "您好", "r")
    assert world.desk.held("web:a") == []
    world.carry()
    assert world.desk.held("web:a") == []


def test_a_team_that_is_away_leaves_it_to_the_duty_desk(world: World) -> None:
    world.away(LIN, HE)
    ticket = world.desk.request(request())
    assert ticket.queue == "duty"
    drivers = world.carry()
    assert (len(drivers.to(SHEN, Note.CARD)), len(drivers.to(LIN)), len(drivers.to(GU))) == (1, 0, 0)


def test_everything_said_carries_who_said_it(world: World) -> None:
    number = world.claimed().number
    world.desk.reply(number, LIN, "您好", "r")
    world.desk.heard("web:a", "您好", "h")
    authors = [(one.author, one.name) for one in world.desk.said(number, LIN)]
    assert authors == [(Author.PARTY, ""), (Author.MEMBER, "林书瑶"), (Author.PARTY, "")]
