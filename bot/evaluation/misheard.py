"""Texts as a speech recogniser might mishear them: some characters become homophones. For measuring only.

python -m bot.evaluation.misheard data/evaluation/lines.tsv 10 > data/evaluation/misheard_10.tsv
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from pypinyin import lazy_pinyin

_COMMON = range(0xB0, 0xD8)  # lead bytes of GB 2312's first level, its 3,755 commonest characters


def misheard(text: str, share: float) -> str:
    """The text with each common character replaced by a homophone (tones apart) with the chance ``share``; the same
    text and share always give the same result."""
    draw = random.Random(f"{share} {text}")
    return "".join(_other(character, draw) if draw.random() < share else character for character in text)


def _other(character: str, draw: random.Random) -> str:
    alike = _homophones().get(lazy_pinyin(character)[0], [])
    others = [other for other in alike if other != character] if character in alike else []
    return draw.choice(others) if others else character


@lru_cache(maxsize=1)
def _homophones() -> dict[str, list[str]]:
    found = defaultdict(list)
    for lead in _COMMON:
        for trail in range(0xA1, 0xFF):
            character = bytes([lead, trail]).decode("gb2312", "ignore")
            if character:
                found[lazy_pinyin(character)[0]].append(character)
    return dict(found)


def misheard_file(path: Path, percent: int) -> str:
    """A labelled file (``text<TAB>intent<TAB>also``) with its texts misheard, the labels as they are."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    changed = (line.partition("\t") for line in lines)
    return "\n".join([head, *(misheard(text, percent / 100) + tab + labels for text, tab, labels in changed)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(misheard_file(Path(sys.argv[1]), int(sys.argv[2])))
