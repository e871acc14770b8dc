"""A wrong edit of the law data is refused with words that name the place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.law.facts import LawDataError, in_force, read

INSTRUMENTS = """
some_law:
  title: 某法
  number: 无
  cite_as: 《某法》
  in_force_from: 2020-01-01
  in_force_until: 2029-12-31
  note: null
  articles: [第一条, 第二条]
  unchecked: [第三条]
"""
GOOD = (
    "{id: a, statement: 某事3天内办。, figures: [{value: 3, unit: days}], "
    "instrument: some_law, article: 第一条, confidence: primary}"
)


def _data(folder: Path, *facts: str, instruments: str = INSTRUMENTS) -> Path:
    (folder / "facts").mkdir()
    (folder / "instruments.yml").write_text(instruments, "utf-8")
    (folder / "facts" / "topic.yml").write_text("\n".join(f"- {one}" for one in facts), "utf-8")
    return folder


def test_good_data_is_read(tmp_path: Path) -> None:
    facts = read(_data(tmp_path, GOOD))
    assert facts["a"].topic == "topic"
    assert facts["a"].applies.stages == ()


def test_what_a_fact_says_of_its_time_goes_before_the_instrument(tmp_path: Path) -> None:
    facts = read(_data(tmp_path, GOOD[:-1] + ", in_force_from: 2022-05-01, in_force_until: 2022-05-31}"))
    assert [in_force(facts["a"], date(2022, month, 15)) for month in (4, 5, 6)] == [False, True, False]


def test_nothing_outlives_its_instrument(tmp_path: Path) -> None:
    facts = read(_data(tmp_path, GOOD[:-1] + ", in_force_until: null}"))
    assert in_force(facts["a"], date(2029, 12, 31))
    assert not in_force(facts["a"], date(2030, 1, 1))


def test_an_unverified_fact_may_rest_on_an_unchecked_article(tmp_path: Path) -> None:
    facts = read(_data(tmp_path, GOOD.replace("第一条", "第三条").replace("primary", "unverified")))
    assert facts["a"].article == "第三条"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: a, ", "", "topic.yml/\\?: missing \\['id'\\]"),
        ("article: 第一条, ", "", "missing \\['article'\\]"),
        ("confidence: primary", "confidence: primary, colour: red", "unknown key \\['colour'\\]"),
        ("some_law", "other_law", "unknown instrument other_law"),
        ("第一条", "第九条", "《某法》第九条 is not listed as checked"),
        ("第一条", "第三条", "《某法》第三条 is not listed as checked"),
        ("unit: days", "unit: weeks", "'weeks' is not a valid Unit"),
        ("value: 3", "value: three", "topic.yml/a"),
        ("primary", "certain", "'certain' is not a valid Confidence"),
        ("confidence: primary", "confidence: primary, applies: {roles: [judge]}", "unknown role"),
        ("confidence: primary", "confidence: primary, applies: {kinds: [cat]}", "unknown kind"),
        ("confidence: primary", "confidence: primary, applies: {when: [now]}", "topic.yml/a"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(LawDataError, match=message):
        read(_data(tmp_path, GOOD.replace(old, new)))


def test_an_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(LawDataError, match="id a is used twice"):
        read(_data(tmp_path, GOOD, GOOD))


def test_an_article_is_listed_once(tmp_path: Path) -> None:
    with pytest.raises(LawDataError, match="listed twice"):
        read(_data(tmp_path, GOOD, instruments=INSTRUMENTS.replace("[第三条]", "[第一条]")))
