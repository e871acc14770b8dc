"""The lives that a sample case may have, read from ``stories.yml``, ``steps.yml`` and ``notes.yml``."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from bot.cases.model import Conclusion, EventKind, MeasureKind, NextStep, Stage
from bot.cases.sample.court_days import CourtDays
from bot.cases.sample.data_files import load

_ANY_CLAIM = (0, 10**9)


class Step(NamedTuple):
    """One thing that happens, ``least`` to ``most`` days after the one before; the rest as ``steps.yml`` explains."""

    name: str
    least: int
    most: int
    event: str
    notes: tuple[str, ...]
    stage: str | None
    awaited: str | None
    plans: str | None
    takes: tuple[str, ...]
    amount: str | None
    rank: int | None
    finishes: frozenset[str]
    lifts: frozenset[str]
    lapses: frozenset[str]
    money: str | None
    audience: str
    quiet: int


class Story(NamedTuple):
    """One whole life; ``instalments`` is into how many parts the debt is paid,
    ``claim`` the least and greatest sum in yuan."""

    name: str
    weight: int
    team: str
    case_type: str
    conclusion: str
    basis: str | None
    claim: tuple[int, int]
    debtor: str | None
    third_party: bool
    instalments: int
    steps: tuple[Step, ...]


class Plan(NamedTuple):
    """What happened until today, with days, and what the court waits for (``None`` when the story is over)."""

    past: list[tuple[Step, int]]
    coming: tuple[Step, int] | None


def plan(story: Story, start: int, today: int, days: CourtDays, rng: Random) -> Plan:
    """Give a day to every step until one lies after ``today``."""
    past: list[tuple[Step, int]] = []
    day = start
    for step in story.steps:
        day = days.between(day, step.least, step.most, rng)
        if day > today:
            return Plan(past, (step, day))
        past.append((step, day))
    return Plan(past, None)


def stories() -> list[Story]:
    """All stories. An unknown code in the data raises ``ValueError``."""
    data = load("stories")
    return [_story(name, story, data["beginnings"]) for name, story in data["stories"].items()]


def _story(name: str, data: dict[str, Any], beginnings: dict[str, Any]) -> Story:
    conclusion = Conclusion(data["conclusion"]).value
    unrolled = [*beginnings[data["begin"]], *_unroll(data["steps"])]
    steps = tuple(_step(what, least, most, conclusion) for what, least, most in unrolled)
    return Story(
        name=name,
        weight=data["weight"],
        team=data["team"],
        case_type=data.get("type", "执"),
        conclusion=conclusion,
        basis=data.get("basis"),
        claim=tuple(data.get("claim", _ANY_CLAIM)),
        debtor=data.get("debtor"),
        third_party=data.get("third_party", False),
        instalments=sum(step.money == "instalment" for step in steps),
        steps=steps,
    )


def _unroll(steps: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for step in steps:
        flat += step["steps"] * step["times"] if isinstance(step, dict) else [step]
    return flat


def _step(name: str, least: int, most: int, conclusion: str) -> Step:
    data, notes = load("steps")[name], load("notes")
    return Step(
        name=name,
        least=least,
        most=most,
        event=EventKind(data["event"]).value,
        notes=tuple(notes[f"concluded_{conclusion}" if name == "concluded" else name]),
        stage=Stage(data["stage"]).value if "stage" in data else None,
        awaited=NextStep(data["awaited"]).value if "awaited" in data else None,
        plans=MeasureKind(data["plans"]).value if "plans" in data else None,
        takes=tuple(MeasureKind(kind).value for kind in data.get("takes", ())),
        amount=data.get("amount"),
        rank=data.get("rank"),
        finishes=_kinds(data, "finishes"),
        lifts=_kinds(data, "lifts"),
        lapses=_kinds(data, "lapses"),
        money=data.get("money"),
        audience=data.get("audience", "parties"),
        quiet=data.get("quiet", 0),
    )


def _kinds(data: dict[str, Any], key: str) -> frozenset[str]:
    return frozenset(MeasureKind(kind).value for kind in data.get(key, ()))
