"""An account's menu, within the limits of the platform's page on ``menu/create``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.simulators.served import Answer, Refusal

BUTTONS, SUB_BUTTONS = 3, 5
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
_KEYED = {"click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
          "location_select"}  # fmt: skip
_SUB = 7  # the codes of what is wrong with a sub-button follow those of a button at this distance


class Menu:
    """What stands at the bottom of the chat; ``buttons`` is as the account made it."""

    def __init__(self) -> None:
        self.buttons: list[dict[str, Any]] = []

    def create(self, menu: Mapping[str, Any]) -> Answer:
        """``menu/create``: takes the place of the menu before."""
        buttons = menu.get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS:
            raise Refusal(40016, "invalid button size")
        for button in buttons:
            _check(button)
        self.buttons = [dict(button) for button in buttons]
        return {}

    def get(self) -> Answer:
        """``menu/get``."""
        if not self.buttons:
            raise Refusal(46003, "menu no exist")
        return {"menu": {"button": [{"sub_button": [], **button} for button in self.buttons]}}

    def delete(self) -> Answer:
        """``menu/delete``."""
        self.buttons = []
        return {}

    def leaves(self) -> list[dict[str, Any]]:
        """Every button that can be tapped."""
        return [leaf for button in self.buttons for leaf in button.get("sub_button") or [button]]


def _check(button: Mapping[str, Any]) -> None:
    below = button.get("sub_button") or []
    _check_name(button, NAME_BYTES, 40018)
    if not below:
        return _check_act(button, 0)
    if len(below) > SUB_BUTTONS:
        raise Refusal(40023, "invalid sub button size")
    for leaf in below:
        if leaf.get("sub_button"):
            raise Refusal(40022, "invalid sub button level")
        _check_name(leaf, SUB_NAME_BYTES, 40018 + _SUB)
        _check_act(leaf, _SUB)


def _check_name(button: Mapping[str, Any], most: int, code: int) -> None:
    if not 0 < len(str(button.get("name", "")).encode()) <= most:
        raise Refusal(code, "invalid button name size")


def _check_act(button: Mapping[str, Any], beyond: int) -> None:
    kind = button.get("type")
    if kind in _KEYED:
        if not 0 < len(str(button.get("key", "")).encode()) <= KEY_BYTES:
            raise Refusal(40019 + beyond, "invalid button key size")
    elif kind in ("view", "miniprogram"):
        url = str(button.get("url", ""))
        if not 0 < len(url.encode()) <= URL_BYTES:
            raise Refusal(40020 + beyond, "invalid button url size")
        if not url.startswith(("http://", "https://")):
            raise Refusal(40054 if beyond else 40055, "invalid button url domain")
    else:
        raise Refusal(40017 + beyond, "invalid button type")
