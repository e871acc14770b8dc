"""Reading codes: tables of what is one and what is not (``codes.yml``), and every code said in every way."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parties.reading import read_code
from bot.parties.wording import code_text
from tests.parties.conftest import table

TABLE = table("codes.yml")
SIX_DIGITS = st.integers(0, 999_999).map("{:06d}".format)
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(("text", "code"), TABLE["codes"].items())
def test_a_code_is_read(text: str, code: str) -> None:
    assert read_code(text) == code


@pytest.mark.parametrize("text", TABLE["others"])
def test_what_is_no_code_is_refused(text: str) -> None:
    assert read_code(text) is None


@given(SIX_DIGITS, st.sampled_from(["{}", "验证码是{}", "是{}。", "嗯{}", "收到的是 {} 谢谢"]))
def test_every_code_is_read_however_it_is_said(code: str, frame: str) -> None:
    for said in (code, " ".join(code), code.translate(SPOKEN), code.translate(WIDE), f"{code[:3]} {code[3:]}"):
        assert read_code(frame.format(said)) == code


@given(SIX_DIGITS)
def test_the_whole_text_message_may_be_pasted(code: str) -> None:
    assert read_code(code_text(code, 5)) == code


@given(st.text())
def test_any_text_gives_six_digits_or_none(text: str) -> None:
    code = read_code(text)
    assert code is None or (len(code) == 6 and set(code) <= set("0123456789"))


@given(st.text(alphabet="0123456789", max_size=30).filter(lambda digits: len(digits) not in (6, 12)))
def test_other_lengths_are_no_code(digits: str) -> None:
    assert read_code(digits) is None


@pytest.mark.parametrize("piece", ["1", "验证码", "嗯", "1嗯", "1 ", "验证码1", "，"])
def test_hostile_texts_take_no_time(piece: str) -> None:
    began = time.perf_counter()
    for length in (200, 100_000):
        read_code((piece * length)[:length])
    assert time.perf_counter() - began < 0.5
