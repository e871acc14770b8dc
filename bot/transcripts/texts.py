"""The words of this package, from ``data/*.yml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml

DATA = Path(__file__).with_name("data")


@cache
def texts(name: str = "words") -> dict[str, Any]:
    """A file of ``data/`` as it stands there."""
    content: dict[str, Any] = read_yaml(DATA / f"{name}.yml")
    return content


def say(topic: str, entry: str, /, **values: object) -> str:
    """One text with its ``{…}`` filled in. Raises ``KeyError`` for a missing text or value."""
    return str(texts()[topic][entry]).format(**values)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The patterns of a name in ``data/patterns.yml``, as one."""
    return re.compile("|".join(texts("patterns")[name]))


def label(intent: str) -> str:
    """What an intent is called in reports."""
    return str(texts()["intents"].get(intent, intent))
