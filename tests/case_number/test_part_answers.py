"""Answers to a question for one part of a number."""

from __future__ import annotations

from datetime import date

import pytest

from bot.case_number import CaseNumber, PartialCaseNumber, find, parse_part

ANSWERS = [
    ("year", "2024", 2024),
    ("year", "2024年", 2024),
    ("year", "２０２４年", 2024),
    ("year", "24年", 2024),
    ("year", "24", 2024),
    ("year", "（24）", 2024),
    ("year", "（2024）", 2024),
    ("year", "是2024年的", 2024),
    ("year", "好像是二四年吧", 2024),
    ("year", "二零二四", 2024),
    ("year", "两千零二十四年", 2024),
    ("year", "98年", 1998),
    ("year", "不知道", None),
    ("year", "去年", None),
    ("year", "两三年前", None),
    ("year", "3024", None),
    ("year", "13800001111", None),
    ("year", "24个月", None),
    ("court", "白云法院", "粤0111"),
    ("court", "白云", "粤0111"),
    ("court", "白云区", "粤0111"),
    ("court", "在白云区那边", "粤0111"),
    ("court", "是白云的", "粤0111"),
    ("court", "我在广州市白云区人民法院立的案", "粤0111"),
    ("court", "粤0111", "粤0111"),
    ("court", "粤 0111", "粤0111"),
    ("court", "粵0111", "粤0111"),
    ("court", "yue0111", "粤0111"),
    ("court", "粤零幺幺幺", "粤0111"),
    ("court", "零幺幺幺", "粤0111"),
    ("court", "0111", "粤0111"),
    ("court", "京0105", "京0105"),
    ("court", "粤01", "粤01"),
    ("court", "广州中院", "粤01"),
    ("court", "最高法", "最高法"),
    ("court", "东莞一院", "粤1971"),
    ("court", "2072", "粤2072"),
    ("court", "9999", None),
    ("court", "粤011", None),
    ("court", "广州", None),
    ("court", "东莞法院", None),
    ("court", "城区法院", None),
    ("court", "白云法院或者天河法院", None),
    ("court", "不知道", None),
    ("type", "执恢", "执恢"),
    ("type", "执", "执"),
    ("type", "执字", "执"),
    ("type", "执行", "执"),
    ("type", "执行案件", "执"),
    ("type", "恢复执行的", "执恢"),
    ("type", "執異", "执异"),
    ("type", "民初", "民初"),
    ("type", "借钱的", None),
    ("serial", "1234号", 1234),
    ("serial", "1234", 1234),
    ("serial", "１２３４号", 1234),
    ("serial", "第1234号", 1234),
    ("serial", "12 34号", 1234),
    ("serial", "是1234吧", 1234),
    ("serial", "一千二百三十四号", 1234),
    ("serial", "幺二三四", 1234),
    ("serial", "2024", 2024),
    ("serial", "0012", 12),
    ("serial", "0", None),
    ("serial", "13800001111", None),
    ("serial", "我有2个案子", None),
    ("serial", "3楼", None),
    ("serial", "1234号还是1235号", None),
    ("serial", "1234元", None),
    ("serial", "粤0111", None),
    ("serial", "忘了", None),
]


@pytest.mark.parametrize(("part", "answer", "value"), ANSWERS)
def test_understands_an_answer(part: str, answer: str, value: object) -> None:
    got = parse_part(answer, [part])
    assert isinstance(got, PartialCaseNumber)
    assert getattr(got, part) == value
    assert set(got.missing) == {"year", "court", "type", "serial"} - ({part} if value else set())


@pytest.mark.parametrize(
    ("answer", "missing", "expected"),
    [
        ("2024年白云法院", ("year", "court"), PartialCaseNumber(2024, "粤0111")),
        ("白云法院的，24年的", ("year", "court"), PartialCaseNumber(2024, "粤0111")),
        ("二零二四年，粤零幺幺幺", ("year", "court"), PartialCaseNumber(2024, "粤0111")),
        ("2024年1234号", ("year", "serial"), PartialCaseNumber(2024, serial=1234)),
        ("2024 1234", ("year", "serial"), PartialCaseNumber(2024, serial=1234)),
        ("粤0111，执恢", ("court", "type"), PartialCaseNumber(court="粤0111", type="执恢")),
        ("白云", ("year", "court"), PartialCaseNumber()),
        ("1234", ("year", "serial"), PartialCaseNumber(serial=1234)),
        ("2024年执1234号", ("year",), PartialCaseNumber(2024, None, "执", 1234)),
        ("（2024）粤0111执1234号", ("year",), CaseNumber(2024, "粤0111", "执", 1234)),
        ("二零二四年粤零一一一执一二三四号", ("court",), CaseNumber(2024, "粤0111", "执", 1234)),
        ("执字第1234号", ("court",), PartialCaseNumber()),
        ("2024" * 100, ("year",), PartialCaseNumber()),
        ("2024", (), PartialCaseNumber()),
    ],
)
def test_understands_several_parts_at_once(
    answer: str, missing: tuple[str, ...], expected: CaseNumber | PartialCaseNumber
) -> None:
    assert parse_part(answer, missing) == expected


@pytest.mark.parametrize(("answer", "year"), [("今年", 2025), ("去年的", 2024), ("前年立的案", 2023), ("24年", 2024)])
def test_years_named_from_today_need_today(answer: str, year: int) -> None:
    assert parse_part(answer, ["year"], today=date(2025, 3, 1)) == PartialCaseNumber(year)


def test_of_a_number_with_two_readings_only_the_part_asked_for_is_taken() -> None:
    assert parse_part("二零二四年粤零一一一执医二三四号", ["court"]) == PartialCaseNumber(court="粤0111")


def test_questions_and_answers_complete_a_number() -> None:
    number = find("我的是执字第1234号")[0].number
    for answer in ("24年的", "白云"):
        assert isinstance(number, PartialCaseNumber)
        number = number.merged(parse_part(answer, number.missing[:1]))
    assert number == CaseNumber(2024, "粤0111", "执", 1234)
