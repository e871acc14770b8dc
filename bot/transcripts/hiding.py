"""Words for a report that many may read: personal data masked, names of people and companies left out.

Who is hidden by mistake costs a word; the report is not the place to find out who somebody is.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from bot.case_number import find
from bot.parties.masking import mask_personal
from bot.parties.reading import read_name
from bot.transcripts.texts import say, texts

_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()]{2,24}?(?:有限责任公司|有限公司|股份公司|集团|经营部|合作社|事务所)"
)


def hidden(text: str) -> str:
    """``text`` without numbers that lead to a person or a case, and without names as far as they can be told."""
    for found in reversed(find(text)):
        text = f"{text[: found.start]}{say('hidden', 'number')}{text[found.end :]}"
    text = _COMPANY.sub(say("hidden", "company"), mask_personal(text))
    name = read_name(text)
    return _without_people(text.replace(name, say("hidden", "person")) if name else text)


def _without_people(text: str) -> str:
    """Names as jieba tells them, with the surname where it was cut off; what does not begin with a surname and what
    names a place is none."""
    words = [(word.word, word.flag) for word in _cutter()(text)]
    shown: list[str] = []
    for at, (word, flag) in enumerate(words):
        following = words[at + 1][0] if at + 1 < len(words) else ""
        cut_off = bool(shown) and shown[-1][-1:] in _surnames() and word[:1] not in _surnames()
        if not flag.startswith("nr") or _is_place(following) or not (cut_off or word[:1] in _surnames()):
            shown.append(word)
            continue
        if cut_off:
            shown[-1] = shown[-1][:-1]
        shown.append(say("hidden", "person"))
    return "".join(shown)


def _is_place(following: str) -> bool:
    return bool(re.match("[区市县镇村路街省]|法院|中院|大道|广场", following))


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(texts()["hidden"]["surnames"])


@lru_cache(maxsize=1)
def _cutter() -> Any:
    """Loaded when first needed: it takes a second, and most runs have few words to hide."""
    import jieba
    from jieba import posseg

    jieba.setLogLevel(logging.WARNING)
    return posseg.lcut
