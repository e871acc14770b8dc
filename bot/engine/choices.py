"""The choices that were offered last, so that a bare number picks one of them."""

from __future__ import annotations

import json
import re

import redis

from bot.answers.reply import Reply
from bot.engine.transcript import kept_for

_LIFETIME = 3600
_PICK = re.compile(
    r"^(?:我|就|那就?|要|想)*(?:选择?|点|按)?\s*(?:第\s*)?([1-9]|[一二三四五六七八九]|[①-⑨]|最后一)\s*"
    r"(?:个|项|号|条)?\s*(?:问题|选项)?\s*(?:吧|啊|呀|哦)?[。.、!！]?$"
)
_HAN = "一二三四五六七八九"


class Choices:
    """Remembers the choices of the last reply that had any, for an hour."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def keep(self, sender: str, replies: list[Reply]) -> None:
        """Remember what the last of these replies offers; replies without choices leave nothing to pick."""
        offered = next((reply.choices for reply in reversed(replies) if reply.choices), ())
        if offered:
            self._redis.set(
                choices_key(sender), json.dumps(offered, ensure_ascii=False), ex=kept_for(sender, _LIFETIME)
            )
        else:
            self._redis.delete(choices_key(sender))

    def picked(self, sender: str, text: str) -> str:
        """The chosen words if ``text`` is the number of a choice, else ``text`` as it is."""
        match = _PICK.match(text)
        if not match:
            return text
        offered = json.loads(self._redis.get(choices_key(sender)) or "[]")
        position = len(offered) if match[1] == "最后一" else _position(match[1])
        return str(offered[position - 1]) if 0 < position <= len(offered) else text


def _position(sign: str) -> int:
    if sign in _HAN:
        return _HAN.index(sign) + 1
    return int(sign) if sign.isascii() else ord(sign) - ord("①") + 1


def choices_key(sender: str) -> str:
    """The key in Redis of the choices that were offered last in a conversation."""
    return f"zhixun:choices:{sender}"
