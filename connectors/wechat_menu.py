"""The menu at the bottom of the chat and what codes with a scene stand for: a file that the court may replace.

The limits are those of the platform's page on ``menu/create``; what breaks one is told in Chinese, with the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.settings import Settings

_OURS = Path(__file__).parent / "data" / "wechat_menu.yml"
_MOST, _MOST_BELOW = 3, 5
_NAME, _NAME_BELOW, _KEY, _URL = 16, 60, 128, 1024  # bytes
_ASKS = "ask:"
Button = dict[str, Any]


class BadMenu(Exception):
    """The file cannot be used; the text says where and why, in Chinese."""


@dataclass(frozen=True)
class Menu:
    """``buttons`` as the platform wants them; ``scenes``: what a code's scene asks."""

    buttons: list[Button]
    scenes: Mapping[str, str] = field(default_factory=dict)


def load(settings: Settings) -> Menu:
    """The court's file or ours. Raises :class:`BadMenu`."""
    file = Path(settings.wechat_menu_file or _OURS)
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadMenu(f"菜单文件 {file} 读不了：{type(error).__name__}") from error
    try:
        return _menu(content)
    except BadMenu as error:
        raise BadMenu(f"菜单文件 {file}：{error}") from None


def asked_by(key: str) -> str:
    """What a button's key asks the assistant; empty if it is not one of ours. The key holds the words themselves: a
    menu that a phone still shows after a change goes on to work."""
    return key[len(_ASKS) :] if key.startswith(_ASKS) else ""


def comparable(buttons: Sequence[Mapping[str, Any]]) -> list[Button]:
    """A menu without what the platform adds to it."""
    kept = ("type", "name", "key", "url")
    return [
        {**{name: one[name] for name in kept if one.get(name)}, "sub_button": comparable(one.get("sub_button") or [])}
        for one in buttons
    ]


def drawn(buttons: Sequence[Mapping[str, Any]], indent: str = "") -> list[str]:
    """A menu as lines to read: each name and where it leads."""
    lines: list[str] = []
    for one in buttons:
        leads = asked_by(str(one.get("key", ""))) or one.get("key") or one.get("url") or ""
        lines += [f"{indent}{one.get('name', '')}" + (f" → {leads}" if leads else "")]
        lines += drawn(one.get("sub_button") or [], indent + "  ")
    return lines


def _menu(content: object) -> Menu:
    if not isinstance(content, dict) or not set(content) <= {"menu", "scenes"}:
        raise BadMenu("最外层只能有 menu 和 scenes 两项")
    entries, scenes = content.get("menu"), content.get("scenes") or {}
    if not isinstance(entries, list) or not 1 <= len(entries) <= _MOST:
        raise BadMenu(f"menu 要有 1 到 {_MOST} 项")
    if not isinstance(scenes, dict) or not all(isinstance(text, str) and text for text in scenes.values()):
        raise BadMenu("scenes 要写成“场景值: 一句话”")
    return Menu([_top(entry) for entry in entries], {str(scene): text for scene, text in scenes.items()})


def _top(entry: object) -> Button:
    name = _name(entry, _NAME)
    below = entry.get("items") if isinstance(entry, dict) else None
    if below is None:
        return _leaf(entry, name)
    if not isinstance(below, list) or not 1 <= len(below) <= _MOST_BELOW:
        raise BadMenu(f"“{name}”的 items 要有 1 到 {_MOST_BELOW} 项")
    return {"name": name, "sub_button": [_leaf(one, _name(one, _NAME_BELOW)) for one in below]}


def _leaf(entry: Any, name: str) -> Button:
    ask, url = entry.get("ask"), entry.get("url")
    if (ask is None) == (url is None) or set(entry) - {"name", "ask", "url"}:
        raise BadMenu(f"“{name}”要有 ask 或 url，只能有一个，也不能有别的")
    if ask is not None:
        key = f"{_ASKS}{_text(ask, f'“{name}”的 ask', _KEY - len(_ASKS))}"
        return {"type": "click", "name": name, "key": key}
    address = _text(url, f"“{name}”的 url", _URL)
    if not address.startswith(("https://", "http://")):
        raise BadMenu(f"“{name}”的 url 要以 https:// 或 http:// 开头")
    return {"type": "view", "name": name, "url": address}


def _name(entry: object, most: int) -> str:
    if not isinstance(entry, dict):
        raise BadMenu("每一项都要写成 {name: …, ask: …} 的样子")
    return _text(entry.get("name"), "name", most)


def _text(value: object, what: str, most: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadMenu(f"{what} 没有写，或者不是文字")
    if len(value.encode()) > most:
        raise BadMenu(
            f"{what}“{value[:20]}”太长：最多 {most // 3} 个汉字（{most} 字节），现在是 {len(value.encode())} 字节"
        )
    return value.strip()
