"""Reading names: tables of what is one and what is not (``names.yml``), and what must hold for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parties.reading import comparable_name, read_name
from tests.parties.conftest import table

TABLE = table("names.yml")
PEOPLE = ["张三", "李小红", "欧阳娜娜", "陳大文", "扎西次仁", "买买提·吐尔逊", "John Smith", "广州宏达贸易有限公司"]
FRAMES = [
    "{}",
    "我叫{}",
    "我是{}",
    "我係{}",
    "本人{}",
    "姓名：{}",
    "我是申请人{}",
    "你好，我叫{}，谢谢",
    "被执行人是{}。",
    "我叫{}呀",
]


@pytest.mark.parametrize(("text", "name"), TABLE["names"].items())
def test_a_name_is_read(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize("text", TABLE["others"])
def test_what_is_no_name_is_refused(text: str) -> None:
    assert read_name(text) is None


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", PEOPLE)
def test_every_kind_of_name_is_read_in_every_frame(frame: str, name: str) -> None:
    assert read_name(frame.format(name)) == name


@given(st.text(max_size=80))
def test_any_text_gives_a_sensible_name_or_none(text: str) -> None:
    name = read_name(text)
    assert name is None or (len(name) >= 2 and not any(c in "?？，。" for c in name))


@given(st.text(alphabet="我叫是姓张三的公司律师，。? 1x·", max_size=60))
def test_a_name_that_was_read_is_read_again(text: str) -> None:
    name = read_name(text)
    assert name is None or read_name(f"我叫{name}") == name


@pytest.mark.parametrize(
    "piece", ["我叫", "公司", "公司的", "张三", "姓张名", "的代理人", "a", " 张", "嗯", "·", "(2024", "谢谢"]
)
def test_hostile_texts_take_no_time(piece: str) -> None:
    began = time.perf_counter()
    for length in (60, 100_000):
        read_name((piece * length)[:length])
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广东省第二建筑工程（集团）有限公司", "广东省第二建筑工程(集团) 有限公司"),
        ("买买提·吐尔逊", "买买提•吐尔逊"),
        ("买买提·吐尔逊", "买买提・吐尔逊"),
        ("John Smith", "JOHN  smith"),
        ("张三", " 张 三"),
    ],
)
def test_names_are_compared_without_regard_to_how_they_are_written(one: str, other: str) -> None:
    assert comparable_name(one) == comparable_name(other)


def test_different_names_stay_different() -> None:
    assert comparable_name("张三") != comparable_name("张三丰")
    assert comparable_name("陈大文") != comparable_name("陳大文"), "script is the caller's affair"
