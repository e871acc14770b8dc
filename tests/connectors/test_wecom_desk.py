"""The team on work WeChat: real desk, outbox, driver and callback against the simulated platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from bot.desk.ports import NotDelivered, Note, TeamMessage, Ticket, Undeliverable
from tests.connectors.wecom_world import CHEN, LI, WANG, World, world
from tests.simulators.faults import Fault


@pytest.fixture
async def team(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(tmp_path, redis_client) as joined:
        yield joined


async def test_a_card_goes_to_everybody_of_the_queue_and_one_takes_it(team: World) -> None:
    ticket = team.ask("甲", "钱什么时候到账")
    await team.carry()
    for member in (CHEN, LI):
        card = team.sim.card(member, ticket.number)
        assert "钱什么时候到账" in card.text
        assert list(card.buttons.values()) == ["受理", "转办", "结束"]
    assert team.sim.phone(WANG) == []

    assert await team.sim.press(CHEN, ticket.number, "受理") == ""
    await team.settled()
    assert list(team.sim.card(CHEN, ticket.number).buttons.values()) == ["转办", "结束"]
    assert team.sim.card(LI, ticket.number).state == "已由陈一受理"
    assert "钱什么时候到账" in team.sim.texts(CHEN)[-1]

    assert "已转给" in (await team.sim.write(CHEN, "明天就到") or "")
    team.desk.heard("甲", "好的谢谢", "1")
    await team.settled()
    assert team.parties.texts("甲") == ["明天就到"]
    assert team.sim.texts(CHEN)[-1] == f"#{ticket.number}（1）甲某：好的谢谢"

    await team.sim.press(CHEN, ticket.number, "结束")
    await team.settled()
    assert team.sim.card(CHEN, ticket.number).state == "已办结"
    assert team.desk.ticket(ticket.number, CHEN).closed_at is not None


def note(ticket: Ticket, kind: Note, text: str, *members: str, key: str = "k", **more: Any) -> TeamMessage:
    return TeamMessage(key, kind, members, ticket, text, **more)


async def test_a_repeated_key_arrives_once_whatever_became_of_the_ticket(team: World) -> None:
    """The connection broke after the platform took the card; until the next try the ticket was taken and grew."""
    ticket = team.ask("甲")
    await team.driver.tell(CHEN, "你好")  # the token is there: the fault meets the card
    team.sim.faults.next([Fault.CUT_AFTER])
    with pytest.raises(NotDelivered):
        await team.driver.deliver(note(ticket, Note.CARD, "事由：要找人工", CHEN))
    changed = replace(ticket, assignee=LI, version=9, promised_at=ticket.promised_at + timedelta(hours=1))
    assert await team.driver.deliver(note(changed, Note.CARD, "事由：别的", CHEN)) == {}
    await team.driver.deliver(note(changed, Note.CARD, "事由：别的", CHEN))
    assert [shown.kind for shown in team.sim.phone(CHEN)] == ["text", "card"]


async def test_what_some_did_not_get_is_tried_again_for_them_alone(team: World) -> None:
    ticket = team.ask("甲")
    team.sim.faults.next([Fault.HTTP_500])
    message = note(ticket, Note.CARD, "事由：要找人工", CHEN, LI, "nobody")
    with pytest.raises(NotDelivered):
        await team.driver.deliver(message)
    receipts = await team.driver.deliver(message)
    assert set(receipts) == {CHEN, LI}
    assert [len(team.sim.phone(member)) for member in (CHEN, LI)] == [1, 1]
    with pytest.raises(Undeliverable):
        await team.driver.deliver(note(ticket, Note.CARD, "事由：要找人工", "nobody", key="k2"))


async def test_a_card_that_cannot_be_changed_is_told_in_words(team: World) -> None:
    ticket = team.ask("甲")
    receipt = await team.driver.deliver(note(ticket, Note.CARD, "事由：要找人工", CHEN))
    team.clock.advance(73 * 3600)
    for _ in range(2):
        await team.driver.deliver(note(ticket, Note.SETTLED, "已由李四受理", CHEN, key="k2", receipts=(receipt,)))
    await team.driver.deliver(note(ticket, Note.SETTLED, "已由李四受理", LI, key="k3"))
    assert team.sim.texts(CHEN) == team.sim.texts(LI) == [f"#{ticket.number} 已由李四受理。"]


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.HTTP_500, Fault.TOKEN_EXPIRED])
async def test_a_card_changes_over_a_bad_line(team: World, fault: Fault) -> None:
    ticket = team.ask("甲")
    receipt = await team.driver.deliver(note(ticket, Note.CARD, "事由：要找人工", CHEN))
    settled = note(ticket, Note.SETTLED, "已由李四受理", CHEN, key="k2", receipts=(receipt,))
    team.sim.faults.next([fault])
    for _ in range(2):
        with suppress(NotDelivered):
            await team.driver.deliver(settled)
    assert team.sim.card(CHEN, ticket.number).state == "已由李四受理"


async def test_a_code_is_used_by_one_delivery(team: World) -> None:
    ticket = team.ask("甲")
    receipt = await team.driver.deliver(note(ticket, Note.CARD, "事由：要找人工", CHEN))
    for key, fate in (("k2", "已由李四受理"), ("k3", "已办结")):
        await team.driver.deliver(note(ticket, Note.SETTLED, fate, CHEN, key=key, receipts=(receipt,)))
    assert team.sim.card(CHEN, ticket.number).state == "已由李四受理"
    assert team.sim.texts(CHEN) == []


async def test_long_words_come_in_numbered_pieces_and_lose_nothing(team: World) -> None:
    ticket = team.ask("甲")
    words = "".join(f"第{one}句话，说得不短也不长。" for one in range(200))
    team.sim.faults.plan(share=0.3, seed=2, kinds=[Fault.CUT_AFTER, Fault.HTTP_500])
    for _ in range(20):
        with suppress(NotDelivered):
            await team.driver.deliver(note(ticket, Note.SAID, words, CHEN))
    texts = team.sim.texts(CHEN)
    heads = [f"#{ticket.number}（1-{place}）" for place in range(1, len(texts) + 1)]
    assert len(texts) == 4
    assert all(text.startswith(head) for text, head in zip(texts, heads, strict=True))
    assert "".join(text.removeprefix(head) for text, head in zip(texts, heads, strict=True)) == f"甲某：{words}"


async def test_the_same_words_twice_are_two_lines(team: World) -> None:
    ticket = team.ask("甲")
    for key in ("k1", "k2", "k2"):
        await team.driver.deliver(note(ticket, Note.SAID, "在吗", CHEN, key=key))
    assert team.sim.texts(CHEN) == [f"#{ticket.number}（{line}）甲某：在吗" for line in (1, 2)]


async def test_without_redis_it_is_tried_again(team: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = team.ask("甲")

    def down(*_: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(team.driver._deliveries, "receipt", down)
    for kind in (Note.CARD, Note.SETTLED, Note.SAID, Note.TOLD):
        with pytest.raises(NotDelivered):
            await team.driver.deliver(note(ticket, kind, "字", CHEN))


async def test_a_ticket_passed_on_leaves_the_first_and_comes_to_the_second(team: World) -> None:
    ticket = team.ask("甲")
    await team.carry()
    await team.sim.press(CHEN, ticket.number, "受理")
    await team.settled()
    assert "已转给李四" in (await team.sim.write(CHEN, "转办 #1 李四") or "")
    await team.settled()
    assert team.sim.card(CHEN, ticket.number).state == "已转给李四"
    assert list(team.sim.card(LI, ticket.number).buttons.values()) == ["转办", "结束"]
    assert "没有在办" in (await team.sim.write(CHEN, "你好") or "")


async def test_an_old_card_says_how_things_stand_when_it_is_pressed(team: World) -> None:
    """The card could not be changed in time; whoever presses it is told, and the card changes now."""
    ticket = team.ask("甲")
    await team.carry()
    team.desk.claim(ticket.number, CHEN, "claim")
    await team.sim.press(LI, ticket.number, "受理")
    await asyncio.sleep(0)
    while team.callback.busy:
        await asyncio.sleep(0.01)
    assert team.sim.card(LI, ticket.number).state == "已由陈一受理"
    assert team.sim.texts(LI) == [f"#{ticket.number} 这件已由陈一受理。"]


async def test_a_card_stays_within_what_the_platform_shows(team: World) -> None:
    ticket = team.ask("甲", "很长的话" * 200, case_number="（2026）粤0111执1001号", stage="很长" * 50, verified=True)
    long = replace(ticket, request=replace(ticket.request, party="很长的名字" * 20, deadlines=("很长" * 50,) * 5))
    await team.driver.deliver(note(long, Note.CARD, "事由：" + "很长" * 50, CHEN))
    card = team.sim.card(CHEN, ticket.number)
    assert "（2026）粤0111执1001号" in card.text and "身份已核对" in card.text
    assert len(card.text) < 500
