"""The shortest way along corridors, for a floor plan of a few dozen corners."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import dist

Point = tuple[float, float]
Corridor = Sequence[Point]

_TOUCHING = 0.05  # metres; points nearer than this are one


def shortest(corridors: Iterable[Corridor], start: Point, to: Point) -> tuple[Point, ...]:
    """From ``start`` straight to the nearest corridor, along corridors, and straight to ``to``. Without corridors that
    join the two it is the straight line. No point stands twice in a row."""
    pieces = [piece for corridor in corridors for piece in pairwise(corridor)]
    if not pieces:
        return _without_repeats((start, to))
    entry, leaving = _nearest(pieces, start), _nearest(pieces, to)
    walked = _along(_graph(pieces, (entry, leaving)), entry, leaving)
    return _without_repeats((start, *walked, to))


def _nearest(pieces: Sequence[tuple[Point, Point]], point: Point) -> Point:
    """The point of the corridors that is nearest."""
    return min((_foot(piece, point) for piece in pieces), key=lambda foot: dist(foot, point))


def _foot(piece: tuple[Point, Point], point: Point) -> Point:
    """The point of a piece of corridor that is nearest."""
    (ax, ay), (bx, by) = piece
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return (round(ax + share * (bx - ax), 3), round(ay + share * (by - ay), 3))


def _graph(pieces: Sequence[tuple[Point, Point]], more: Iterable[Point]) -> dict[Point, set[Point]]:
    """Which corners follow each other: every end or crossing that lies on a piece divides it."""
    corners = {corner for piece in pieces for corner in piece} | set(more) | set(_crossings(pieces))
    graph: dict[Point, set[Point]] = {corner: set() for corner in corners}
    for piece in pieces:
        on_it = sorted(
            (one for one in corners if dist(_foot(piece, one), one) < _TOUCHING), key=lambda one: dist(piece[0], one)
        )
        for first, second in pairwise(on_it):
            graph[first].add(second)
            graph[second].add(first)
    return graph


def _crossings(pieces: Sequence[tuple[Point, Point]]) -> Iterator[Point]:
    for at, ((ax, ay), (bx, by)) in enumerate(pieces):
        for (cx, cy), (dx, dy) in pieces[:at]:
            turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
            if turn:
                along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
                across = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
                if 0 <= along <= 1 and 0 <= across <= 1:
                    yield (round(ax + along * (bx - ax), 3), round(ay + along * (by - ay), 3))


def _along(graph: dict[Point, set[Point]], start: Point, to: Point) -> tuple[Point, ...]:
    """Dijkstra's way; nothing where none leads there."""
    queue: list[tuple[float, Point, tuple[Point, ...]]] = [(0.0, start, (start,))]
    seen: set[Point] = set()
    while queue:
        length, here, way = heapq.heappop(queue)
        if here == to:
            return way
        if here not in seen:
            seen.add(here)
            for there in graph[here] - seen:
                heapq.heappush(queue, (length + dist(here, there), there, (*way, there)))
    return ()


def _without_repeats(way: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(point for at, point in enumerate(way) if at == 0 or dist(point, way[at - 1]) >= _TOUCHING)
