"""To which queue a request goes, who is told, and by when somebody answers."""

from __future__ import annotations

from datetime import datetime

from bot.desk.ports import Member
from bot.desk.rules import Rule
from bot.desk.staff import DUTY, Staff

CASE_TEAM = "team"


def queue_for(rule: Rule, team_id: str | None, staff: Staff, at: datetime) -> str:
    """The rule's queue, or the case's team; the duty desk if that is unknown or all of it is away."""
    wanted = team_id if rule.queue == CASE_TEAM else rule.queue
    if wanted is None or wanted not in staff.queues:
        return DUTY
    return wanted if present(wanted, staff, at) else DUTY


def present(queue: str, staff: Staff, at: datetime) -> tuple[Member, ...]:
    """Who of a queue is there when the office is open next."""
    return staff.of(queue, staff.hours.next_opening(at).date())


def told(queue: str, staff: Staff, at: datetime) -> tuple[Member, ...]:
    """Who hears of a ticket of a queue: those who are there, else the duty desk's, else everybody who serves it; a
    request never goes to nobody."""
    return present(queue, staff, at) or present(DUTY, staff, at) or staff.of(queue)


def promised_at(rule: Rule, staff: Staff, at: datetime) -> datetime:
    """By when the party hears that somebody answers."""
    return staff.hours.after(at, rule.minutes)
