"""One turn on WeChat is one message: its replies merged, cut into pages, the next page when the person asks for it.

:func:`pages_of` is a pure function; :class:`Reading` is what a channel uses: it remembers the pages not yet shown and
who wants to read in small pieces.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import redis
import yaml

from bot.answers.reply import Reply
from connectors.paging import clauses, packed, sentences, size
from connectors.words import Words, say
from connectors.writing import written

log = logging.getLogger(__name__)

WECHAT_LIMIT = 2048  # bytes of UTF-8 in a text message; WeChat refuses one more with error 45002
_LARGE_LIMIT = 360  # bytes: about 120 signs, one screen of a phone with large letters
_SMALLEST_LIMIT = 64  # the hint and a few characters beside it
_LARGE_CHOICES, _LARGE_LINE = 3, 12  # choices a page; signs after which a clause ends the line
_PICKED_BY_NUMBER = 9  # a bare number up to this picks a choice (bot/engine/choices.py)

_SHELF_SECONDS = 1800  # as long as an identity check without a word from the party: pages may tell of their case
_LARGE_SECONDS = 180 * 86400
_PAGE = "channel.page"  # among the facts of a reply: it is a page from the shelf

_DATA = "data/wechat_pages.yml"
_words = Words(_DATA)
_COMMANDS = {"more": "", "large_on": "large_is_on", "large_off": "large_is_off"}  # what is answered to each
_NOT_TEXT = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_NO_WORDS = re.compile(r"[\s。.，,！!？?～~、]")
_NEEDLESS = re.compile(r"^(?:请|麻烦)|[吧啊呀哦啦嘛呗]+$")


def pages_of(replies: Sequence[Reply], limit: int = WECHAT_LIMIT, large: bool = False) -> list[str]:
    """The replies of one turn for WeChat, each page at most ``limit`` bytes, cut at the ends of sentences.

    A bare number picks a choice of the last reply that has any: only those are numbered, at the end. ``large``: small
    pages, a clause or two a line, three choices a page. Nothing is lost, no word is changed; ``<`` is written so that
    words cannot become a link. Raises ``ValueError`` for a limit under 64 bytes.
    """
    if limit < _SMALLEST_LIMIT:
        raise ValueError(f"a page of {limit} bytes is too small; the least is {_SMALLEST_LIMIT}")
    offering = max((at for at, reply in enumerate(replies) if reply.choices), default=-1)
    parts = [_told(reply if at >= offering else _unnumbered(reply)) for at, reply in enumerate(replies)]
    choices = _numbered(replies[offering]) if offering >= 0 else []
    if not large:
        return _cut("\n\n".join(filter(None, [*parts, "\n".join(choices)])), limit)
    groups = [choices[at : at + _LARGE_CHOICES] for at in range(1, len(choices), _LARGE_CHOICES)]
    first, *others = ["\n".join([say("choose"), *group]) for group in groups] or [""]
    text = _in_short_lines("\n\n".join(filter(None, parts)))
    return _cut("\n\n".join(filter(None, [text, first])), min(limit, _LARGE_LIMIT), others)


def _told(reply: Reply) -> str:
    """Title, lines and link, as signs that a message can hold."""
    return "\n\n".join(filter(None, (_clean(written(reply)), _clean(reply.link).strip())))


def _clean(text: str) -> str:
    """What is no sign is left out; no tag begins, so that a name cannot become a link."""
    return _TAG.sub("＜", _NOT_TEXT.sub("", text))


def _numbered(reply: Reply) -> list[str]:
    """A heading and the choices with the numbers that pick them; those that the lines list already are left out."""
    listed = [line.strip() for line in reply.lines]
    entries = [_entry(at, choice) for at, choice in enumerate(reply.choices, 1)]
    missing = [_clean(entry) for entry in entries if not any(line.startswith(entry) for line in listed)]
    return [say("choose"), *missing] if missing else []


def _entry(at: int, choice: str) -> str:
    return f"{at}. {choice}" if at <= _PICKED_BY_NUMBER else f"· {choice}"


def _unnumbered(reply: Reply) -> Reply:
    """An earlier reply of the turn: its choices can be picked by their words only."""
    lines = list(reply.lines)
    beside = []
    for at, choice in enumerate(reply.choices, 1):
        entry = _entry(at, choice)
        places = [place for place, line in enumerate(lines) if line.strip().startswith(entry)]
        for place in places:
            lines[place] = "· " + lines[place].strip().removeprefix(f"{at}. ")
        if not places:
            beside.append(choice)
    also = [_words("also", choices="、".join(beside))] if beside else []
    return replace(reply, lines=(*lines, *also), choices=())


def _in_short_lines(text: str) -> str:
    return "\n".join(line for long in text.split("\n") for line in _short_lines(long))


def _short_lines(line: str) -> list[str]:
    """Every sentence on a line of its own, a long one on several: it is broken at a comma, no word is changed."""
    lines = [""]
    for sentence in sentences(line):
        for clause in clauses(sentence):
            if len(lines[-1]) >= _LARGE_LINE:
                lines.append("")
            lines[-1] += clause
        lines.append("")
    return lines[:-1] or lines


def _cut(text: str, limit: int, others: Sequence[str] = ()) -> list[str]:
    """The text on pages, then ``others`` on pages of their own, and on all but the last how to read on."""
    if size(text) <= limit and not others:
        return list(filter(None, (text.strip(),)))
    hint = "\n" + say("more_to_read")
    cut = [page.strip() for part in (text, *others) for page in packed(part, limit - size(hint))]
    shown = [page for page in cut if page]
    return [page + hint for page in shown[:-1]] + shown[-1:]


class Shelf:
    """The pages of a conversation that were not shown yet, for half an hour. Blocks on Redis and raises
    ``redis.RedisError``."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def keep(self, conversation: str, pages: Sequence[str]) -> None:
        """These instead of what lay there; none: forget them."""
        with self._redis.pipeline() as pipe:
            pipe.delete(_shelf(conversation))
            if pages:
                pipe.rpush(_shelf(conversation), *pages).expire(_shelf(conversation), _SHELF_SECONDS)
            pipe.execute()

    def put_before(self, conversation: str, pages: Sequence[str]) -> None:
        """These before what lies there."""
        if pages:
            with self._redis.pipeline() as pipe:
                pipe.lpush(_shelf(conversation), *reversed(pages)).expire(_shelf(conversation), _SHELF_SECONDS)
                pipe.execute()

    def next(self, conversation: str) -> str | None:
        """Take the next page."""
        page: str | None = self._redis.lpop(_shelf(conversation))
        return page


class Elderly:
    """Who reads in small pieces, remembered for half a year since they last wrote so. Blocks on Redis and raises
    ``redis.RedisError``."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def on(self, conversation: str) -> bool:
        """Whether the answers of this conversation come in small pieces."""
        return bool(self._redis.exists(_elderly(conversation)))

    def set(self, conversation: str, on: bool) -> None:
        """From now on."""
        if on:
            self._redis.set(_elderly(conversation), "1", ex=_LARGE_SECONDS)
        else:
            self._redis.delete(_elderly(conversation))


class Reading:
    """How the parties of a channel read. In a channel's turn :meth:`heard` goes before the assistant; what is handed
    over goes through :meth:`page`, whenever that is::

        async def turn(conversation, text, message_id):
            own = await reading.heard(conversation, text)
            return own if own is not None else await replies_to(…)

        text = await reading.page(conversation, replies)        # in the callback's answer and in ``send``
    """

    def __init__(self, client: redis.Redis[str], with_person: Callable[[str], bool] = lambda _: False) -> None:
        """``with_person``: whether a colleague talks in a conversation: then 「慢一点」 too is meant for them. It may
        block."""
        self._shelf, self._elderly = Shelf(client), Elderly(client)
        self._with_person = with_person

    async def heard(self, conversation: str, text: str) -> list[Reply] | None:
        """What is answered without the assistant: 「继续」 while there are pages, 「大字」, 「恢复正常」. Anything else
        forgets the pages. Raises ``redis.RedisError``."""
        command = _command(text)
        if not any(command in _said(name) for name in _COMMANDS):
            self._shelf.keep(conversation, ())
            return None
        return await asyncio.to_thread(self._heard, conversation, command)  # asks the desk's database

    async def page(self, conversation: str, replies: Sequence[Reply]) -> str:
        """What one message shows of these replies, empty if there is nothing to show; the other pages are kept. Without
        Redis everything that fits is shown."""
        try:
            return self._page(conversation, replies)
        except redis.RedisError as error:
            log.warning("pages could not be kept: %s", type(error).__name__)
            return (pages_of(replies) or [""])[0]

    def _heard(self, conversation: str, words: str) -> list[Reply] | None:
        command = next(name for name in _COMMANDS if words in _said(name))
        if self._with_person(conversation):
            self._shelf.keep(conversation, ())
            return None
        if command == "more":
            page = self._shelf.next(conversation)
            return None if page is None else [Reply(lines=(page,), facts=(_PAGE,))]
        self._shelf.keep(conversation, ())
        self._elderly.set(conversation, command == "large_on")
        return [Reply(lines=(_words(_COMMANDS[command]),))]

    def _page(self, conversation: str, replies: Sequence[Reply]) -> str:
        from_shelf = any(_PAGE in reply.facts for reply in replies)
        first, *others = pages_of(replies, large=not from_shelf and self._elderly.on(conversation)) or [""]
        (self._shelf.put_before if from_shelf else self._shelf.keep)(conversation, others)
        return first


@cache
def _said(name: str) -> frozenset[str]:
    data = yaml.safe_load((Path(__file__).parent / _DATA).read_text("utf-8"))
    return frozenset(map(_command, data[name]))


def _command(text: str) -> str:
    return _NEEDLESS.sub("", _NO_WORDS.sub("", text))


def _shelf(conversation: str) -> str:
    return f"zhixun:shelf:{conversation}"


def _elderly(conversation: str) -> str:
    return f"zhixun:elderly:{conversation}"
