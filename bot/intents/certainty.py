"""Knowing that one does not know."""

from __future__ import annotations

from typing import Literal

Certainty = Literal["sure", "fair", "unsure"]


def certainty(ranking: list[tuple[str, float]], sure: float, unsure: float) -> Certainty:
    """``sure``: answer. ``fair``: answer, and offer the next likeliest. ``unsure``: ask back.

    The limits are confidences of the likeliest intent and come from the component's configuration.
    """
    confidence = ranking[0][1]
    if confidence >= sure:
        return "sure"
    return "fair" if confidence >= unsure else "unsure"
