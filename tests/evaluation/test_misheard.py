"""Misheard copies of the evaluation lines."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from bot.evaluation.misheard import misheard, misheard_file
from tests.conftest import ROOT

TEXT = "我的案子执行到哪一步了什么时候能把钱发给我"
EVALUATION = ROOT / "data" / "evaluation"


def test_only_characters_change_never_the_sound() -> None:
    heard = misheard(TEXT, 0.5)
    assert heard != TEXT
    assert lazy_pinyin(list(heard)) == lazy_pinyin(list(TEXT))


def test_the_same_text_is_always_misheard_alike() -> None:
    assert misheard(TEXT, 0.3) == misheard(TEXT, 0.3)


def test_without_errors_nothing_changes() -> None:
    assert misheard(TEXT, 0.0) == TEXT


def test_what_has_no_homophone_stays() -> None:
    assert misheard("abc 123，。", 1.0) == "abc 123，。"


@pytest.mark.parametrize("percent", [5, 10])
def test_the_stored_files_are_those_of_the_lines(percent: int) -> None:
    stored = (EVALUATION / f"misheard_{percent:02}.tsv").read_text("utf-8")
    assert stored == misheard_file(EVALUATION / "lines.tsv", percent)


@pytest.mark.parametrize("percent", [5, 10])
def test_about_that_share_of_characters_is_another(percent: int) -> None:
    before = (EVALUATION / "lines.tsv").read_text("utf-8")
    after = misheard_file(EVALUATION / "lines.tsv", percent)
    texts = [[line.partition("\t")[0] for line in content.splitlines()[1:]] for content in (before, after)]
    changed = sum(a != b for one, other in zip(*texts, strict=True) for a, b in zip(one, other, strict=True))
    assert 0.75 * percent / 100 < changed / sum(map(len, texts[0])) <= percent / 100
