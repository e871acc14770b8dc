"""The venue: windows, terminals and other places of one enforcement centre, as its file has them.

Lengths are metres from the upper left corner of the plan, to the right and down. :mod:`bot.answers.venue_file` reads
the file, :mod:`bot.answers.venue` makes answers of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.answers import ways
from bot.hours import Hours

Point = tuple[float, float]


class Kind(str, Enum):
    """What a place is: a window, a self-service terminal, a desk where a person sits, or any other area."""

    WINDOW = "window"
    TERMINAL = "terminal"
    PERSON = "person"
    AREA = "area"


@dataclass(frozen=True)
class Module:
    """One thing that a terminal offers; ``does`` completes "here one can …", ``serves`` are intents."""

    name: str
    names: tuple[str, ...]
    does: str
    serves: frozenset[str] = frozenset()
    bring: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """One place. ``names`` are what people call it, ``about`` the matters for which they look for it; ``at`` is where
    one stands before it, ``None`` where no robot can go; ``box`` is what the plan shows (left, top, width, height)."""

    id: str
    name: str
    kind: Kind
    names: tuple[str, ...]
    where: str
    hours: Hours
    at: Point | None = None
    box: tuple[float, float, float, float] | None = None
    about: tuple[str, ...] = ()
    serves: frozenset[str] = frozenset()
    bring: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()


@dataclass(frozen=True)
class Stand:
    """Where a robot stands."""

    id: str
    name: str
    at: Point


@dataclass(frozen=True)
class Venue:
    """One centre. ``sample``: an invented one, for demonstrations."""

    name: str
    address: str
    width: float
    height: float
    hours: Hours
    places: tuple[Place, ...]
    stands: tuple[Stand, ...] = ()
    corridors: tuple[tuple[Point, ...], ...] = ()
    sample: bool = False

    def place(self, place_id: str) -> Place | None:
        """A place by its id."""
        return next((place for place in self.places if place.id == place_id), None)

    def stands_at(self, id_: str) -> Point | None:
        """Where a robot is that says it stands at ``id_``, a stand or a place."""
        stands: tuple[Stand | Place, ...] = (*self.stands, *self.places)
        return next((one.at for one in stands if one.id == id_), None)

    def name_of(self, id_: str) -> str:
        """What a stand or a place is called; its id where it is unknown."""
        named: tuple[Stand | Place, ...] = (*self.stands, *self.places)
        return next((one.name for one in named if one.id == id_), id_)

    def way(self, start: Point, to: Point) -> tuple[Point, ...]:
        """The shortest way along the corridors, both ends included; the straight line where none leads there."""
        return ways.shortest(self.corridors, start, to)

    def plan(self) -> dict[str, Any]:
        """What a floor plan shows, as plain JSON types."""
        boxes = [
            {"id": place.id, "name": place.name, "kind": place.kind.value, "box": list(place.box)}
            for place in self.places
            if place.box
        ]
        stands = [{"id": stand.id, "name": stand.name, "at": list(stand.at)} for stand in self.stands]
        corridors = [[list(corner) for corner in line] for line in self.corridors]
        return {
            "name": self.name,
            "width": self.width,
            "height": self.height,
            "places": boxes,
            "stands": stands,
            "corridors": corridors,
        }

    def of_kind(self, kind: Kind) -> tuple[Place, ...]:
        """All places of one kind, in the order of the file."""
        return tuple(place for place in self.places if place.kind is kind)

    def serving(self, intent: str) -> tuple[Place, Module | None] | None:
        """Who serves an intent, windows before the modules of terminals; ``None`` if the file names nobody."""
        for place in self.places:
            if intent in place.serves:
                return place, None
        return next(((place, one) for place in self.places for one in place.modules if intent in one.serves), None)

    def named(self, text: str) -> tuple[Place, Module | None] | None:
        """The place, or the module of a terminal, that a text names; the longest name counts, a place before a
        module."""
        found = [
            *((name, place, None) for place in self.places for name in (place.name, *place.names)),
            *((name, place, one) for place in self.places for one in place.modules for name in (one.name, *one.names)),
        ]
        fitting = [(name, place, one) for name, place, one in found if name in text]
        if not fitting:
            return None
        _, place, module = max(fitting, key=lambda hit: (len(hit[0]), hit[2] is None))
        return place, module

    def about(self, text: str) -> Place | None:
        """The place of a matter that a text names (立案在哪个窗口); the longest words count."""
        fitting = [(words, place) for place in self.places for words in place.about if words in text]
        return max(fitting, key=lambda hit: len(hit[0]))[1] if fitting else None
