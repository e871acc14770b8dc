"""What an adapter is: one platform's shape of a turn, read and written. The brain behind it is the same."""

from __future__ import annotations

from typing import Any, Protocol

from sanic import Request

from connectors.ivr_contract import Heard, Problem

LONGEST_TEXT = 2000  # characters of speech, as in the neutral contract


class Platform(Protocol):
    """A platform that calls us once a turn. ``name`` is its place in the path."""

    name: str

    def read(self, request: Request) -> Heard | None:
        """The turn that a request tells of; ``None`` for news that asks for nothing. Raises
        :class:`~connectors.ivr_contract.Problem`."""

    def write(self, heard: Heard | None, answer: dict[str, Any], request: Request) -> dict[str, Any]:
        """The answer (as in the neutral contract, empty for ``None``) in the platform's shape."""


def text_of(content: dict[str, Any], name: str) -> str:
    """A field as text; empty if it is missing. Platforms send numbers as text and text as numbers."""
    value = content.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def whole(content: dict[str, Any], name: str) -> int | None:
    """A field as a whole number, or ``None``."""
    text = text_of(content, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def call_of(content: dict[str, Any], name: str) -> str:
    """The call's id. Raises :class:`~connectors.ivr_contract.Problem` for none, or one that is none."""
    call = text_of(content, name)
    if not 0 < len(call) <= 128 or not (call.isascii() and call.isprintable()) or " " in call:
        raise Problem(400, "bad_field", field=name, why="")
    return call


def keys_of(content: dict[str, Any], name: str) -> str:
    """The keys. Raises :class:`~connectors.ivr_contract.Problem` for anything but 0–9, * and #."""
    keys = text_of(content, name)
    if not 0 < len(keys) <= 32 or set(keys) - set("0123456789*#"):
        raise Problem(400, "bad_field", field=name, why="")
    return keys
