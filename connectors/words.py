"""The few sentences that belong to a channel rather than to an answer, kept apart from the code in ``words.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


def say(key: str, **values: object) -> str:
    """One sentence with its ``{…}`` filled in. Raises ``KeyError`` for a sentence that does not exist."""
    return _words()[key].format(**values)


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
    return words
