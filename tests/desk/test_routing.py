"""To which queue, to whom, and by when."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.desk.routing import promised_at, queue_for, told
from bot.desk.rules import rule_of
from bot.desk.staff import Absence, Staff, load
from bot.desk.tables import CHINA
from tests.desk.world import HE, LIN, MORNING, PAN, SHEN, TEAM

EVENING = datetime(2026, 11, 27, 20, 0, tzinfo=CHINA)  # a Friday: the office opens on the 30th


def _without(*members: str, day: int = 26) -> Staff:
    staff, away = load(), date(2026, 11, day)
    return Staff(staff.members, staff.queues, tuple(Absence(one, away, away) for one in members), staff.hours)


@pytest.mark.parametrize(
    ("reason", "team", "queue"),
    [
        ("request_human", TEAM, TEAM),
        ("clue", "0306-Y", "0306-Y"),
        ("request_human", None, "duty"),
        ("request_human", "9999-K", "duty"),
        ("settle", TEAM, "mediation"),
        ("settle", None, "mediation"),
        ("self_harm", TEAM, "duty"),
        ("not_understood", TEAM, "duty"),
    ],
)
def test_the_queue(reason: str, team: str | None, queue: str) -> None:
    assert queue_for(rule_of(reason), team, load(), MORNING) == queue


def test_a_queue_that_is_all_away_goes_to_the_duty_desk() -> None:
    assert queue_for(rule_of("clue"), TEAM, _without(LIN), MORNING) == TEAM
    assert queue_for(rule_of("clue"), TEAM, _without(LIN, HE), MORNING) == "duty"
    assert queue_for(rule_of("settle"), None, _without(PAN), MORNING) == "duty"


def test_who_is_away_when_the_office_opens_next_counts() -> None:
    assert queue_for(rule_of("clue"), TEAM, _without(LIN, HE, day=27), EVENING) == TEAM
    assert queue_for(rule_of("clue"), TEAM, _without(LIN, HE, day=30), EVENING) == "duty"


def test_somebody_always_hears_of_it() -> None:
    def ids(queue: str, staff: Staff) -> list[str]:
        return [member.id for member in told(queue, staff, MORNING)]

    assert ids(TEAM, _without(HE)) == [LIN]
    assert SHEN in ids(TEAM, _without(LIN, HE))
    everybody = _without(*(member.id for member in load().members))
    assert ids(TEAM, everybody) == [LIN, HE]


@pytest.mark.parametrize(
    ("reason", "now", "then"), [("moving", MORNING, "11-26 09:30"), ("moving", EVENING, "11-30 09:00")]
)
def test_the_promise(reason: str, now: datetime, then: str) -> None:
    assert f"{promised_at(rule_of(reason), load(), now):%m-%d %H:%M}" == then
