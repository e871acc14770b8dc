"""What members see and change in the team console, and what is refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest

from bot.desk.audit import Seal
from bot.desk.base import china_now
from bot.desk.clockwork import Timing
from bot.desk.database import Database
from bot.desk.desk import Desk
from bot.desk.ports import Author, PartyMessage, Undeliverable
from bot.settings import Settings
from connectors.console_log import ConsoleLog
from connectors.embedded_team import EmbeddedTeam
from tests.connectors.team import HE, LIN, QUEUE, SHEN, ask, console_of, key, member_at

CHANGES = [*(f"/ticket/ZX1126-001/{what}" for what in ("claim", "reply", "transfer", "close")), "/retry"]


def test_the_urgent_first_and_only_what_a_member_may_see(desk: Desk, lin: httpx.Client, api: str) -> None:
    normal, urgent = ask(desk, "web:a"), ask(desk, "web:b", urgent=True)
    rows = lin.get("/tickets").json()["tickets"]
    assert [row["number"] for row in rows] == [urgent.number, normal.number]
    assert rows[0]["urgent"] and not rows[1]["urgent"]
    assert (rows[0]["reason"], rows[0]["state"], rows[0]["queue"]) == ("对方正在转移财产", "待受理", "白云快执组")
    assert (rows[1]["party"], rows[1]["verified"], rows[1]["channel"]) == ("何桂芳", True, "网页")
    assert rows[0]["may"] == {"claim": True, "reply": True, "transfer": True, "close": False}
    with member_at(api, SHEN) as shen:
        assert shen.get("/tickets").json()["tickets"] == []
        response = shen.get(f"/ticket/{normal.number}")
        assert (response.status_code, "没有编号" in response.json()["error"]) == (409, True)


def test_a_ticket_holds_all_that_is_needed(desk: Desk, lin: httpx.Client) -> None:
    number = ask(desk).number
    content = lin.get(f"/ticket/{number}").json()
    ticket = content["ticket"]
    assert ticket["stage"] == "账户已经冻结，接下来划拨。"
    assert ticket["deadlines"] == ["对划拨的异议：12月1日止"]
    assert ticket["suggested"].startswith("账户里的钱")
    assert len(ticket["turns"]) == 3
    assert "直接回答" in ticket["first"]
    assert [said["text"] for said in content["said"]] == ["钱什么时候发给我？"]
    assert content["said"][0]["name"] == "何桂芳"


def test_templates_are_filled_in_and_promise_nothing(desk: Desk, lin: httpx.Client) -> None:
    known = lin.get(f"/ticket/{ask(desk).number}").json()["ticket"]["templates"]
    unknown = lin.get(f"/ticket/{ask(desk, 'web:b', case_number=None).number}").json()["ticket"]["templates"]
    assert len(known) >= 8
    assert "我是林书瑶" in known[0]["text"] and "（2026）粤0111执1001号案" in known[0]["text"]
    assert "您的案件" in unknown[0]["text"]
    for template in known + unknown:
        assert not {"{", "}"} & set(template["text"])
        assert len(template["text"].encode()) < 600
        assert not any(promise in template["text"] for promise in ("保证", "一定会", "肯定", "天内"))


def test_ended_ones_and_a_search(desk: Desk, lin: httpx.Client) -> None:
    first, second = ask(desk, "web:a").number, ask(desk, "web:b", asked="我要交100%的钱", turns=()).number
    for number in (first, second):
        lin.post(f"/ticket/{number}/claim", json={"key": key()})
    lin.post(f"/ticket/{first}/close", json={"key": key()})

    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in lin.get("/tickets", params=query).json()["tickets"]]

    assert numbers() == [second]
    assert numbers(ended="1") == [first]
    assert numbers(words="100%") == [second]
    assert numbers(words="什么时候") == []
    assert numbers(words="什么时候", ended="1") == [first]
    assert numbers(words="'; drop table desk_tickets; --" * 50) == []


def test_news_are_tickets_words_and_trouble(desk: Desk, lin: httpx.Client, api: str) -> None:
    number = ask(desk).number
    desk.claim(number, HE, key())
    desk.heard("web:a1", "还有一句", key())
    news = lin.get("/news", params={"ticket": number, "after": "0"}).json()
    assert [row["number"] for row in news["tickets"]] == [number]
    assert [said["text"] for said in news["said"]] == ["钱什么时候发给我？", "还有一句"]
    assert (news["waiting"], news["dead"]) == (0, 0)
    after = news["said"][0]["position"]
    later = lin.get(f"/ticket/{number}/said", params={"after": after}).json()["said"]
    assert later == news["said"][1:]
    with member_at(api, SHEN) as shen:
        assert shen.get("/news", params={"ticket": number}).json()["said"] == []


def test_a_wrong_position_is_told(lin: httpx.Client) -> None:
    for after in ("x", "-1", "1.5", "9" * 30, "１"):
        response = lin.get("/news", params={"after": after})
        assert (response.status_code, "after" in response.json()["error"]) == (400, True), after


def test_a_ticket_goes_round(desk: Desk, lin: httpx.Client) -> None:
    number = ask(desk).number

    def change(what: str, **body: str) -> dict[str, Any]:
        response = lin.post(f"/ticket/{number}/{what}", json={"key": key(), **body})
        assert response.status_code == 200, response.text
        return response.json()["ticket"]

    assert change("claim")["state"] == "林书瑶已受理"
    assert change("reply", text="您好，我看一下。")["state"] == "林书瑶对话中"
    assert change("close")["state"] == "已结束"
    assert desk.ticket_of("web:a1").closed_at is not None
    assert not any(lin.get(f"/ticket/{number}").json()["ticket"]["may"].values())


def test_who_claims_second_reads_who_was_first(desk: Desk, lin: httpx.Client, he: httpx.Client) -> None:
    """The same instant, over and over: one wins, the other is told the winner's name."""
    browsers, names = {LIN: lin, HE: he}, {LIN: "林书瑶", HE: "何知远"}
    with ThreadPoolExecutor(2) as threads:
        for number in [ask(desk, f"web:{at}").number for at in range(30)]:
            start = Barrier(2)

            def claim(member: str, number: str = number, start: Barrier = start) -> httpx.Response:
                start.wait()
                return browsers[member].post(f"/ticket/{number}/claim", json={"key": key()})

            answers = dict(zip(browsers, threads.map(claim, browsers), strict=True))
            winner, loser = sorted(answers, key=lambda member: answers[member].status_code)
            assert [answers[winner].status_code, answers[loser].status_code] == [200, 409]
            assert names[winner] in answers[loser].json()["error"]
            assert desk.ticket(number, LIN).assignee == winner


def test_a_repeated_key_changes_once(desk: Desk, lin: httpx.Client) -> None:
    number, same = ask(desk).number, key()
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(
                lambda _: lin.post(f"/ticket/{number}/reply", json={"key": same, "text": "您好"}).status_code, range(8)
            )
        )
    assert answers == [200] * 8
    assert [said.text for said in desk.said(number, LIN) if said.author is Author.MEMBER] == ["您好"]
    lin.post(f"/ticket/{number}/reply", json={"key": key(), "text": "您好"})
    assert len(desk.said(number, LIN)) == 3


def test_a_change_needs_a_key(desk: Desk, lin: httpx.Client) -> None:
    number = ask(desk).number
    for given in ("", "short", "x" * 65, "a b c d e f", "键" * 10, None, 12345678):
        response = lin.post(f"/ticket/{number}/claim", json={"key": given})
        assert (response.status_code, bool(response.json()["error"])) == (400, True), given
    assert desk.ticket(number, LIN).assignee is None


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "没有内容"), (" \n\t ", "没有内容"), ("汉" * 683, "太长"), ("a\0b", "无法"), ("\ud800", "无法")],
)
def test_replies_that_cannot_be_sent_are_refused(desk: Desk, lin: httpx.Client, text: str, told: str) -> None:
    number = ask(desk).number
    response = lin.post(
        f"/ticket/{number}/reply",
        content=json.dumps({"key": key(), "text": text}),
        headers={"Content-Type": "application/json"},
    )
    assert (response.status_code, told in response.json()["error"]) == (409, True)
    assert len(desk.said(number, LIN)) == 1


@pytest.mark.parametrize(
    "text", ["汉" * 682 + "ab", "<script>alert(1)</script>", "]]>&amp;{x}", "👩‍👩‍👧𠮷鱻", "一\n二", "' OR 1=1 --"]
)
def test_other_replies_are_carried_whole(desk: Desk, lin: httpx.Client, text: str) -> None:
    number = ask(desk).number
    assert lin.post(f"/ticket/{number}/reply", json={"key": key(), "text": text}).status_code == 200
    assert lin.get(f"/ticket/{number}/said").json()["said"][-1]["text"] == text


def test_transfer_to_a_member_or_a_queue(desk: Desk, lin: httpx.Client, he: httpx.Client) -> None:
    number = ask(desk).number
    given = lin.post(f"/ticket/{number}/transfer", json={"key": key(), "to": HE}).json()["ticket"]
    assert (given["state"], given["mine"]) == ("何知远已受理", False)
    refused = he.post(f"/ticket/{number}/transfer", json={"key": key(), "to": "nobody"})
    assert (refused.status_code, "nobody" in refused.json()["error"]) == (409, True)
    moved = he.post(f"/ticket/{number}/transfer", json={"key": key(), "to": "mediation"}).json()["ticket"]
    assert (moved["queue"], moved["state"]) == ("调解团队", "待受理")
    assert he.get("/tickets").json()["tickets"] == []


def test_the_head_of_a_queue_may_hand_on_what_another_has(desk: Desk, lin: httpx.Client, he: httpx.Client) -> None:
    mine = ask(desk, "web:a").number
    desk.claim(mine, HE, key())
    assert desk.ticket(mine, LIN).queue == QUEUE
    (seen,) = lin.get("/tickets").json()["tickets"]
    assert seen["may"] == {"claim": False, "reply": False, "transfer": True, "close": True}
    desk.transfer(mine, HE, LIN, key())
    (seen,) = he.get("/tickets").json()["tickets"]
    assert not any(seen["may"].values())


def test_what_is_over_stays_over(desk: Desk, lin: httpx.Client) -> None:
    number = ask(desk).number
    for what in ("claim", "close"):
        lin.post(f"/ticket/{number}/{what}", json={"key": key()})
    for what, more in {"claim": {}, "reply": {"text": "喂"}, "transfer": {"to": HE}, "close": {}}.items():
        response = lin.post(f"/ticket/{number}/{what}", json={"key": key(), **more})
        assert (response.status_code, "已经结束" in response.json()["error"]) == (409, True), what


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example", "Content-Type": "application/json"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}, 403),
        ({"Origin": "null", "Content-Type": "application/json"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_other_sites_change_nothing(desk: Desk, lin: httpx.Client, headers: dict[str, str], status: int) -> None:
    number = ask(desk).number
    for path in CHANGES:
        body = json.dumps({"key": key(), "text": "您好", "to": HE, "message": "x"})
        response = lin.post(path.replace("ZX1126-001", number), content=body, headers=headers)
        assert (response.status_code, bool(response.json()["error"])) == (status, True), path
    assert desk.ticket(number, LIN).version == 1


class Refusing:
    """A party's channel on which nothing ever arrives."""

    async def deliver(self, message: PartyMessage) -> None:
        raise Undeliverable("对方把账号注销了")


async def test_dead_letters_are_shown_and_tried_again(desk: Desk, lin: httpx.Client, log: ConsoleLog, api: str) -> None:
    number = ask(desk).number
    desk.reply(number, LIN, "您好", key())
    outbox = desk.outbox(EmbeddedTeam(log, desk.member, desk.queue_name), Refusing())
    await outbox.run_once()
    outbox.close()
    (letter,) = lin.get("/undelivered").json()["messages"]
    assert (letter["number"], letter["to"], letter["error"], letter["dead"]) == (
        number,
        "当事人",
        "对方把账号注销了",
        True,
    )
    assert lin.get("/news").json()["dead"] == 1
    again = lin.post("/retry", json={"key": key(), "message": letter["key"]})
    assert (again.status_code, again.json()["messages"]) == (200, [])
    assert lin.post("/retry", json={"key": key(), "message": letter["key"]}).status_code == 409
    with member_at(api, SHEN) as shen:
        assert shen.get("/undelivered").json()["messages"] == []


def test_a_database_that_does_not_answer_is_told(embedded: Settings, desk: Desk) -> None:
    nowhere = Database("postgresql://desk@127.0.0.1:1/desk")
    gone = Desk(nowhere, desk._staff, Seal("s" * 32), china_now, Timing())
    with console_of(embedded, gone) as api, member_at(api, LIN) as browser:
        answers = [browser.get(path) for path in ("/tickets", "/news", "/ticket/ZX1126-001", "/undelivered")]
        answers.append(browser.post("/ticket/ZX1126-001/claim", json={"key": key()}))
        assert browser.get("/events").status_code == 200  # and ends at once: the page asks by itself and hears why
    assert [(response.status_code, "稍后再试" in response.json()["error"]) for response in answers] == [(503, True)] * 5
    assert "127.0.0.1" not in "".join(response.text for response in answers)
