"""One turn on WeChat: merged, numbered once, cut into pages; the next page when it is asked for."""

from __future__ import annotations

import re

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.reply import Reply
from bot.engine.choices import Choices
from connectors.paging import packed
from connectors.wechat_pages import Elderly, Reading, Shelf, pages_of

HINT = "\n回复“继续”看后面"
CHOOSE = "回复数字可以选："
PARTY = "wechat:o1"

_words = st.text(st.sampled_from("执行法院（）()【】“”、，。！？；:：.1a5 \n/\t𠮷😀<"), max_size=60) | st.text(
    max_size=30
)
_replies = st.lists(
    st.builds(
        Reply,
        lines=st.lists(_words, max_size=8).map(tuple),
        title=_words,
        choices=st.lists(_words, max_size=5).map(tuple),
        link=st.sampled_from(["", "https://www.example.cn/a?b=1;c=2!d"]),
    ),
    max_size=3,
)


def bare(text: str) -> str:
    """The signs that matter: no blanks, as a message may hold them."""
    shown = re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    return "".join(re.sub(r"<(?=[A-Za-z/!?])", "＜", shown).split())


def joined(pages: list[str]) -> str:
    return "\n".join(page.removesuffix(HINT) for page in pages)


def test_choices_are_numbered() -> None:
    reply = Reply(lines=("没听懂。",), choices=("查进展", "转人工"))
    assert pages_of([reply]) == ["没听懂。\n\n回复数字可以选：\n1. 查进展\n2. 转人工"]


def test_choices_are_not_listed_twice() -> None:
    listed = Reply(lines=("哪一个？", "1. 甲案，2月1日立案", "2. 乙案"), choices=("甲案", "乙案"))
    assert pages_of([listed]) == ["哪一个？\n1. 甲案，2月1日立案\n2. 乙案"]
    partly = Reply(lines=("哪一个？", "1. 甲案"), choices=("甲案", "都不是"))
    assert pages_of([partly]) == ["哪一个？\n1. 甲案\n\n回复数字可以选：\n2. 都不是"]


def test_a_link_is_shown() -> None:
    assert pages_of([Reply(lines=("见网站。",), link="https://a.example")]) == ["见网站。\n\nhttps://a.example"]


def test_a_turn_is_one_message_with_its_choices_last() -> None:
    turn = [
        Reply(lines=("林法官：请带身份证。",), choices=("满意", "不满意")),
        Reply(lines=("一般多久。",), choices=("转人工",)),
        Reply(lines=("再见。",)),
    ]
    assert pages_of(turn) == [
        "林法官：请带身份证。\n也可以回复：满意、不满意\n\n一般多久。\n\n再见。\n\n回复数字可以选：\n1. 转人工"
    ]


@given(_replies, st.integers(1, 10))
def test_the_numbers_shown_are_those_that_pick(
    redis_server: redis.Redis[str], replies: list[Reply], picked: int
) -> None:
    known = Choices(redis_server)
    known.keep(PARTY, replies)
    heading, _, shown = "\n\n".join(pages_of(replies, 10**6)).rpartition(CHOOSE)
    del heading
    for line in shown.splitlines():
        if found := re.match(r"([1-9])\. (.*)", line):
            assert bare(known.picked(PARTY, found[1])).startswith(bare(found[2]))


def test_a_list_whose_numbers_no_longer_pick_has_none() -> None:
    turn = [
        Reply(lines=("哪一个？", "1. 甲案，立案", "2. 乙案"), choices=("甲案", "乙案")),
        Reply(("好。",), choices=("丙",)),
    ]
    assert pages_of(turn) == ["哪一个？\n· 甲案，立案\n· 乙案\n\n好。\n\n回复数字可以选：\n1. 丙"]


def test_what_no_number_picks_has_no_number() -> None:
    assert "\n9. 9\n· 10" in pages_of([Reply((), choices=tuple(map(str, range(1, 11))))])[0]


@settings(deadline=None, max_examples=60)
@given(_replies, st.integers(64, 400), st.booleans())
def test_pages_fit_and_lose_nothing(replies: list[Reply], limit: int, large: bool) -> None:
    pages = pages_of(replies, limit, large)
    assert all(0 < len(page.encode()) <= limit for page in pages)
    assert all(page.endswith(HINT) for page in pages[:-1])
    together = bare(joined(pages))
    everything = [part for reply in replies for part in (*reply.lines, reply.link)]
    everything += [choice for reply in replies[-1:] for choice in reply.choices]
    assert all(bare(part) in together for part in everything)


@settings(deadline=None, max_examples=40)
@given(_replies, st.booleans())
def test_a_page_from_the_shelf_is_shown_as_it_is(replies: list[Reply], large: bool) -> None:
    for page in pages_of(replies, 300, large):
        assert pages_of([Reply(lines=(page,))]) == [page]


@given(st.lists(st.integers(1, 15), min_size=1, max_size=60))
def test_pages_are_cut_at_the_ends_of_sentences(lengths: list[int]) -> None:
    lines = tuple("执" * length + "。" for length in lengths)
    for page in pages_of([Reply(lines=lines)], 100):
        assert page.removesuffix(HINT).endswith("。")


def test_a_page_takes_all_that_fits() -> None:
    sentence = "法" * 99 + "。"  # 300 bytes
    assert pages_of([Reply(lines=(sentence * 6,))]) == [sentence * 6]
    first, second = pages_of([Reply(lines=(sentence * 7,))])
    assert (first, second) == (sentence * 6 + HINT, sentence)


def test_a_closing_quote_stays_with_its_sentence() -> None:
    line = "他说“" + "好" * 20 + "。”" + "坏" * 20 + "。"
    assert pages_of([Reply(lines=(line,))], 110)[0].removesuffix(HINT).endswith("。”")


def test_pages_have_a_least_size() -> None:
    with pytest.raises(ValueError, match="64"):
        pages_of([Reply(lines=("a",))], 63)


@pytest.mark.parametrize("whole", ["https://a.example/x?y=1;z=2!", "1,234,567.89", "2026-11-26", "👨‍👩‍👧", "👍🏽"])
@pytest.mark.parametrize("before", range(20))
def test_links_figures_and_emoji_are_not_parted(whole: str, before: int) -> None:
    text = "法" * before + whole + "院" * 30
    assert any(whole in page for page in packed(text, 60))
    assert "".join(packed(text, 60)) == text


def test_words_of_people_cannot_make_a_link_or_break_a_message() -> None:
    name = "张<a href='weixin://bizmsgmenu?msgmenucontent=退出'>三</a>\x00\ud800]]>"
    page = pages_of([Reply(lines=(f"{name}，您好。1<2。",), choices=(name,))])[0]
    assert "<a" not in page and "</a" not in page and "1<2" in page
    page.encode("utf-8")
    assert not re.search(r"[\x00-\x08]", page)


def test_small_pieces_for_who_wants_them() -> None:
    reply = Reply(
        title="进展",
        lines=(
            "您的案件已经冻结了对方账户，下一步银行划扣，钱到法院账户以后，一般三十天内发给您。请留意电话；",
            "不急。",
        ),
        choices=("多久发钱", "在哪里", "谁负责", "转人工", "退出"),
    )
    first, second = pages_of([reply], large=True)
    assert first == (
        "进展\n您的案件已经冻结了对方账户，\n下一步银行划扣，钱到法院账户以后，\n一般三十天内发给您。\n请留意电话；\n不急。\n\n"
        "回复数字可以选：\n1. 多久发钱\n2. 在哪里\n3. 谁负责" + HINT
    )
    assert second == "回复数字可以选：\n4. 转人工\n5. 退出"


@pytest.mark.parametrize("sign", ["（", "，", " ", "http://", "。", "a", "<a", "\u200d", "1."])
def test_hostile_text_is_cut_fast(sign: str) -> None:
    for large in (False, True):
        assert pages_of([Reply(lines=(sign * 10_000 + "b",), title=sign * 5000)], large=large)


def long(sentences: int) -> Reply:
    return Reply(lines=tuple(f"第{at}句" + "话" * 100 + "。" for at in range(sentences)))


async def test_pages_come_when_they_are_asked_for(redis_client: redis.Redis[str]) -> None:
    reading = Reading(redis_client)
    expected = pages_of([long(20)])
    assert len(expected) > 3
    shown = [await reading.page(PARTY, [long(20)])]
    for words in ("继续", "继续。", "请继续吧", "下一页")[: len(expected) - 1]:
        replies = await reading.heard(PARTY, words)
        assert replies is not None
        shown += [await reading.page(PARTY, replies), await reading.page(PARTY, replies)][:1]  # repeated: the same
    assert shown == expected[: len(shown)]
    assert await reading.heard("wechat:o2", "继续") is None


async def test_another_message_forgets_the_pages(redis_client: redis.Redis[str]) -> None:
    reading = Reading(redis_client)
    await reading.page(PARTY, [long(20)])
    assert await reading.heard(PARTY, "退出") is None
    assert await reading.heard(PARTY, "继续") is None


@pytest.mark.parametrize("words", ["大字", "慢一点", "大声点", "慢一点吧！"])
async def test_elderly_mode_is_set_and_ended_by_words(redis_client: redis.Redis[str], words: str) -> None:
    reading = Reading(redis_client)
    on = await reading.heard(PARTY, words)
    assert on is not None and "恢复正常" in on[0].lines[0]
    assert await reading.page(PARTY, [long(3)]) == pages_of([long(3)], large=True)[0]
    assert not Elderly(redis_client).on("wechat:o2")
    off = await reading.heard(PARTY, "恢复正常")
    assert off is not None
    assert await reading.page(PARTY, [long(3)]) == pages_of([long(3)])[0]


async def test_what_is_said_to_a_colleague_is_for_the_colleague(redis_client: redis.Redis[str]) -> None:
    reading = Reading(redis_client, with_person=lambda conversation: conversation == PARTY)
    assert await reading.heard(PARTY, "慢一点") is None
    assert await reading.heard("wechat:o2", "慢一点") is not None


async def test_a_shelf_takes_nothing_to_mean_nothing(redis_client: redis.Redis[str]) -> None:
    shelf = Shelf(redis_client)
    shelf.keep(PARTY, ["一", "二"])
    assert shelf.next(PARTY) == "一"
    shelf.keep(PARTY, [])
    assert shelf.next(PARTY) is None


async def test_without_redis_the_first_page_is_shown_all_the_same() -> None:
    reading = Reading(redis.Redis(port=1, decode_responses=True))
    assert await reading.page(PARTY, [long(20)]) == pages_of([long(20)])[0]
