"""The courts of the sample store, with invented teams."""

from __future__ import annotations

from typing import Any, NamedTuple

from bot.cases.sample.data_files import load
from bot.cases.sample.people import People, Person, office_line

_LAWYERS = 12


class Office(NamedTuple):
    """One team and who works in it."""

    team_id: str
    handlers: tuple[str, ...]
    row: tuple[Any, ...]


class Court(NamedTuple):
    """One court; ``offices`` by kind of team, ``lawyers`` who often appear there."""

    data: dict[str, Any]
    offices: dict[str, Office]
    lawyers: tuple[Person, ...]

    @property
    def code(self) -> str:
        """Such as 粤0111."""
        return str(self.data["code"])


def courts(people: People) -> dict[str, Court]:
    """All courts by code, each with its three teams."""
    data = load("courts")
    return {court["code"]: _court(court, data, people) for court in data["courts"]}


def _court(court: dict[str, Any], data: dict[str, Any], people: People) -> Court:
    lawyers = tuple(people.draw("person", court) for _ in range(_LAWYERS))
    return Court(court, _offices(court, data, people), lawyers)


def draw_from(all_courts: dict[str, Court]) -> list[Court]:
    """Each court as often as its weight says, to draw evenly from."""
    return [court for court in all_courts.values() for _ in range(court.data["weight"])]


def _offices(court: dict[str, Any], data: dict[str, Any], people: People) -> dict[str, Office]:
    offices = {}
    digits = court["code"].removeprefix("粤")
    for number, team in enumerate(data["teams"], 1):
        team_id = f"{digits}-{team['suffix']}"
        handlers = tuple(people.name() for _ in range(team["handlers"]))
        phone = office_line(court["dialling"], int(digits) * 10 + number)
        row = (team_id, court["code"], team["name"], team["kind"], handlers[0], phone, team["place"], data["hours"])
        offices[team["kind"]] = Office(team_id, handlers, row)
    return offices
