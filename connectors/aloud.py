"""Any text as a voice can say it: no figure, link, bracket, mark-up or abbreviation is left.

Figures become words (:mod:`connectors.spoken_figures`), what is written for readers becomes what is said to listeners
(``data/speech.yml``), and every other sign becomes a short pause.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from connectors.spoken_figures import figures_aloud

_FILE = Path(__file__).parent / "data" / "speech.yml"
_LINK = re.compile(r"(?:https?://|www\.)[!-~]*", re.IGNORECASE)
_ITEM = re.compile(r"^(?:(\d{1,2})[.、．](?!\d)|[-•·*]\s)\s*")
_ABBREVIATION = re.compile(r"[A-Z]{2,}")
_SILENT = str.maketrans(dict.fromkeys("“”‘’\"'#`~^\u200b"))
_STOPS = str.maketrans(",?!;:", "，？！；：")
_WIDE = {code + 0xFEE0: code for code in (ord("%"), *range(ord("0"), ord("9") + 1), *range(ord("A"), ord("z") + 1))}
_UNSAID = re.compile(r"(?!(?<=[A-Za-z]) [A-Za-z])[^\w，。、；：！？]+|[\d_]+")
_MARKS = "？！：。；，、"  # of several in a row the strongest is heard
_MARKS_IN_A_ROW = re.compile(f"[{_MARKS}]{{2,}}")


def aloud(text: str) -> str:
    """Each line becomes a sentence; empty without anything to say."""
    return "".join(filter(None, map(_sentence, text.splitlines())))


def _sentence(line: str) -> str:
    words = _words()
    line = line.translate(_WIDE).strip()
    line = _ITEM.sub(lambda found: words["item"].format(at=found[1]) if found[1] else "", line)
    for written, said in words["written"].items():
        line = line.replace(written, said)
    line = figures_aloud(_LINK.sub(words["link"], line))
    line = _abbreviations().sub(lambda found: words["abbreviations"][found[0].upper()], line)
    line = _ABBREVIATION.sub(lambda found: " ".join(found[0]), line)
    for sign, said in words["signs"].items():
        line = line.replace(sign, said)
    line = _UNSAID.sub("，", line.translate(_SILENT).translate(_STOPS))
    return _closed(_MARKS_IN_A_ROW.sub(lambda found: min(found[0], key=_MARKS.index), line).lstrip(_MARKS))


def _closed(sentence: str) -> str:
    """With a full stop, unless it ends or goes on; a pause at its end becomes one."""
    if not sentence or sentence[-1] in "。！？：":
        return sentence
    return sentence.rstrip("，、；") + "。"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return words


@cache
def _abbreviations() -> re.Pattern[str]:
    known = "|".join(map(re.escape, _words()["abbreviations"]))
    return re.compile(rf"(?<![A-Za-z])(?:{known})(?![A-Za-z])", re.IGNORECASE)
