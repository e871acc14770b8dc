"""Precise errors for what is no complete number."""

from __future__ import annotations

import pytest

from bot.case_number import (
    CaseNumber,
    CaseNumberError,
    Incomplete,
    InvalidCourt,
    InvalidFormat,
    InvalidSerial,
    InvalidType,
    InvalidYear,
    PartialCaseNumber,
    compact,
    format,
    is_valid,
    parse,
)

WRONG = [
    ("", InvalidFormat),
    ("你好", InvalidFormat),
    ("1234", InvalidFormat),
    ("13800001111", InvalidFormat),
    ("粤0111", InvalidFormat),
    ("执行案件", InvalidFormat),
    ("法释〔2024〕13号", InvalidFormat),
    ("（2024）粤0111执1234号（2024）粤0111执1235号", InvalidFormat),
    ("（2024）粤0111执1234号、1235号", InvalidFormat),
    ("（2024）粤0111执1234号什么时候有进展", InvalidFormat),
    ("（2024）粤0111执1234号" + "。" * 3 + "啊" * 80, InvalidFormat),
    ("1" * 200, InvalidFormat),
    ("（1024）粤0111执1234号", InvalidYear),
    ("（202）粤0111执1234号", InvalidYear),
    ("（20245）粤0111执1234号", InvalidYear),
    ("（1900）粤0111执1234号", InvalidYear),
    ("（3024）粤0111执1234号", InvalidYear),
    ("（2024）粤011执1234号", InvalidCourt),
    ("（2024）粤1执1234号", InvalidCourt),
    ("（2024）粤01111执1234号", InvalidCourt),
    ("（2024）人0111执1234号", InvalidCourt),
    ("（2024）A0111执1234号", InvalidCourt),
    ("（2024）9999执1234号", InvalidCourt),
    ("（2024）粤0111买1234", InvalidType),
    ("（2024）粤0111买卖合同纠纷1234号", InvalidType),
    ("（2024）粤0111执0号", InvalidSerial),
    ("（2024）粤0111执000号", InvalidSerial),
    ("（2024）粤0111执123456789号", InvalidSerial),
    ("（2015）穗云法执字第0号", InvalidSerial),
]

LACKING = [
    ("2024年执1234号", ("court",), "法院"),
    ("粤0111执1234号", ("year",), "年份"),
    ("（2024）粤0111执号", ("serial",), "编号"),
    ("白云法院2024年1234号", ("type",), "案件类型"),
    ("执字第1234号", ("year", "court"), "年份和法院"),
    ("穗云法执字第1234号", ("year",), "年份"),
    ("中山市第一人民法院2024年执12号", ("court",), "法院"),
]


@pytest.mark.parametrize(("text", "error"), WRONG)
def test_says_what_is_wrong(text: str, error: type[CaseNumberError]) -> None:
    with pytest.raises(CaseNumberError) as caught:
        parse(text)
    assert type(caught.value) is error
    assert not is_valid(text)


@pytest.mark.parametrize(("text", "missing", "named"), LACKING)
def test_says_what_is_missing(text: str, missing: tuple[str, ...], named: str) -> None:
    with pytest.raises(Incomplete) as caught:
        parse(text)
    assert isinstance(caught.value.partial, PartialCaseNumber)
    assert caught.value.partial.missing == missing
    assert f"还差{named}，" in caught.value.hint


def test_every_error_is_a_value_error_with_a_hint_of_its_own() -> None:
    kinds = [CaseNumberError, InvalidYear, InvalidCourt, InvalidType, InvalidSerial]
    assert all(issubclass(kind, ValueError) for kind in [*kinds, InvalidFormat, Incomplete])
    assert len({kind().hint for kind in kinds}) == len(kinds)
    assert InvalidFormat().hint == CaseNumberError().hint


def test_errors_do_not_repeat_what_a_person_wrote() -> None:
    with pytest.raises(CaseNumberError) as caught:
        parse("张某某44011119900101123X")
    assert "张某某" not in str(caught.value)
    assert str(caught.value) == caught.value.hint


def test_a_court_outside_the_table_is_no_error() -> None:
    number = parse("（2024）粤0199执1号")
    assert number.court == "粤0199"
    assert number.court_name is None


def test_format_takes_a_number_or_a_text_and_raises_as_parse_does() -> None:
    assert format(CaseNumber(2024, "粤0111", "执", 1)) == format("2024粤0111执1") == "（2024）粤0111执1号"
    with pytest.raises(InvalidSerial):
        format("（2024）粤0111执0号")


@pytest.mark.parametrize(
    ("text", "unified"),
    [
        (" ( 2024 ) 粵0111執 1234 號 ", "（2024）粤0111执1234号"),
        ("［２０２４］粤０１１１执１２３４号", "（2024）粤0111执1234号"),
        ("2024-粤0111—执－12", "2024-粤0111-执-12"),
        ("2024yue0111zhihui12hao", "2024粤0111执恢12号"),
        ("粤oo11", "粤0011"),
        ("ABC好o", "abc好o"),
        ("1.2.3", "123"),
        ("", ""),
    ],
)
def test_compact_unifies_the_writing(text: str, unified: str) -> None:
    assert compact(text) == unified


def test_digits_of_other_scripts_are_no_digits() -> None:
    assert not is_valid("（٢٠٢٤）粤٠١١١执١٢٣٤号")
    assert not is_valid("（2024）粤0111执①号")
