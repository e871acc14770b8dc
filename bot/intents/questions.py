"""Several questions in one message: where one ends and the next begins."""

from __future__ import annotations

import re

# A clause ends with its marks or at a space (in transcripts and hasty messages the only mark there is).
_CLAUSE = re.compile(r"[^\s,，。.;；?？!！]+[\s,，。.;；?？!！]*|[\s,，。.;；?？!！]+")
_SENTENCE_END = re.compile(r"[。;；?？!！]\s*$")
_OPENS = re.compile(r"还有(?:就是|一个|个事|件事|我|$)|另外(?![一二两三四几那的])|顺便|再问|还想问|还要问|第二个|其次")
_ASKS = re.compile(
    r"[吗呢?？]|怎么|怎样|咋|多久|多长|多少|几[天时点个年号]|什么|啥|哪|谁|为何|是否|能否|(.)[不没]\1|有没有|可不可以"
)
_WANTS = re.compile(r"帮我|替我|我要|我还要|我想[^问请]|给我|麻烦|查一?下|转人工|找人工|吧[\s,，。?？!！]*$")
_NO_MATTER = re.compile(
    r"[\W_]|怎么[样办]?|怎样|咋[样办]?|多久|多长时间|多少|几|什么(?:时候|意思|情况)?|啥|哪[里个些]?|谁|为什么|为何|是否|能否|有没有|是不是|会不会|"
    r"能不能|要不要|可不可以|可以|办|[吗呢吧啊呀嘛的了是要会能]|你们?|我们?|他们?|她们?|自己|这[个样种些]?|那[个样种些]?|还有|另外|"
    r"顺便|请问|问一?下|想问|法官|同志|您|好|就|都|还|也|又|再|到底|现在|真的|知道|说|讲"
)
_WORD = re.compile(r"[^\W_]")


def asks(part: str) -> bool:
    """Whether a part asks or wants something, and does not only tell."""
    return bool(_ASKS.search(part) or _WANTS.search(part))


def matter_asked(part: str) -> str:
    """What the last clause of a part that holds a question asks about: its words without those that only ask (怎么办,
    可以吗) or only point (我, 这个); empty for a part that asks nothing of its own."""
    questions = [clause[0] for clause in _CLAUSE.finditer(part) if _ASKS.search(clause[0])]
    return _NO_MATTER.sub("", questions[-1]) if questions else ""


def asked_and_told(part: str) -> tuple[str, str]:
    """A part up to its last clause that asks, and what it tells after that."""
    end = max((clause.end() for clause in _CLAUSE.finditer(part) if asks(clause[0])), default=0)
    return part[:end], part[end:]


def alone(parts: list[str]) -> list[str]:
    """The parts that are sentences of their own. What only a comma or a space parts from another leans on that one
    (被拘留学校会知道吗,以后考公有影响吗)."""
    found = []
    for before, part, after in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
        begins = not before or _SENTENCE_END.search(before) or _OPENS.match(part)
        ends = not after or _SENTENCE_END.search(part) or _OPENS.match(after)
        if begins and ends:
            found.append(part)
    return found


def split(text: str) -> list[str]:
    """The parts of a cleaned text that each say one thing, in order; a text with one question comes back alone.

    A part ends with a sentence, before a joiner (还有, 另外, 顺便), and between two clauses that both ask. Within a
    sentence the story stays with its question. Nothing is lost but white space at the seams.
    """
    parts: list[str] = []
    for match in _CLAUSE.finditer(text):
        clause = match[0]
        if parts and not _is_seam(parts[-1], clause):
            parts[-1] += clause
        else:
            parts.append(clause)
    return [part.strip() for part in parts if part.strip()]


def _is_seam(before: str, clause: str) -> bool:
    if not _WORD.search(clause) or not _WORD.search(before):
        return False
    return bool(
        _SENTENCE_END.search(before)
        or _OPENS.match(clause.rstrip(" ,，"))
        or (_ASKS.search(before) and _ASKS.search(clause))
    )
