"""What parties are told outside a turn: the web and REST inboxes, and channels that cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import httpx
import pytest
import redis

from bot import settings as settings_module
from bot.answers.reply import Urgency
from bot.desk.desk import Desk
from bot.desk.ports import NotDelivered, Note, NotNow, Owner, PartyMessage, TeamMessage, Ticket
from bot.desk.ports import Request as HandOver
from bot.settings import Settings
from connectors.console_log import ConsoleLog
from connectors.embedded_team import EmbeddedTeam
from connectors.inbox import Inbox, PartyChannels, Post
from connectors.rest import RestChannel
from connectors.standing import standing
from connectors.web import WebChannel
from tests.connectors.conftest import TOKEN
from tests.connectors.server import Bot, serving
from tests.connectors.team import LIN, ask, key

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def message(number: int = 1, conversation: str = "web:a1", **changes: object) -> PartyMessage:
    made = {"key": f"k{number}", "conversation": conversation, "number": "ZX1126-001", "name": "林书瑶"}
    return PartyMessage(**{**made, "text": f"第{number}句", **changes})


@pytest.fixture
def inbox(embedded: Settings, redis_client: redis.Redis[str]) -> Inbox:
    return Inbox(embedded, redis_client)


def test_messages_keep_their_order_and_all_they_hold(inbox: Inbox) -> None:
    for number in range(5):
        asyncio.run(inbox.deliver(message(number, choices=("解决了", "没解决") if number == 4 else ())))
    found = inbox.read("web:a1")
    assert [one.text for one in found] == [f"第{number}句" for number in range(5)]
    assert (found[0].name, found[0].number, found[0].choices) == ("林书瑶", "ZX1126-001", ())
    assert found[4].choices == ("解决了", "没解决")
    assert [one.text for one in inbox.read("web:a1", found[2].id)] == ["第3句", "第4句"]
    assert inbox.read("web:a2") == inbox.read("rest:a1") == []


async def test_a_repeated_key_arrives_once(inbox: Inbox) -> None:
    """Also when the tries overlap, and when the retry says it in other words."""
    await asyncio.gather(*(inbox.deliver(message(1)) for _ in range(20)), inbox.deliver(message(2)))
    await inbox.deliver(message(1, text="又一次"))
    await inbox.deliver(message(1, conversation="web:b"))
    assert sorted(one.text for one in inbox.read("web:a1")) == ["第1句", "第2句"]
    assert [one.text for one in inbox.read("web:b")] == ["第1句"]


def test_texts_are_carried_whole(inbox: Inbox) -> None:
    texts = ["<script>alert(1)</script>", "]]>", "👩‍👩‍👧𠮷鱻", "一\n二", "汉" * 682]
    for number, text in enumerate(texts):
        asyncio.run(inbox.deliver(message(number, text=text)))
    assert [one.text for one in inbox.read("web:a1")] == texts


def test_an_inbox_lives_as_long_as_its_conversation(redis_client: redis.Redis[str]) -> None:
    inbox = Inbox(settings_module.load(conversation_ttl=60), redis_client)
    asyncio.run(inbox.deliver(message()))
    keys = redis_client.keys("zhixun:inbox:*")
    assert len(keys) == 2
    assert all(0 < redis_client.ttl(each) <= 60 for each in keys)


def test_the_newest_are_kept(inbox: Inbox, redis_client: redis.Redis[str]) -> None:
    async def many() -> None:
        for number in range(510):
            await inbox.deliver(message(number))

    asyncio.run(many())
    assert redis_client.xlen("zhixun:inbox:web:a1") == 500
    assert inbox.read("web:a1")[0].text == "第10句"


async def test_a_dead_redis_means_again_later(embedded: Settings, desk: Desk) -> None:
    nowhere: redis.Redis[str] = redis.Redis(port=1, decode_responses=True)
    with pytest.raises(NotDelivered):
        await Inbox(embedded, nowhere).deliver(message())
    with pytest.raises(NotDelivered):
        await EmbeddedTeam(ConsoleLog(nowhere), desk.member, desk.queue_name).deliver(card(Owner.REQUESTED))


async def test_each_conversation_by_its_channel(embedded: Settings, inbox: Inbox) -> None:
    channels = PartyChannels({"web": inbox, "rest": inbox})
    await channels.deliver(message(1))
    await channels.deliver(message(2, conversation="rest:a:1"))
    assert [one.text for one in inbox.read("rest:a:1")] == ["第2句"]
    for conversation in ("ivr:1", "robot:1", "terminal:1", "webx:1", ""):
        with pytest.raises(NotNow, match="当事人来消息"):
            await channels.deliver(message(3, conversation=conversation))


# The party's page


@pytest.fixture
def party(embedded: Settings, desk: Desk, inbox: Inbox) -> Iterator[tuple[httpx.Client, str]]:
    """A browser with a session, and the name of its conversation."""
    bot, post = Bot(), Post(inbox, desk.ticket_of, desk.member)
    with serving(bot, WebChannel(embedded, post=lambda: post)) as url, httpx.Client() as browser:
        browser.base_url = f"{url}/webhooks/web"
        browser.post("/message", json={"text": "转人工"})
        yield browser, bot.heard[0].sender_id


def test_a_session_reads_its_own_inbox(party: tuple[httpx.Client, str], inbox: Inbox) -> None:
    browser, conversation = party
    asyncio.run(inbox.deliver(message(1, conversation)))
    asyncio.run(inbox.deliver(message(2, "web:another")))
    first = browser.get("/inbox").json()["messages"]
    assert [(one["name"], one["text"], one["choices"]) for one in first] == [("林书瑶", "第1句", [])]
    assert browser.get("/inbox", params={"after": first[0]["id"]}).json()["messages"] == []


def test_without_a_session_there_is_nothing_to_read(party: tuple[httpx.Client, str], inbox: Inbox) -> None:
    browser, conversation = party
    asyncio.run(inbox.deliver(message(1, conversation)))
    session = conversation.removeprefix("web:")
    for cookie in ("", session, f"{session}.", f"{session}.{'0' * 64}"):
        response = httpx.get(f"{browser.base_url}inbox", headers={"Cookie": f"zhixun_session={cookie}"})
        assert (response.status_code, "messages" in response.json()) == (403, False)
    query = {"sender": session, "conversation": conversation}
    assert httpx.get(f"{browser.base_url}inbox", params=query).status_code == 403


def test_a_wrong_position_is_told(party: tuple[httpx.Client, str]) -> None:
    for after in ("x", "-", "1-1-1", "+", "9" * 30):
        assert party[0].get("/inbox", params={"after": after}).status_code == 400, after


def test_where_the_request_stands(party: tuple[httpx.Client, str], desk: Desk) -> None:
    browser, conversation = party

    def stands() -> tuple[str, str]:
        found = browser.get("/inbox").json()["standing"]
        return found["state"], found["line"]

    assert stands() == ("none", "")
    number = ask(desk, conversation).number
    state, line = stands()
    assert (state, number in line, "前答复" in line) == ("requested", True, True)
    desk.claim(number, LIN, key())
    assert stands() == ("claimed", f"林书瑶已经受理，编号{number}，请稍等。")
    desk.reply(number, LIN, "您好", key())
    assert stands() == ("human", "林书瑶正在与您对话。")
    desk.close(number, LIN, key())
    assert stands() == ("closing", f"和工作人员的对话已结束，编号{number}。")
    desk.heard(conversation, "解决了", key())
    assert stands() == ("ended", f"和工作人员的对话已结束，编号{number}。")


def ticket(owner: Owner, **changes: object) -> Ticket:
    request = HandOver("k", "web:a1", "web", "request_human", Urgency.NORMAL, "转人工")
    made = {"opened_at": NOW - timedelta(hours=3), "promised_at": NOW + timedelta(hours=1), "queue": "duty"}
    return Ticket("ZX1126-001", request, owner, assignee=None, **{**made, **changes})


@pytest.mark.parametrize(
    ("promised", "told"),
    [
        (timedelta(hours=1, minutes=5), "预计今天11:05前答复"),
        (timedelta(hours=24), "预计明天10:00前答复"),
        (timedelta(days=5), "预计12月1日10:00前答复"),
        (timedelta(minutes=-1), "预计的答复时间已过，对不起"),
    ],
)
def test_when_an_answer_is_expected(promised: timedelta, told: str) -> None:
    assert told in standing(ticket(Owner.REQUESTED, promised_at=NOW + promised), "", NOW)["line"]


def test_what_ended_an_hour_ago_is_not_spoken_of() -> None:
    for ago, state in ((59, "ended"), (61, "none")):
        assert standing(ticket(Owner.BOT, closed_at=NOW - timedelta(minutes=ago)), "", NOW)["state"] == state


def test_a_dead_redis_is_told(embedded: Settings, desk: Desk) -> None:
    post = Post(Inbox(embedded, redis.Redis(port=1, decode_responses=True)), desk.ticket_of, desk.member)
    with serving(Bot(), WebChannel(embedded, post=lambda: post)) as url, httpx.Client() as browser:
        browser.get(f"{url}/webhooks/web/")
        response = browser.get(f"{url}/webhooks/web/inbox")
    assert (response.status_code, "稍后再试" in response.json()["error"]) == (503, True)


# Programs


def test_a_program_reads_its_senders_inbox(embedded: Settings, desk: Desk, inbox: Inbox) -> None:
    post = Post(inbox, desk.ticket_of, desk.member)
    asyncio.run(inbox.deliver(message(1, "rest:a1")))
    guarded = settings_module.load(rest_token=TOKEN)
    with serving(Bot(), RestChannel(guarded, lambda: post)) as url:
        where, headers = f"{url}/webhooks/rest/inbox", {"Authorization": f"Bearer {TOKEN}"}
        found = httpx.get(where, params={"sender": "a1"}, headers=headers).json()
        assert [one["text"] for one in found["messages"]] == ["第1句"]
        assert found["standing"]["state"] == "none"
        assert httpx.get(where, params={"sender": "a2"}, headers=headers).json()["messages"] == []
        assert httpx.get(where, params={"sender": "a1"}).status_code == 401
        for sender in ("", "x" * 129, "a\0"):
            assert httpx.get(where, params={"sender": sender}, headers=headers).status_code == 400
    with serving(Bot(), RestChannel(embedded)) as url:
        assert httpx.get(f"{url}/webhooks/rest/inbox", params={"sender": "a1"}).status_code == 404


# The embedded driver for the team


def card(owner: Owner, note: Note = Note.CARD, key: str = "k1") -> TeamMessage:
    return TeamMessage(key, note, (LIN,), ticket(owner), "话")


async def test_the_team_reads_cards_and_notes_once_each(log: ConsoleLog, desk: Desk) -> None:
    team = EmbeddedTeam(log, desk.member, desk.queue_name)
    messages = [card(Owner.REQUESTED), card(Owner.CLAIMED, Note.SAID, "k2"), card(Owner.REQUESTED)]
    assert [await team.deliver(each) for each in messages] == [{}, {}, {}]
    shown, note = log.entries()
    assert (shown.kind, shown.body["number"], shown.body["asked"]) == ("card", "ZX1126-001", "转人工")
    assert (shown.body["sender"], shown.body["urgency"], shown.body["turns"]) == ("web:a1", "normal", [])
    assert (note.kind, note.body["note"], note.body["text"], note.body["to"]) == ("note", "said", "话", "值班团队")
