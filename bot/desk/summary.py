"""What a colleague can act on in ten seconds: a ticket in headed parts, and as text that fits every card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.answers.reply import Urgency
from bot.desk.ports import Author, Said, Ticket
from bot.desk.rules import rule_of
from bot.desk.wording import texts, when

LIMIT = 2048  # bytes of a text message and of a card: WeCom, 发送应用消息
_PART = 360  # bytes of one part in the text; the console shows all of it
_ELLIPSIS = "…"


def parts(ticket: Ticket, said: Sequence[Said], now: datetime) -> tuple[tuple[str, str], ...]:
    """Headings and texts, the most needed first; what is not known is left out."""
    request, words, rule = ticket.request, texts()["summary"], rule_of(ticket.request.reason)
    sure = words["verified"] if request.verified else words["unverified"]
    channel = texts()["channels"].get(request.channel, request.channel)
    later = [one.text for one in said if one.author is Author.PARTY][1:]  # the first is what was asked
    found = {
        "what": f"{'【紧急】' if request.urgency is Urgency.URGENT else ''}{rule.label}（{ticket.number}）",
        "who": f"{request.party or words['unknown']}，{sure}，{channel}",
        "case": request.case_number or "",
        "asked": request.asked,
        "more": "\n".join(later),
        "deadlines": "；".join(request.deadlines),
        "first": rule.first,
        "promised": f"{when(ticket.promised_at, now)}前",
        "stage": request.stage,
        "suggested": request.suggested,
        "turns": "\n".join(request.turns),
    }
    return tuple((words[name], text) for name, text in found.items() if text)


def text(ticket: Ticket, said: Sequence[Said], now: datetime) -> str:
    """The parts as one text of at most :data:`LIMIT` bytes; the last turns get the room that is left, newest kept."""
    *fixed, last = parts(ticket, said, now)
    turns = last if last[0] == texts()["summary"]["turns"] else None
    lines = [f"{heading}：{clip(value, _PART)}" for heading, value in (fixed if turns else [*fixed, last])]
    if turns:
        room = LIMIT - _size("\n".join([*lines, turns[0] + "："])) - 1
        lines += [turns[0] + "：", *_newest(turns[1].split("\n"), room)]
    return clip("\n".join(lines), LIMIT)


def clip(value: str, limit: int) -> str:
    """``value`` within ``limit`` bytes of UTF-8, whole characters only, with an ellipsis where something is missing."""
    raw = value.encode()
    if len(raw) <= limit:
        return value
    return raw[: limit - _size(_ELLIPSIS)].decode(errors="ignore") + _ELLIPSIS


def _newest(lines: Iterable[str], room: int) -> list[str]:
    kept: list[str] = []
    for line in reversed(list(lines)):
        room -= _size(line) + 1
        if room < 0:
            break
        kept.insert(0, line)
    return kept


def _size(value: str) -> int:
    return len(value.encode())
