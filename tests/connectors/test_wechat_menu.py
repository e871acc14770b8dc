"""The menu's file: what the platform would refuse is told before, in Chinese, with the place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import settings as settings_module
from connectors import wechat_menu
from connectors.wechat_menu import BadMenu, Menu
from tests.simulators.served import Refusal
from tests.simulators.wechat_menu import Menu as PlatformMenu


def menu_of(folder: Path, content: object) -> Menu:
    file = folder / "menu.yml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return wechat_menu.load(settings_module.load(wechat_menu_file=str(file)))


def test_our_own_menu_is_one_that_the_platform_takes() -> None:
    menu = wechat_menu.load(settings_module.load())
    PlatformMenu().create({"button": menu.buttons})
    asks = [wechat_menu.asked_by(leaf["key"]) for top in menu.buttons for leaf in top["sub_button"]]
    assert "转人工" in asks and all(asks)


LONG = "字" * 6
LEAF = {"name": "查", "ask": "进展"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- a", "最外层"),
        ("menu: [", "读不了"),
        ("", "最外层"),
        ({"menu": []}, "1 到 3 项"),
        ({"menu": [LEAF] * 4}, "1 到 3 项"),
        ({"menu": [LEAF], "other": 1}, "最外层"),
        ({"menu": ["查"]}, "每一项"),
        ({"menu": [{"ask": "进展"}]}, "name"),
        ({"menu": [{"name": LONG, "ask": "进展"}]}, "最多 5 个汉字"),
        ({"menu": [{"name": "查"}]}, "ask 或 url"),
        ({"menu": [{**LEAF, "url": "https://a.example"}]}, "ask 或 url"),
        ({"menu": [{**LEAF, "colour": "red"}]}, "别的"),
        ({"menu": [{"name": "查", "ask": "长" * 42}]}, "最多 41 个汉字"),
        ({"menu": [{"name": "查", "ask": 5}]}, "不是文字"),
        ({"menu": [{"name": "看", "url": "ftp://a.example"}]}, "https://"),
        ({"menu": [{"name": "看", "url": "https://" + "a" * 1020}]}, "太长"),
        ({"menu": [{"name": "查", "items": []}]}, "1 到 5 项"),
        ({"menu": [{"name": "查", "items": [LEAF] * 6}]}, "1 到 5 项"),
        ({"menu": [{"name": "查", "items": [{"name": "字" * 21, "ask": "进展"}]}]}, "最多 20 个汉字"),
        ({"menu": [{"name": "查", "items": [{"name": "再下一级", "items": [LEAF]}]}]}, "ask 或 url"),
        ({"menu": [LEAF], "scenes": ["hall"]}, "scenes"),
        ({"menu": [LEAF], "scenes": {"hall": ""}}, "scenes"),
    ],
)
def test_what_the_platform_would_refuse_is_told_with_the_place(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(BadMenu, match=said):
        menu_of(tmp_path, content)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(BadMenu, match=r"nowhere\.yml 读不了"):
        wechat_menu.load(settings_module.load(wechat_menu_file="nowhere.yml"))


_NAMES = st.text("字ab", max_size=24)
_LEAVES = st.one_of(
    st.fixed_dictionaries({"name": _NAMES, "ask": st.text("问a", max_size=50)}),
    st.fixed_dictionaries({"name": _NAMES, "url": st.sampled_from(["https://a.example", "http://b.example/路", "c"])}),
)
_TOPS = st.one_of(_LEAVES, st.fixed_dictionaries({"name": _NAMES, "items": st.lists(_LEAVES, max_size=6)}))


@given(st.lists(_TOPS, max_size=4))
def test_what_we_take_the_platform_takes(entries: list[dict[str, object]]) -> None:
    try:
        menu = wechat_menu._menu({"menu": entries})
    except BadMenu:
        return
    try:
        PlatformMenu().create({"button": menu.buttons})
    except Refusal as refusal:
        raise AssertionError(f"the platform refuses {entries}") from refusal


def test_scenes_may_be_numbers(tmp_path: Path) -> None:
    assert menu_of(tmp_path, {"menu": [LEAF], "scenes": {7: "进展"}}).scenes == {"7": "进展"}


def test_a_menu_is_drawn_with_where_it_leads() -> None:
    buttons = [{"name": "查", "sub_button": [{"name": "进展", "type": "click", "key": "ask:到哪了"}]},
               {"name": "官网", "type": "view", "url": "https://a.example"}]  # fmt: skip
    assert wechat_menu.drawn(buttons) == ["查", "  进展 → 到哪了", "官网 → https://a.example"]
