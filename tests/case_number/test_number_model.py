"""Numbers as values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from bot.case_number import CaseNumber, PartialCaseNumber, parse

ENFORCEMENT = ["执", "执恢", "执保", "执异", "执复", "执监", "执协", "执他"]


@pytest.mark.parametrize("kind", ENFORCEMENT)
def test_all_eight_types_of_enforcement_count(kind: str) -> None:
    assert CaseNumber(2024, "粤0111", kind, 1).is_enforcement
    assert PartialCaseNumber(type=kind).is_enforcement


@pytest.mark.parametrize("kind", ["民初", "刑初", "司救执", "民诉前调", "执前督", "执请", "破", "买卖"])
def test_others_do_not(kind: str) -> None:
    assert not CaseNumber(2024, "粤0111", kind, 1).is_enforcement


def test_a_partial_number_does_not_guess_its_type() -> None:
    assert PartialCaseNumber(year=2024).is_enforcement is None


def test_names_its_court() -> None:
    assert CaseNumber(2024, "粤0111", "执", 1).court_name == "广州市白云区人民法院"
    assert CaseNumber(2024, "京0105", "执", 1).court_name is None
    assert PartialCaseNumber(court="粤01").court_name == "广东省广州市中级人民法院"
    assert PartialCaseNumber().court_name is None
    assert parse("（2015）穗云法执字第1号").court_name is None


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("（2024）粤0111执1号", "粤"),
        ("（2024）京0105执1号", "京"),
        ("（2024）最高法执监1号", None),
        ("（2015）穗云法执字第1号", None),
    ],
)
def test_knows_its_province(text: str, province: str | None) -> None:
    assert parse(text).province == province


def test_knows_years_to_come() -> None:
    number = CaseNumber(2025, "粤0111", "执", 1)
    assert number.is_future(date(2024, 12, 31))
    assert not number.is_future(date(2025, 1, 1))


def test_the_suffix_belongs_to_a_document_of_the_case() -> None:
    number = parse("（2018）粤0114执4076号之二")
    assert (number.serial, number.suffix) == (4076, "之二")
    assert number != parse("（2018）粤0114执4076号")


def test_the_special_jurisdiction_is_a_part_of_its_own() -> None:
    number = parse("（2023）最高法知民终12号")
    assert (number.court, number.special, number.type) == ("最高法", "知", "民终")


def test_old_numbers_keep_the_abbreviation_of_the_place() -> None:
    number = parse("（2015）穗云法执字第1234号")
    assert (number.court, number.type, number.old) == ("穗云法", "执", True)


def test_a_court_code_in_an_old_year_keeps_todays_shape() -> None:
    assert parse("（2015）粤0111执字第1234号").canonical == "（2015）粤0111执1234号"


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        CaseNumber(2024, "粤0111", "执", 1).serial = 2  # type: ignore[misc]


def test_equal_numbers_are_one_key() -> None:
    assert len({parse("2024粤0111执1"), CaseNumber(2024, "粤0111", "执", 1)}) == 1


def test_missing_parts_come_in_the_order_of_the_number() -> None:
    assert PartialCaseNumber().missing == ("year", "court", "type", "serial")
    assert PartialCaseNumber(2024, None, "执", None).missing == ("court", "serial")


def test_settles_into_a_whole_number_when_nothing_is_missing() -> None:
    partial = PartialCaseNumber(2024, "粤0111", "执", 1, suffix="之一")
    assert partial.settled() == CaseNumber(2024, "粤0111", "执", 1, suffix="之一")
    assert PartialCaseNumber(2024).settled() == PartialCaseNumber(2024)
