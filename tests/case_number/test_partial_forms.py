"""Numbers that lack a part, inside sentences."""

from __future__ import annotations

import pytest

from bot.case_number import CaseNumber, Incomplete, PartialCaseNumber, find, parse

# What a person types, then year, court, type and serial; "-" where it is missing.
ROWS = [
    ("粤0111执1234号", "- 粤0111 执 1234"),
    ("粤0111执1234", "- 粤0111 执 1234"),
    ("粵0111執1234號", "- 粤0111 执 1234"),
    ("粤0111执恢1234号", "- 粤0111 执恢 1234"),
    ("粤0111执字第1234号", "- 粤0111 执 1234"),
    ("粤 0111 执 1234 号", "- 粤0111 执 1234"),
    ("yue0111zhi1234", "- 粤0111 执 1234"),
    ("粤0111执行1234号", "- 粤0111 执 1234"),
    ("粤0111民初1234号", "- 粤0111 民初 1234"),
    ("京0105执1234号", "- 京0105 执 1234"),
    ("0111执1234", "- 粤0111 执 1234"),
    ("0111执1234号", "- 粤0111 执 1234"),
    ("2072执1234号", "- 粤2072 执 1234"),
    ("1971执恢12号", "- 粤1971 执恢 12"),
    ("粤执12号", "- 粤 执 12"),
    ("粤民终12号", "- 粤 民终 12"),
    ("京民终12号", "- 京 民终 12"),
    ("最高法执监12号", "- 最高法 执监 12"),
    ("白云法院执1234号", "- 粤0111 执 1234"),
    ("白云法院的执1234号", "- 粤0111 执 1234"),
    ("白云区法院执字第1234号", "- 粤0111 执 1234"),
    ("白云法院执行1234号", "- 粤0111 执 1234"),
    ("白云法院执行案件1234号", "- 粤0111 执 1234"),
    ("白云法院1234号执行案", "- 粤0111 执 1234"),
    ("南山区法院民初123号", "- 粤0305 民初 123"),
    ("穗云法执字第1234号", "- 穗云法 执 1234"),
    ("2024年执1234号", "2024 - 执 1234"),
    ("2024执1234", "2024 - 执 1234"),
    ("（2024）执1234号", "2024 - 执 1234"),
    ("（2024）执字第1234号", "2024 - 执 1234"),
    ("(2024)执恢字第1234号", "2024 - 执恢 1234"),
    ("24年执1234号", "2024 - 执 1234"),
    ("（24）执异12", "2024 - 执异 12"),
    ("2024年执行1234号", "2024 - 执 1234"),
    ("2024年恢复执行1234号", "2024 - 执恢 1234"),
    ("2024年民初1234号", "2024 - 民初 1234"),
    ("2024年1234号执行案", "2024 - 执 1234"),
    ("2024年第1234号执行案件", "2024 - 执 1234"),
    ("执（2024）1234号", "2024 - 执 1234"),
    ("执字2024年第1234号", "2024 - 执 1234"),
    ("东莞法院2024年执1234号", "2024 - 执 1234"),
    ("中山市第一人民法院2024年执1234号", "2024 - 执 1234"),
    ("城区法院2024年执1234号", "2024 - 执 1234"),
    ("（2024）粤01111执1234号", "2024 - 执 1234"),
    ("（2024）粤011执1234号", "2024 - 执 1234"),
    ("（2024）9999执1234号", "2024 - 执 1234"),
    ("执字第1234号", "- - 执 1234"),
    ("执字1234", "- - 执 1234"),
    ("执恢字第1234号", "- - 执恢 1234"),
    ("执1234号", "- - 执 1234"),
    ("执1234", "- - 执 1234"),
    ("執1234號", "- - 执 1234"),
    ("执异12号", "- - 执异 12"),
    ("执行字第1234号", "- - 执 1234"),
    ("执行案1234号", "- - 执 1234"),
    ("1234号执行案", "- - 执 1234"),
    ("第1234号执行案件", "- - 执 1234"),
    ("民初1234号", "- - 民初 1234"),
    ("（2024）粤0111执", "2024 粤0111 执 -"),
    ("2024粤0111执恢", "2024 粤0111 执恢 -"),
    ("（2024）粤0111执号", "2024 粤0111 执 -"),
    ("（2024）粤0111执123456789号", "2024 粤0111 执 -"),
    ("（2024）粤0111执13800001111", "2024 粤0111 执 -"),
    ("（2024）粤0111执0号", "2024 粤0111 执 -"),
    ("2024年白云法院执恢", "2024 粤0111 执恢 -"),
    ("（2024）粤0111", "2024 粤0111 - -"),
    ("（2024）粤0111号", "2024 粤0111 - -"),
    ("（2024）粤01111234号", "2024 粤0111 - 1234"),
    ("2024 粤0111 1234号", "2024 粤0111 - 1234"),
    ("（2024）粤0111第1234号", "2024 粤0111 - 1234"),
    ("白云法院2024年1234号", "2024 粤0111 - 1234"),
    ("2024年白云法院第1234号", "2024 粤0111 - 1234"),
    ("白云法院1234号案", "- 粤0111 - 1234"),
    ("白云法院2091号案", "- 粤0111 - 2091"),
    ("白云法院20228号案", "- 粤0111 - 20228"),
    ("粤0111第1234号案件", "- 粤0111 - 1234"),
    ("2024年1234号案件", "2024 - - 1234"),
    ("粤0111执", "- 粤0111 执 -"),
    ("执1234号，2024年的", "2024 - 执 1234"),
]


def _partial(parts: str) -> PartialCaseNumber:
    year, court, kind, serial = (None if part == "-" else part for part in parts.split())
    return PartialCaseNumber(int(year) if year else None, court, kind, int(serial) if serial else None)


def test_there_are_enough_rows() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(("typed", "parts"), ROWS)
def test_finds_what_is_there(typed: str, parts: str) -> None:
    expected = _partial(parts)
    (found,) = find(typed)
    assert isinstance(found.number, PartialCaseNumber)
    assert (found.number.year, found.number.court, found.number.type, found.number.serial) == (
        expected.year,
        expected.court,
        expected.type,
        expected.serial,
    )
    assert found.number.missing == expected.missing
    assert found.number.canonical is None


@pytest.mark.parametrize(("typed", "parts"), ROWS)
def test_finds_it_in_a_sentence(typed: str, parts: str) -> None:
    expected = _partial(parts)
    text = f"您好，我的案子是{typed}，想问问进展"
    (found,) = find(text)
    assert found.number == find(typed)[0].number
    assert isinstance(found.number, PartialCaseNumber)
    assert found.number.missing == expected.missing
    assert text[found.start : found.end] == found.text
    assert found.text in typed


@pytest.mark.parametrize("typed", [typed for typed, _ in ROWS])
def test_is_no_whole_number_for_parse(typed: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(typed)
    if isinstance(caught.value, Incomplete):
        assert caught.value.partial == find(typed)[0].number


def test_a_later_message_supplies_what_is_missing() -> None:
    first = find("我的是执字第1234号")[0].number
    assert isinstance(first, PartialCaseNumber)
    second = first.merged(PartialCaseNumber(year=2024))
    assert isinstance(second, PartialCaseNumber)
    assert second.missing == ("court",)
    assert second.merged(PartialCaseNumber(court="粤0111")) == CaseNumber(2024, "粤0111", "执", 1234)


def test_the_later_message_counts_where_both_have_a_part() -> None:
    first = PartialCaseNumber(2023, "粤0111", "执", None)
    assert first.merged(PartialCaseNumber(year=2024, serial=5)) == CaseNumber(2024, "粤0111", "执", 5)


def test_a_whole_number_merged_in_replaces_everything_it_has() -> None:
    whole = CaseNumber(2024, "粤0111", "执", 1234, suffix="之二")
    assert PartialCaseNumber(2023, "粤0106", "执恢", None).merged(whole) == whole


def test_the_old_shape_survives_merging() -> None:
    old = find("穗云法执字第1234号")[0].number
    assert isinstance(old, PartialCaseNumber)
    assert str(old.merged(PartialCaseNumber(year=2015))) == "（2015）穗云法执字第1234号"
