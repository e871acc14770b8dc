"""The data beside the grammar."""

from __future__ import annotations

import re

import pytest

from bot.case_number import CaseType, case_type, numerals
from bot.case_number.tables import court, courts, is_plain_word, load, one_of, provinces, type_codes, type_words


def test_the_table_has_all_courts_of_guangdong_and_the_supreme_court() -> None:
    assert len(courts()) == 161 + 1
    assert len({each.name for each in courts()}) == len(courts())
    codes = [each.code for each in courts() if each.code]
    assert len(set(codes)) == len(codes)


def test_every_court_has_a_well_formed_code_and_a_court_above_it() -> None:
    for each in courts():
        assert each.code is None or re.fullmatch("最高法|粤([0-9]{2}|[0-9]{4})?", each.code)
        assert each.parent is None or court(each.parent)
        assert each.code or not each.verified


def test_a_lower_court_stands_under_the_court_its_code_says() -> None:
    for each in courts():
        if each.code and len(each.code) == 5:
            assert each.parent == each.code[:3]


def test_the_standard_list_has_115_types_and_two_that_came_later() -> None:
    standard = [code for code in type_codes() if (known := case_type(code)) and known.standard]
    assert len(standard) == 115 + 2


def test_knows_types_by_their_code() -> None:
    assert case_type("执恢") == CaseType("执恢", "恢复执行案件", "执行", True)
    assert case_type("刑抗") == CaseType("刑抗", "刑事案件", "刑事", True)
    assert case_type("执督") == CaseType("执督", "其他案件", "其他", False)
    assert case_type("买卖") is None


def test_words_for_types_lead_to_types() -> None:
    assert all(case_type(code) for code in type_words().values())
    assert is_plain_word("执行") and is_plain_word("破") and not is_plain_word("执")


def test_the_provinces_are_single_characters() -> None:
    assert len(provinces()) == 33
    assert "粤" in provinces()


@pytest.mark.parametrize("name", ["courts", "case_types", "writing", "speech"])
def test_a_file_is_read_once(name: str) -> None:
    assert load(name) is load(name)


def test_written_pairs_are_single_characters() -> None:
    assert all(len(pair) == 2 for pair in load("writing")["traditional"].split())


def test_a_sign_in_speech_has_one_meaning_as_a_digit() -> None:
    data = load("speech")
    for key in ("digits", "alike"):
        signs = "".join(data[key].values())
        assert len(set(signs)) == len(signs)
    assert not set("".join(data["digits"].values())) & set("".join(data["alike"].values()))
    assert set(data["words"]) <= set("".join(data["alike"].values()))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百二", "120"),
        ("一百零二", "102"),
        ("一百二十三", "123"),
        ("一千零五", "1005"),
        ("一千二", "1200"),
        ("两千零二十四", "2024"),
        ("一万二", "12000"),
        ("一万零一", "10001"),
        ("一万零二十", "10020"),
        ("一万两千三百四十五", "12345"),
        ("十二万三千", "123000"),
        ("幺洞拐勾", "1079"),
        ("12三4", "1234"),
    ],
)
def test_reads_numbers_as_they_are_said(said: str, value: str) -> None:
    assert numerals.number_of(said) == value


def test_a_pattern_for_words_matches_the_longest_and_nothing_else() -> None:
    pattern = re.compile(one_of(["执", "执恢", "民初", "民"]))
    assert [pattern.match(text).group() for text in ("执恢1", "执1", "民初", "民事")] == ["执恢", "执", "民初", "民"]  # type: ignore[union-attr]
    assert pattern.match("恢") is None
