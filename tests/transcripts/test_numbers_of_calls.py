"""Case numbers over several turns: in pieces, interrupted, corrected, read back."""

from __future__ import annotations

import pytest

from bot.transcripts.numbers import numbers_of
from tests.transcripts.talks import call

_FIRST, _SECOND = "（2026）粤0111执1001号", "（2026）粤0111执1002号"


@pytest.mark.parametrize(
    ("lines", "numbers", "unclear", "corrected"),
    [
        (["来：二零二六年粤零一一一执一零零一号 到哪一步了"], [_FIRST], False, 0),
        (["来：二零二六年的 那个", "机：嗯", "来：粤零一一一", "机：请继续", "来：执幺零零一号"], [_FIRST], False, 0),
        (["来：2026粤0111", "来：执1001号"], [_FIRST], False, 0),
        (
            ["来：（2026）粤0111执1001号", "机：（2026）粤0111执1001号", "来：不对 是一零零二号"],
            [_SECOND],
            False,
            1,
        ),
        (["来：（2026）粤0111执1001号", "来：错了 是（2026）粤0111执1002号"], [_SECOND], False, 1),
        (["来：（2026）粤0111执1001号", "来：不是一零零一 是一零零二"], [_SECOND], False, 1),
        (["来：（2026）粤0111执1001号", "来：不对 是零一一二"], [_FIRST], False, 0),
        (["来：（2026）粤0111执1001号", "来：还有（2026）粤0111执1002号"], [_FIRST, _SECOND], False, 0),
        (["来：（2026）粤0111执1001号", "来：就是那个执1001号"], [_FIRST], False, 0),
        (["来：执1001号", "机：是二零二六年粤零一一一执一零零一号吗", "来：对"], [_FIRST], False, 0),
        (["来：执1001号", "机：是二零二六年粤零一一一执一零零一号吗", "来：不是"], [], True, 0),
        (["来：粤0111执", "机：编号是多少", "来：我不记得了"], [], True, 0),
        (["来：我电话是15400001234", "来：欠了我五万块"], [], False, 0),
    ],
)
def test_a_number_is_put_together(lines: list[str], numbers: list[str], unclear: bool, corrected: int) -> None:
    found = numbers_of(call(*lines))
    assert [number.canonical for number in found.clear] == numbers
    assert (found.unclear, found.corrected) == (unclear, corrected)


def test_a_number_that_only_the_office_says_is_nobodys() -> None:
    assert numbers_of(call("人：您是（2026）粤0111执1001号吗", "来：我想问一下限高")).clear == []
