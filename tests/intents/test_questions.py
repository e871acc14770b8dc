"""Several questions in one message."""

import time

import pytest

from bot.intents.questions import alone, asks, matter_asked, split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("查下进度?利息怎么算", ["查下进度?", "利息怎么算"]),
        ("我要交材料。我还要改账号", ["我要交材料。", "我还要改账号"]),
        ("到哪一步了,另外利息怎么算", ["到哪一步了,", "另外利息怎么算"]),
        ("会不会坐牢,还有我老婆会不会被限高", ["会不会坐牢,", "还有我老婆会不会被限高"]),
        ("什么时候发钱 顺便问一下法官电话", ["什么时候发钱", "顺便问一下法官电话"]),
        ("利息怎么算 会不会坐牢", ["利息怎么算", "会不会坐牢"]),
        ("法院有收到吗,扣了多少,什么时候给我", ["法院有收到吗,", "扣了多少,", "什么时候给我"]),
    ],
)
def test_splits_questions(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "查进度",
        "你好?",
        "??",
        "对方还有房子你们怎么不查",
        "他欠我三万,判了一年了,一分钱没给,我该怎么办",
        "我先还了十五万,另外两个到现在没还,利息要不要我承担",
        "(2024)粤0111执1234号 进展",
    ],
)
def test_leaves_one_question_whole(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "part", ["利息怎么算", "会不会拘留", "小额的不会被拘留吧", "我要交材料。", "帮我查一下", "能去吗,"]
)
def test_asking_parts(part: str) -> None:
    assert asks(part)


@pytest.mark.parametrize("part", ["你好", "他欠我三万。", "判了一年了,", "谢谢", "我想问一下,", ""])
def test_telling_parts(part: str) -> None:
    assert not asks(part)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_asked_is_no_part(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize("text", ["怎么办?还有我呢,", "第一。第二;第三 第四吗", "?!啊。。"])
def test_loses_only_white_space(text: str) -> None:
    assert "".join(split(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["怎么办," * 700, "," * 2000, "啊" * 2000, "吗 " * 1000])
def test_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    split(text)
    assert time.perf_counter() - start < 0.1


@pytest.mark.parametrize(
    ("part", "matter"),
    [
        ("那个绿本子要不要盖章?", "绿本子盖章"),
        ("我等了三年,这笔钱还要多久", "笔钱"),
        ("那怎么办?", ""),
        ("判决书收到了。", ""),
    ],
)
def test_what_a_part_asks_about(part: str, matter: str) -> None:
    assert matter_asked(part) == matter


@pytest.mark.parametrize(
    ("parts", "own"),
    [
        (["利息怎么算?", "会不会拘留"], ["利息怎么算?", "会不会拘留"]),
        (["利息怎么算,", "会不会拘留"], []),
        (["利息怎么算,", "会不会拘留?", "法官是谁"], ["法官是谁"]),
        (["利息怎么算", "另外会不会拘留"], ["利息怎么算", "另外会不会拘留"]),
        ([], []),
    ],
)
def test_which_parts_are_sentences_of_their_own(parts: list[str], own: list[str]) -> None:
    assert alone(parts) == own
