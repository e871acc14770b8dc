"""Which side people say they are on, and the many ways of saying nothing of oneself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from bot.answers.roles import stated
from bot.intents.cleaning import clean

_TABLE = yaml.safe_load(Path(__file__).with_name("roles.yml").read_text(encoding="utf-8"))
_LINES = [(text, role) for role, texts in _TABLE.items() for text in texts]


@pytest.mark.parametrize(("text", "role"), _LINES)
def test_role_is_what_people_say_of_themselves(text: str, role: str) -> None:
    assert (stated(clean(text).text) or "none") == role


def test_the_table_is_large_enough() -> None:
    assert len(_LINES) >= 60
    assert len(_TABLE["none"]) >= 20


@pytest.mark.parametrize("text", ["我欠" * 1000, "他欠我" * 600 + "吗", "我是" * 1000 + "被执行人"])
def test_takes_little_time(text: str) -> None:
    start = time.perf_counter()
    stated(text)
    assert time.perf_counter() - start < 0.1
