"""What the robot's channel needs of the house: the venue, ears that do not keep everything, and forgetting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Point = tuple[float, float]


@dataclass(frozen=True)
class Heard:
    """A visitor's words as they may be kept. ``personal``: they held a number that must not be said in a lobby."""

    text: str
    personal: bool = False


Hear = Callable[[str], Heard]
Forget = Callable[[str], Awaitable[None]]


class Spot(Protocol):
    """A place of the venue. ``at`` is where one stands before it, in metres; ``None`` where no robot can go."""

    @property
    def id(self) -> str:
        """Its id in the venue's data."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def where(self) -> str:
        """Where it is, in words."""

    @property
    def at(self) -> Point | None:
        """Where one stands."""


class Venue(Protocol):
    """The venue as the robot knows it."""

    def place(self, place_id: str) -> Spot | None:
        """A place by its id."""

    def stands_at(self, id_: str) -> Point | None:
        """Where a robot is that says it stands at ``id_``; ``None`` for an unknown id."""

    def name_of(self, id_: str) -> str:
        """What the place is called where a robot stands."""

    def way(self, start: Point, to: Point) -> Sequence[Point]:
        """The way along the corridors, both ends included."""

    def plan(self) -> dict[str, Any]:
        """What a floor plan shows, as plain JSON types."""


@dataclass(frozen=True)
class House:
    """All of it; the venue is asked for at each turn, for it is opened when the server starts."""

    venue: Callable[[], Venue | None]
    hear: Hear
    forget: Forget
