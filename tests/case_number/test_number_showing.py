"""Numbers read out and masked."""

from __future__ import annotations

import pytest

from bot.case_number import mask, parse, speak


@pytest.mark.parametrize(
    ("text", "spoken", "dictated"),
    [
        (
            "（2024）粤0111执1234号",
            "二零二四年，粤零幺幺幺，执字，幺二三四号",
            "二 零 二 四 年，粤 零 幺 幺 幺，执字，幺 二 三 四 号",
        ),
        (
            "（2021）粤01执恢10号之二",
            "二零二一年，粤零幺，执恢字，幺零号之二",
            "二 零 二 一 年，粤 零 幺，执恢字，幺 零 号之二",
        ),
        ("（2022）粤民终7号", "二零二二年，粤，民终字，七号", "二 零 二 二 年，粤，民终字，七 号"),
        ("（2023）最高法知民终9号", "二零二三年，最高法，知民终字，九号", "二 零 二 三 年，最高法，知民终字，九 号"),
        ("（2015）穗云法执字第12号", "二零一五年，穗云法，执字第，幺二号", "二 零 一 五 年，穗云法，执字第，幺 二 号"),
    ],
)
def test_reads_a_number_out(text: str, spoken: str, dictated: str) -> None:
    assert speak(parse(text)) == spoken
    assert speak(parse(text), digits=True) == dictated


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("（2024）粤0111执1234号", "（2024）粤0111执1**4号"),
        ("（2024）粤0111执123号", "（2024）粤0111执1*3号"),
        ("（2024）粤0111执12号", "（2024）粤0111执*2号"),
        ("（2024）粤0111执1号", "（2024）粤0111执1号"),
        ("（2024）粤0111执恢12345678号之二", "（2024）粤0111执恢1******8号之二"),
        ("（2015）穗云法执字第1234号", "（2015）穗云法执字第1**4号"),
        ("（2020）粤2072执10号", "（2020）粤2072执*0号"),
    ],
)
def test_masks_a_number_for_lists(text: str, masked: str) -> None:
    assert mask(parse(text)) == masked
