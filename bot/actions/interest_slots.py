"""The figures of a debt between two messages: as slots of the conversation, and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from rasa_sdk.events import EventType, SlotSet

from bot.actions.interest_figures import Heard
from bot.actions.turn import Turn
from bot.answers.sums import Figures
from bot.law.interest import Payment
from bot.law.rates import OrdinaryRate, Period

_SLOTS = ("principal", "due_day", "ordinary_rate", "part_payments", "interest_until")


def kept(heard: Heard) -> list[EventType]:
    """What was heard, as slots."""
    events: list[EventType] = []
    if heard.principal is not None:
        events.append(SlotSet("principal", f"{heard.principal:f}"))
    if heard.due:
        events.append(SlotSet("due_day", heard.due.isoformat()))
    if heard.rate:
        events.append(SlotSet("ordinary_rate", _rate_slot(heard.rate)))
    if heard.payments is not None:
        paid = [[payment.day.isoformat(), f"{payment.amount:f}"] for payment in heard.payments]
        events.append(SlotSet("part_payments", json.dumps(paid)))
    if heard.until:
        events.append(SlotSet("interest_until", heard.until.isoformat()))
    return events


def _rate_slot(rate: OrdinaryRate | str) -> str:
    return rate if isinstance(rate, str) else f"{rate.percent:f} {rate.period.value}"


def known_figures(turn: Turn, today: date) -> Figures | None:
    """The figures once all are known; ``today`` is the end if no other was wanted."""
    principal, due, rate, paid = (turn.tracker.get_slot(slot) for slot in _SLOTS[:4])
    if not (principal and due and rate and paid):
        return None
    return figures_so_far(turn, today)


def figures_so_far(turn: Turn, today: date) -> Figures | None:
    """The figures as soon as there are a principal and a due day: no rate then, and no payments."""
    principal, due, rate, paid, until = (turn.tracker.get_slot(slot) for slot in _SLOTS)
    if not (principal and due):
        return None
    rate = rate or "unknown"
    percent, _, period = rate.partition(" ")
    return Figures(
        principal=Decimal(principal),
        due=date.fromisoformat(due),
        until=date.fromisoformat(until) if until else today,
        rate=OrdinaryRate(Decimal(percent), Period(period)) if period else rate,
        payments=tuple(
            Payment(date.fromisoformat(paid_on), Decimal(amount)) for paid_on, amount in json.loads(paid or "[]")
        ),
    )


def emptied() -> list[EventType]:
    """Forget the figures."""
    return [SlotSet(slot, None) for slot in _SLOTS]
