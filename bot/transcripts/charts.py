"""Pictures as inline SVG: bars, columns by hour, a map of intents and hours. No script, no outside resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

FATES = ("answered", "unsure", "promised", "unanswered")
_COLUMN, _PLOT, _FOOT, _HEAD = 40, 150, 24, 20
_ROW, _NAME, _BAR, _COUNT = 26, 130, 420, 60
_CELL, _CELL_HEIGHT = 34, 26


def columns(counts: Mapping[tuple[int, str], int], hours: Sequence[int], title: str) -> str:
    """A stacked column an hour, by fate; the number of calls stands above it."""
    fates = (*FATES, "none")
    totals = {hour: sum(counts.get((hour, fate), 0) for fate in fates) for hour in hours}
    most = max(totals.values(), default=0) or 1
    parts = []
    for at, hour in enumerate(hours):
        left, bottom = at * _COLUMN + 6, float(_HEAD + _PLOT)
        for fate in fates:
            height = counts.get((hour, fate), 0) / most * _PLOT
            bottom -= height
            parts.append(_rect(left, bottom, _COLUMN - 12, height, fate))
        middle = left + (_COLUMN - 12) / 2
        if totals[hour]:
            parts.append(_text(middle, bottom - 5, str(totals[hour]), "middle"))
        parts.append(_text(middle, _HEAD + _PLOT + 17, str(hour), "middle"))
    return _svg(max(len(hours), 1) * _COLUMN, _HEAD + _PLOT + _FOOT, parts, title)


def bars(rows: Sequence[tuple[str, Mapping[str, int]]], title: str) -> str:
    """A stacked bar a row: its name, and how many of each kind (classes of the style sheet)."""
    most = max((sum(kinds.values()) for _, kinds in rows), default=0) or 1
    parts = []
    for at, (name, kinds) in enumerate(rows):
        top, left = at * _ROW + 4, float(_NAME)
        parts.append(_text(_NAME - 8, top + 14, name, "end"))
        for kind, count in kinds.items():
            width = count / most * _BAR
            parts.append(_rect(left, top, width, _ROW - 8, kind))
            left += width
        parts.append(_text(left + 6, top + 14, str(sum(kinds.values())), "start"))
    return _svg(_NAME + _BAR + _COUNT, len(rows) * _ROW + 8, parts, title)


def heat(counts: Mapping[tuple[str, int], int], names: Mapping[str, str], hours: Sequence[int], title: str) -> str:
    """A cell for each intent and hour, the darker the more calls; the number stands in it."""
    most = max((counts.get((name, hour), 0) for name in names for hour in hours), default=0) or 1
    parts = [_text(_NAME + at * _CELL + _CELL / 2, 14, str(hour), "middle") for at, hour in enumerate(hours)]
    for row, (name, shown) in enumerate(names.items()):
        top = 22 + row * _CELL_HEIGHT
        parts.append(_text(_NAME - 8, top + 17, shown, "end"))
        for at, hour in enumerate(hours):
            count = counts.get((name, hour), 0)
            left, share = _NAME + at * _CELL, count / most
            shade = f'fill-opacity="{0.06 + 0.94 * share:.2f}"' if count else 'fill-opacity="0.04"'
            parts.append(_rect(left + 1, top + 1, _CELL - 2, _CELL_HEIGHT - 2, "heat", shade))
            if count:
                kind = "light" if share > 0.55 else ""
                parts.append(_text(left + _CELL / 2, top + 17, str(count), "middle", kind))
    return _svg(_NAME + len(hours) * _CELL + 2, 26 + len(names) * _CELL_HEIGHT, parts, title)


def _rect(left: float, top: float, width: float, height: float, kind: str, more: str = "") -> str:
    if width <= 0 or height <= 0:
        return ""
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}" {more}/>'


def _text(left: float, top: float, text: str, anchor: str, kind: str = "") -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" style="max-width:{width:.0f}px" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
