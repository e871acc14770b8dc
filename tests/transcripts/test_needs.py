"""What needs a person, and the ticket at a real desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.reply import Urgency
from bot.desk.desk import Desk
from bot.desk.ports import Request
from bot.desk.staff import load
from bot.hours import Hours
from bot.transcripts.judging import judge
from bot.transcripts.listening import Listener
from bot.transcripts.tickets import Tickets
from tests.transcripts.talks import call


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    staff = load()
    desk = Desk.open(f"sqlite:///{tmp_path}/desk.db", lambda: staff, "a secret of thirty-two characters")
    yield desk
    desk.shut()


@pytest.mark.parametrize(
    ("lines", "kind", "reason"),
    [
        (["来：再拿不到钱我就不想活了", "人：您先冷静"], "crisis", "self_harm"),
        (["来：他今天正在转移财产"], "person", "moving"),
        (["来：他今天正在转移财产", "人：您好，我马上报给法官"], None, None),
        (["来：我要投诉你们法官", "人：对不起"], "complain", "complain"),
        (["来：转人工", "机：坐席全忙"], "request_human", "request_human"),
        (["来：转人工", "人：您好"], None, None),
        (["来：执行要多久", "人：不好说", "来：到底执行要多久", "人：我不清楚"], "twice", "not_understood"),
        (["来：会不会被拘留", "人：不好说", "来：限高了能坐高铁吗", "人：我不清楚"], None, None),
        (["来：你好", "机：请问您怎么称呼", "来：我是罗志强"], None, None),
        (["来：知道了 那我再等等"], None, None),
    ],
)
def test_the_gravest_reason(
    lines: list[str], kind: str | None, reason: str | None, listener: Listener, hours: Hours
) -> None:
    need = judge(call(*lines), listener, hours).need
    assert (need and need.kind, need and need.reason) == (kind, reason)


def test_a_ticket_is_opened_once_however_often_the_file_is_read(listener: Listener, hours: Hours, desk: Desk) -> None:
    judged = judge(
        call("来：我叫何桂芳 电话15400001234", "机：验证码", "来：482913", "来：再拿不到钱我就不想活了"),
        listener,
        hours,
    )
    assert judged.need
    first = Tickets(desk).enter(judged, judged.need)
    again = Tickets(desk).enter(judged, judged.need)
    assert first.new and not again.new and first.number == again.number
    ticket = desk.ticket_of("ivr:1125-1")
    assert ticket and ticket.number == first.number and ticket.queue == "duty"
    request = ticket.request
    assert (request.reason, request.urgency, request.channel) == ("self_harm", Urgency.URGENT, "ivr")
    kept = " ".join((request.asked, *request.turns))
    assert "1125-1" in kept and "154****1234" in kept and "打回去" in kept
    assert "15400001234" not in kept and "482913" not in kept


def test_what_the_phone_line_handed_over_is_not_handed_over_again(listener: Listener, hours: Hours, desk: Desk) -> None:
    urgency = Urgency.NORMAL
    live = desk.request(Request("turn-3", "ivr:1125-1", "ivr", "request_human", urgency, "转人工"))
    judged = judge(call("来：转人工", "机：已经转给值班团队"), listener, hours)
    assert judged.need
    entered = Tickets(desk).enter(judged, judged.need)
    assert (entered.number, entered.new) == (live.number, False)


def test_a_desk_that_is_down_is_said_and_stops_nothing(
    listener: Listener, hours: Hours, desk: Desk, tmp_path: Path
) -> None:
    judged = judge(call("来：我要投诉你们法官"), listener, hours)
    desk.shut()
    (tmp_path / "desk.db").write_bytes(b"no database any more" * 100)
    assert judged.need
    entered = Tickets(desk).enter(judged, judged.need)
    assert entered.failed and not entered.new


def test_without_a_desk_nothing_is_opened(listener: Listener, hours: Hours) -> None:
    judged = judge(call("来：我要投诉你们法官"), listener, hours)
    assert judged.need and not Tickets(None).enter(judged, judged.need).new
