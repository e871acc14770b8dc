"""What a party sent that is no text: how it stands in the record, and what the party is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from connectors.words import say_in_kf as say

KINDS = ("image", "voice", "video", "file", "location", "link", "business_card", "miniprogram", "recall", "other")


def written(item: Mapping[str, Any]) -> str:
    """A message as the words that stand for it; never empty. A tap on a menu is a text with the choice's words."""
    kind = str(item.get("msgtype", ""))
    if kind == "text":
        content = item["text"].get("content")
        return content if isinstance(content, str) and content.strip() else say("kind_other")
    return say(f"kind_{kind if kind in KINDS else 'other'}")


def parted(text: str) -> tuple[str, list[str]]:
    """The words of a turn, and what is to be said about the pictures and the like among them, each once."""
    lines = text.split("\n")
    hints = [_hints()[line] for line in lines if line in _hints()]
    asked = "\n".join(line for line in lines if line not in _hints())
    return asked if hints else text, list(dict.fromkeys(hints))


@cache
def _hints() -> dict[str, str]:
    return {say(f"kind_{kind}"): say(f"answer_{kind}") for kind in KINDS}
