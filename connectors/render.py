"""What each channel shows or says of a reply: pure functions, one for each medium.

A medium that takes only so much at a time gets the reply in portions; together they hold all of it.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.answers.reply import Reply
from connectors.speech import heard, in_the_lobby
from connectors.wechat_pages import pages_of
from connectors.writing import written


def render(reply: Reply, channel: str) -> str:
    """What ``channel`` shows or says first, mostly that is all. Raises ``KeyError`` for an unknown channel."""
    return portions(reply, channel)[0]


def portions(reply: Reply, channel: str) -> list[str]:
    """Everything that ``channel`` shows or says, in the portions in which the person asks for it; at least one.

    Raises ``KeyError`` for an unknown channel.
    """
    return _PORTIONS[channel](reply) or [""]


_PORTIONS: dict[str, Callable[[Reply], list[str]]] = {
    "web": lambda reply: [written(reply)],
    "rest": lambda reply: [written(reply)],
    "wechat": lambda reply: pages_of([reply]),
    "wecom_kf": lambda reply: pages_of([reply]),
    "ivr": heard,
    "robot": in_the_lobby,
}
