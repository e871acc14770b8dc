"""Cleaning: what people wrote or said, in simplified characters and standard words. The original is kept beside it.

Every rule is data (``data/cantonese.yml``, ``data/homophones.yml``, ``data/speech.yml``). A pass applies each once;
passes are repeated until nothing changes, because one replacement can complete the words of another. So to clean twice
is to clean once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

from bot.data_files import read_yaml

DATA = Path(__file__).with_name("data")

MAX_LENGTH = 2000
_HEAD, _TAIL = 800, 1199  # the story comes first, the question last: the end gets the larger share
_SAYS_SOMETHING = 4  # characters
_MAX_PASSES = 12  # two are usual; more than four take a text made for it

# Control, format (zero width, bidi), private, surrogate and variation-selector characters; line ends count as spaces.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_PICTURES = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff]|\\[[\u4e00-\u9fff]{1,3}\\]"
)
_WORD = re.compile(r"\w")
_REPEATED_MARKS = re.compile(r"([,.!?;:~、。…—-])(?:\s*\1)+")
# A phrase of two to six characters said twice in a row. Numerals may repeat: 二零二零年, 粤零一零一.
_NUMERALS = "零〇一二三四五六七八九十百千万两幺洞拐"
_REPEATED_PHRASE = re.compile(rf"([^\W\d_a-zA-Z{_NUMERALS}]{{2,6}})(?:[\s,]?\1)+")
_CHINESE = range(0x3400, 0xA000)  # CJK Unified Ideographs and Extension A

Step = Callable[[str], str]


@dataclass(frozen=True)
class Cleaned:
    """A text after cleaning, and as it came."""

    text: str
    original: str


def clean(text: str) -> Cleaned:
    """Clean one message. Linear in its length; of a text longer than 2,000 characters both ends are kept."""
    tidy = _shorten(text)
    for _ in range(_MAX_PASSES):
        before, tidy = tidy, _pass(tidy)
        if tidy == before:
            break
    return Cleaned(tidy, text)


def _pass(text: str) -> str:
    for step in _steps():
        text = step(text)
    return _shorten(text)


def _shorten(text: str) -> str:
    tidy = " ".join(_INVISIBLE.sub("", text).split())
    if len(tidy) <= MAX_LENGTH:
        return tidy
    return f"{tidy[:_HEAD].rstrip()} {tidy[-_TAIL:].lstrip()}"


@lru_cache(maxsize=1)
def _steps() -> tuple[Step, ...]:
    cantonese, speech = _load("cantonese.yml"), _load("speech.yml")
    simplified = _simplifying()
    return (
        lambda text: unicodedata.normalize("NFKC", text),
        _replacing(speech["emoji"]),
        lambda text: _PICTURES.sub(" ", text),
        *(_substituting(pattern, right) for pattern, right in cantonese["before"]),
        simplified,
        *(_substituting(simplified(pattern), right) for pattern, right in cantonese["patterns"]),
        _replacing({simplified(word): right for word, right in cantonese["words"].items()}),
        *(_correcting(**rule) for rule in _load("homophones.yml")),
        _fluent(speech),
        lambda text: _REPEATED_MARKS.sub(r"\1", text),
    )


def without_courtesies(text: str) -> str:
    """A cleaned text without the greetings and thanks around what it says; the text itself if little else is left."""
    before, after = _courtesies()
    bare = after.sub("", before.sub("", text))
    return bare if len(_WORD.findall(bare)) >= _SAYS_SOMETHING else text


@lru_cache(maxsize=1)
def _courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    courtesies = _load("speech.yml")["courtesies"]
    return re.compile(f"^(?:{courtesies['before']})+"), re.compile(f"(?:{courtesies['after']})+$")


def _load(name: str) -> Any:
    return read_yaml(DATA / name)


def _replacing(words: dict[str, str]) -> Step:
    """Every key becomes its value, the longest key first."""
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda match: words[match[0]], text)


def _simplifying() -> Step:
    """Traditional to simplified, character by character.

    Ten times as fast as OpenCC's own search for phrases, whose few exceptions (乾隆, 瞭望) this field does not meet.
    """
    characters = [chr(code) for code in _CHINESE]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {ord(old): new for old, new in zip(characters, simple, strict=True) if old != new}
    return lambda text: text.translate(table)


def _substituting(pattern: str, right: str) -> Step:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(right, text)


def _correcting(wrong: str, right: str, near: tuple[str, ...] | list[str] = ()) -> Step:
    """A homophone, put right only if the text speaks of the matter (``near``)."""
    pattern = re.compile(wrong)
    around = re.compile("|".join(near))

    def correct(text: str) -> str:
        return pattern.sub(right, text) if pattern.search(text) and around.search(text) else text

    return correct


def _fluent(speech: dict[str, Any]) -> Step:
    """Without fillers and stutters; a text that is nothing else (嗯, 喂) stays."""
    stutters = re.compile(f"(?<![{_NUMERALS}])([{speech['stutters']}])\\1+")  # 三就就二 are digits heard wrongly
    sounds = re.compile(speech["sounds"])
    openings = re.compile(f"(^|[\\s,。.!?;:])(?:{'|'.join(speech['openings'])})")

    def make_fluent(text: str) -> str:
        single = _REPEATED_PHRASE.sub(r"\1", stutters.sub(r"\1", text))
        fluent = openings.sub(r"\1", sounds.sub("", single)).strip(" ,")
        return fluent if _WORD.search(fluent) else single

    return make_fluent
