"""The words people read, kept apart from the code: one YAML file a topic in ``bot/answers/data``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml

_FOLDER = Path(__file__).parent / "data"


@cache
def texts(topic: str) -> dict[str, Any]:
    """All texts of one topic. Raises ``FileNotFoundError`` for a topic that does not exist."""
    content: dict[str, Any] = read_yaml(_FOLDER / f"{topic}.yml")
    return content


def say(topic: str, *path: str, **values: object) -> str:
    """One text with its ``{…}`` filled in. Raises ``KeyError`` for a missing text or value."""
    entry: Any = texts(topic)
    for key in path:
        entry = entry[key]
    return str(entry).format(**values)
