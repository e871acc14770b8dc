"""Numbers survive being written, disturbed and said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.case_number import CaseNumber, compact, find, format, is_valid, mask, parse, speak
from bot.case_number.tables import courts, provinces, special, type_codes

PLACES = ["穗云法", "穗中法", "深中法", "佛顺法", "东一法", "广铁中法", "粤高法"]
SUFFIXES = ["", *(f"之{han}" for han in ("一", "二", "九", "十", "十二", "二十", "二十一", "九十九"))]
NOISE = [" ", "\u3000", "\t", "\u200b", "\ufeff", "\u00a0", ".", "·", "*"]

table_codes = st.sampled_from([court.code for court in courts() if court.code])
any_codes = st.builds(
    "{}{:0{}}".format, st.sampled_from(provinces()), st.integers(0, 99), st.sampled_from([2, 4])
) | st.just("最高法")

modern = st.builds(
    CaseNumber,
    year=st.integers(2016, 2099),
    court=table_codes | any_codes,
    type=st.sampled_from(sorted(type_codes())),
    serial=st.integers(1, 99_999_999),
    special=st.just("") | st.sampled_from(special()),
    suffix=st.sampled_from(SUFFIXES),
)
old = st.builds(
    CaseNumber,
    year=st.integers(1990, 2015),
    court=st.sampled_from(PLACES),
    type=st.sampled_from(["执", "执恢", "执异", "民一初", "刑终", "行初"]),
    serial=st.integers(1, 999_999),
    suffix=st.sampled_from(SUFFIXES),
    old=st.just(True),
)
numbers = modern | old
sayable = st.builds(
    CaseNumber,
    year=st.integers(2016, 2035),
    court=table_codes,
    type=st.sampled_from(["执", "执恢", "执异", "执保", "执复", "民初", "民终"]),
    serial=st.integers(1, 99_999),
    suffix=st.sampled_from(SUFFIXES),
)


# The first call reads the tables, which takes longer than hypothesis allows a single example.
calm = settings(deadline=None)


@calm
@given(numbers)
def test_the_canonical_form_is_read_back(number: CaseNumber) -> None:
    assert parse(number.canonical) == number
    assert format(number) == format(number.canonical) == str(number) == number.canonical
    assert compact(number.canonical) == number.canonical
    assert is_valid(number.canonical)


@calm
@given(numbers, st.data())
def test_noise_between_any_two_signs_changes_nothing(number: CaseNumber, data: st.DataObject) -> None:
    signs = [sign + data.draw(st.just("") | st.sampled_from(NOISE)) for sign in number.canonical]
    assert parse("".join(signs)) == number


@calm
@given(modern, st.sampled_from(["（）", "()", "〔〕", "[]", "【】", "{}", "［］"]), st.booleans())
def test_any_brackets_and_full_width_digits_will_do(number: CaseNumber, brackets: str, wide: bool) -> None:
    text = number.canonical.replace("（", brackets[0]).replace("）", brackets[1])
    if wide:
        text = text.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    assert parse(text) == number


@calm
@given(
    modern, st.text(alphabet="我的案子请问怎么样了，。 ", max_size=20), st.text(alphabet="，。？谢麻烦 ", max_size=20)
)
def test_is_found_inside_any_words(number: CaseNumber, before: str, after: str) -> None:
    (found,) = find(f"{before}，{number.canonical}。{after}")
    assert found.number == number
    assert compact(found.text) == number.canonical


@calm
@given(sayable, st.booleans())
def test_what_is_read_out_is_understood(number: CaseNumber, digits: bool) -> None:
    (found,) = find(speak(number, digits=digits))
    assert found.number == number
    assert found.alternatives == ()


@calm
@given(sayable, st.data())
def test_fillers_between_the_pieces_of_speech_change_nothing(number: CaseNumber, data: st.DataObject) -> None:
    fillers = st.sampled_from(["", "嗯", "那个", "，", " ", "呃", "然后", "就是说", "等一下"])
    pieces = speak(number).removesuffix(number.suffix).split("，")
    (found,) = find("".join(piece + data.draw(fillers) for piece in pieces) + "。")
    assert str(found.number) == str(number).removesuffix(number.suffix)


@calm
@given(numbers)
def test_a_mask_hides_all_but_the_ends_of_the_serial(number: CaseNumber) -> None:
    shown = mask(number)
    serial = str(number.serial)
    assert len(shown) == len(number.canonical)
    assert shown.count("*") == max(len(serial) - 2, len(serial) == 2)
    assert [sign for sign, real in zip(shown, number.canonical, strict=True) if sign not in (real, "*")] == []
    assert shown.partition("号")[0][-1] == serial[-1]


@calm
@given(st.text(max_size=80))
def test_no_text_breaks_anything(text: str) -> None:
    for found in find(text):
        assert text[found.start : found.end] == found.text
    assert is_valid(text) in (True, False)
    assert compact(compact(text)) == compact(text)


@calm
@given(st.text(alphabet="（）()2024粤0111月执直恢之意字第号一二三四零年法院白云穗民初 ,，、-的是不对嗯", max_size=60))
def test_no_mixture_of_pieces_breaks_anything(text: str) -> None:
    last = 0
    for found in find(text):
        assert last <= found.start < found.end
        assert text[found.start : found.end] == found.text
        last = found.end
        if isinstance(found.number, CaseNumber):
            assert parse(found.number.canonical) == found.number
