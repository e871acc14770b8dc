"""Courts by the names people call them."""

from __future__ import annotations

import pytest

from bot.case_number import court_name, find_courts
from bot.case_number.courts import court_called
from bot.case_number.tables import courts

CALLED = [
    ("白云法院", ["粤0111"]),
    ("白云区法院", ["粤0111"]),
    ("白云人民法院", ["粤0111"]),
    ("白云区人民法院", ["粤0111"]),
    ("广州白云法院", ["粤0111"]),
    ("广州市白云法院", ["粤0111"]),
    ("广州市白云区人民法院", ["粤0111"]),
    ("广东省广州市白云区人民法院", ["粤0111"]),
    ("广东广州白云区法院", ["粤0111"]),
    ("廣州市白雲區人民法院", ["粤0111"]),
    ("白 云 法院", ["粤0111"]),
    ("广州中院", ["粤01"]),
    ("广州市中院", ["粤01"]),
    ("广州中级法院", ["粤01"]),
    ("广州市中级人民法院", ["粤01"]),
    ("广东高院", ["粤"]),
    ("省高院", ["粤"]),
    ("广东省高级人民法院", ["粤"]),
    ("最高人民法院", ["最高法"]),
    ("翁源法院", ["粤0229"]),
    ("翁源县人民法院", ["粤0229"]),
    ("韶关翁源法院", ["粤0229"]),
    ("台山法院", ["粤0781"]),
    ("连山法院", ["粤1825"]),
    ("连山壮族瑶族自治县人民法院", ["粤1825"]),
    ("东莞一院", ["粤1971"]),
    ("东莞市第一法院", ["粤1971"]),
    ("东莞市第三人民法院", ["粤1973"]),
    ("中山市第二法院", ["粤2072"]),
    ("前海法院", ["粤0391"]),
    ("广州互联网法院", ["粤0192"]),
    ("广州铁路法院", ["粤7101"]),
    ("海事法院", ["粤72"]),
    ("南山法院", ["粤0305"]),
    ("汕尾城区法院", ["粤1502"]),
    ("梅县法院", ["粤1403"]),
    ("我先去了天河法院，后来转到佛山中院，又回天河法院", ["粤0106", "粤06"]),
]

UNCLEAR = """
法院
人民法院
中院
中级人民法院
一院
城区法院
开发区法院
东莞法院
中山法院
广州法院
深圳法院
中山二院
横琴法院
大亚湾法院
中山市第一人民法院
贵阳市白云区人民法院
北京市朝阳区人民法院
海南省某某法院
白云
白云山
"""


@pytest.mark.parametrize(("text", "codes"), CALLED)
def test_knows_a_court_by_its_names(text: str, codes: list[str]) -> None:
    assert find_courts(text) == codes
    assert find_courts(f"我的案子在{text}，怎么办") == codes


@pytest.mark.parametrize("text", UNCLEAR.strip().splitlines())
def test_does_not_guess(text: str) -> None:
    assert find_courts(text) == []


@pytest.mark.parametrize("court", [court for court in courts() if court.code], ids=lambda court: court.code)
def test_every_court_is_known_by_its_full_name(court) -> None:  # type: ignore[no-untyped-def]
    assert find_courts(f"请问{court.name}在哪里") == [court.code]
    assert court_name(court.code) == court.name


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("白云", "粤0111"),
        ("白云区", "粤0111"),
        ("广州白云", "粤0111"),
        ("白云法院", "粤0111"),
        ("广州中院", "粤01"),
        ("东莞一院", "粤1971"),
        ("中山二院", "粤2072"),
        ("南山", "粤0305"),
        ("广州", None),
        ("东莞", None),
        ("城区", None),
        ("横琴", None),
        ("", None),
    ],
)
def test_a_bare_answer_counts_if_it_can_mean_one_court_only(answer: str, code: str | None) -> None:
    assert court_called(answer) == code


def test_a_code_outside_the_table_has_no_name() -> None:
    assert court_name("粤0199") is None
    assert court_name("") is None
