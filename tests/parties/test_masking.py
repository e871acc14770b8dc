"""Masking for logs: tables of what is hidden and what stays (``masking.yml``), and what must hold for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parties.masking import mask_id, mask_name, mask_personal, mask_phone
from bot.parties.wording import code_text
from tests.parties.conftest import table

TABLE = table("masking.yml")
DIGITS = "0123456789"
# What stands beside a number in a sentence; a digit there would make it another number.
BESIDE = st.text(
    st.characters(exclude_categories=("Nd", "Cs"), exclude_characters="xXｘＸ元块万亿圆.．+-"), max_size=10
)


@pytest.mark.parametrize(("text", "masked"), TABLE["hidden"].items())
def test_personal_data_is_hidden(text: str, masked: str) -> None:
    assert mask_personal(text) == masked


@pytest.mark.parametrize("text", TABLE["shown"])
def test_everything_else_stays_readable(text: str) -> None:
    assert mask_personal(text) == text


@given(
    BESIDE,
    st.one_of(
        st.from_regex(r"[1-9]\d{16}[0-9X]", fullmatch=True, alphabet=st.sampled_from(DIGITS + "X")),
        st.text(DIGITS, min_size=15, max_size=19),
        st.text(DIGITS, min_size=9, max_size=9).map("13{}".format),
    ),
    BESIDE,
)
def test_no_number_of_a_person_survives_in_any_sentence(before: str, number: str, after: str) -> None:
    masked = mask_personal(before + number + after)
    assert number not in masked
    assert not any(number[i : i + 8] in masked for i in range(len(number) - 7))


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_personal(text)
    assert mask_personal(once) == once


@given(st.integers(2016, 2030), st.integers(1, 9_999_999), BESIDE.filter(lambda text: "@" not in text))
def test_case_numbers_stay_readable_in_any_sentence(year: int, serial: int, beside: str) -> None:
    number = f"（{year}）粤0111执{serial}号"
    assert number in mask_personal(f"{beside}{number}{beside}")


@given(st.decimals(0, 10**10, places=2), st.dates())
def test_amounts_and_dates_stay_readable(amount: object, day: object) -> None:
    text = f"{day}支付{amount}元，验证码已过期"
    assert mask_personal(text) == text


def test_our_own_text_message_is_masked() -> None:
    assert "271828" not in mask_personal(code_text("271828", 5))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "138",
        "a",
        "a.",
        "a@",
        "a@b",
        "a@b.",
        "验证码",
        "验证码1",
        "一",
        "一 ",
        "6222 ",
        "440103 19900101 ",
        "+86",
        "0",
        "@",
    ],
)
def test_masking_takes_linear_time(piece: str) -> None:
    began = time.perf_counter()
    mask_personal((piece * 100_000)[:100_000])
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张**"), ("欧阳娜娜", "欧**"), ("John Smith", "J**"), ("广州宏达贸易有限公司", "广**"), ("", "")],
)
def test_names_keep_their_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812345678", "138****5678"), ("12368", "*****"), ("1234567", "*******"), ("12345678", "123*5678"), ("", "")],
)
def test_phones_keep_their_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("44010319900101123X", "440" + "*" * 15), ("440103900101123", "440" + "*" * 12), ("44", "44")],
)
def test_identity_numbers_keep_their_place_only(number: str, masked: str) -> None:
    assert mask_id(number) == masked
