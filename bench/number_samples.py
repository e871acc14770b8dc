"""Texts with and without case numbers, made at random from the parts in ``bench/data/numbers.yml``."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from bench.conversation import DATA, ROOT
from bot.case_number import CaseNumber, PartialCaseNumber
from bot.case_number.tables import courts

Half = Literal["tune", "held"]
Number = CaseNumber | PartialCaseNumber

_WHOLE_LISTS = {"names", "kinds", "said_kinds", "words", "places", "old_kinds", "provinces", "digits", "year_digits"}
_HOLES = {
    "year": ("{year}", "{yy}", "{said_year}", "{said_yy}", "{long_year}"),
    "court": ("{court}", "{digits}", "{name}", "{said_court}", "{said_digits}"),
    "type": ("{kind}", "{word}"),
    "serial": ("{serial}", "{said_serial}", "{cardinal}"),
}
# A training line in which digits stand near a type, a code or 号 may hold a number; the other lines hold none.
_MAY_HOLD_A_NUMBER = re.compile(
    "[执執民刑行恢异異复復监監保初终申字第](?:行|字|第|案|号|號|案号|案件|行案)*[ 是]?"
    "[0-9零〇一二三四五六七八九十百千万幺两洞]{2}"
    "|(?:[粤粵月越穗深佛]|yue) ?[0-9零〇一幺洞]|[号號](?:执行|案)|案[号號]"
)


@dataclass(frozen=True)
class Sample:
    """A text, and the number it holds, whole or in part, if it holds one."""

    text: str
    number: Number | None


@cache
def _data(half: Half) -> dict[str, Any]:
    parsed = yaml.load((DATA / "numbers.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {key: _halved(key, value, half == "held") for key, value in parsed.items()}


def _halved(key: str, value: Any, later: bool) -> Any:
    """Every second entry of each list; characters in a row are a list as well."""
    if key in _WHOLE_LISTS:
        return value
    if isinstance(value, dict):
        return {name: _halved(name, each, later) for name, each in value.items()}
    return value[later::2] if len(value) > 1 else value


@cache
def _training_lines(half: Half) -> list[str]:
    """Lines of ``data/nlu`` without a number."""
    texts = [file.read_text("utf-8") for file in sorted((ROOT / "data" / "nlu").glob("*.yml"))]
    lines = [line.strip()[2:] for text in texts for line in text.splitlines() if line.startswith("    - ")]
    return [line for line in lines[half == "held" :: 2] if not _MAY_HOLD_A_NUMBER.search(line)]


def cardinal(value: int, two: str = "二") -> str:
    """A number below 100,000 as it is read: 一万零五, 一千二百三十四; before 千 and 万 a two is 两."""
    read, gap = "", False
    for unit, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            sign = (
                ("两" if unit > 100 else two if unit == 100 else "二") if digit == 2 else "零一二三四五六七八九"[digit]
            )
            read += ("零" if gap and read else "") + ("" if unit == 10 and digit == 1 and not read else sign) + name
        gap = not digit
    return read


class Maker:
    """Makes samples; the same seed and half give the same ones."""

    def __init__(self, half: Half, seed: int) -> None:
        self._half = half
        self._parts = _data(half)
        self._random = random.Random(f"{half}/{seed}")
        self._codes = [court.code for court in courts() if court.code]

    def written(self) -> Sample:
        """A number as people type it, in a sentence."""
        written, chance = self._parts["written"], self._random.random()
        if chance < 0.05:
            number, holes = self._number("{digits}", {"执": 1}, {})
            typed = self._pick(written["latin"]).format(**holes)
        else:
            typed, number, holes = self._typed(written["old_shapes" if chance < 0.15 else "shapes"])
            dress = self._pick(written["dresses"])
            typed = typed.translate(str.maketrans(dress[::2], dress[1::2]))
        return Sample(self._framed("frames", typed), number)

    def spoken(self) -> Sample:
        """A number as speech recognition writes it, with pauses, fillers, corrections and false starts."""
        pieces, order, number, again = self._said()
        way = self._random.random()
        if way < 0.25:
            pieces = {name: self._paused(piece) for name, piece in pieces.items()}
        elif way < 0.5:
            pieces = {name: self._filled(name, piece) for name, piece in pieces.items()}
        elif way < 0.7:
            name = self._random.choice(sorted(pieces))
            pieces[name] = self._corrected(name, pieces[name], again)
        return Sample(self._framed("spoken/frames", order.format(**pieces)), number)

    def homophones(self, count: int) -> Sample:
        """A number said, of which so many signs are heard as others that sound alike."""
        while True:
            pieces, order, number, _ = self._said(known=True)
            signs = {name: list(piece) for name, piece in pieces.items()}
            places = [
                (name, place)
                for name, piece in signs.items()
                if "院" not in piece
                for place, sign in enumerate(piece)
                if sign in self._parts["homophones"]
            ]
            if len(places) < count:
                continue
            for name, place in self._random.sample(places, count):
                signs[name][place] = self._pick(self._parts["homophones"][signs[name][place]])
            heard = order.format(**{name: "".join(piece) for name, piece in signs.items()})
            return Sample(self._framed("spoken/frames", heard), number)

    def partial(self) -> Sample:
        """A number that lacks parts."""
        missing = self._pick(sorted(self._parts["partial"]))
        template = self._pick(self._parts["partial"][missing])
        while True:
            number, holes = self._number(template, self._parts["said_kinds"], self._parts["words"], known=True)
            # Without a type only four digits tell where the court ends; up to 31 a number is a day to people as well.
            if number.serial > 31 and (
                len(number.court) == len("粤0111") or re.search("{(?:kind|word|name)}", template)
            ):
                break
        known = {
            part: getattr(number, part) for part, names in _HOLES.items() if any(each in template for each in names)
        }
        return Sample(self._framed("partial_frames", template.format(**holes)), PartialCaseNumber(**known))

    def other(self) -> Sample:
        """Other numbers: telephones, dates, amounts, contracts."""
        holes: dict[str, Callable[[], str]] = {
            "n": lambda: self._pick("0123456789"),
            "m": lambda: self._pick("123456789"),
            "h": lambda: self._pick("一二三四五六七八九"),
            "t": lambda: cardinal(self._random.randint(11, 99_999)),
            "year": lambda: str(self._random.randint(2010, 2026)),
            "said_year": lambda: "二零" + self._pick(["一", "二"]) + self._pick("零一二三四五"),
        }
        template = self._pick(self._parts["others"])
        return Sample(re.sub(r"{(\w+)}", lambda hole: holes[hole[1]](), template), None)

    def training_line(self) -> Sample:
        """A training line without a number."""
        return Sample(self._pick(_training_lines(self._half)), None)

    def _pick(self, choices: Any) -> Any:
        return self._random.choice(choices)

    def _weighted(self, weights: dict[str, int]) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def _framed(self, frames: str, number: str) -> str:
        group, _, name = frames.rpartition("/")
        return str(self._pick((self._parts[group] if group else self._parts)[name]).replace("{number}", number))

    def _court(self, template: str, known: bool) -> tuple[str, str]:
        """The code of a court that fits the holes of a template, and a name if it has one in the data."""
        if "{name}" in template:
            name = self._pick(sorted(self._parts["names"]))
            return self._parts["names"][name], name
        if "digits}" in template:
            return self._pick([code for code in self._codes if len(code) == len("粤0111") and code[0] == "粤"]), ""
        if not known and self._random.random() < 0.15:
            return self._pick(self._parts["provinces"]) + f"{self._random.randint(101, 3999):04}", ""
        return self._pick(self._codes), ""

    def _number(
        self, template: str, kinds: dict[str, int], words: dict[str, str], known: bool = False
    ) -> tuple[CaseNumber, dict[str, str]]:
        """A number that a template can be filled with, and the fillings."""
        old = "{place}" in template
        court, name = self._court(template, known)
        place = self._pick(self._parts["places"])
        kind = self._weighted(
            {kind: weight for kind, weight in kinds.items() if "{word}" not in template or kind in words}
        )
        length = self._random.choices(range(1, 6), (5, 10, 20, 40, 25))[0]
        serial = self._random.randint(10 ** (length - 1), 10**length - 1)
        year = self._random.randint(2005, 2015) if old else self._random.randint(2016, 2026)
        tail = self._pick(["之一", "之二", "之三", "之十二"])
        suffix = (
            tail if "{tail}" in template else "之一" if "之一" in template else "之二" if "-2号" in template else ""
        )
        number = CaseNumber(year, f"{place}法" if old else court, kind, serial, suffix=suffix, old=old)
        return number, {
            **{"year": str(year), "yy": f"{year % 100:02}", "court": court, "digits": court[1:], "name": name},
            **{"kind": kind, "word": words.get(kind, ""), "serial": str(serial), "tail": tail, "place": place},
            **self._readings(number, court),
        }

    def _readings(self, number: CaseNumber, court: str) -> dict[str, str]:
        """How the parts of a number are said."""
        spoken = self._parts["spoken"]
        said = str.maketrans("0123456789", self._pick(spoken["digits"]))
        of_years = str.maketrans("0123456789", self._pick(spoken["year_digits"]))
        below = number.year % 100
        return {
            "said_year": str(number.year).translate(of_years),
            "said_yy": f"{below:02}".translate(of_years),
            "long_year": "两千零" + cardinal(below).replace("十", "一十" if below < 20 else "十").replace("一一", "一"),
            "said_court": court.translate(said),
            "said_digits": court[1:].translate(said),
            "said_serial": str(number.serial).translate(said),
            "cardinal": cardinal(number.serial, self._pick("二两")),
        }

    def _typed(self, shapes: list[str]) -> tuple[str, CaseNumber, dict[str, str]]:
        shape = self._pick(shapes)
        old = "{place}" in shape
        kinds = {kind: 1 for kind in self._parts["old_kinds"]} if old else self._parts["kinds"]
        number, holes = self._number(shape, kinds, self._parts["words"])
        return shape.format(**holes), number, holes

    def _said(self, known: bool = False) -> tuple[dict[str, str], str, CaseNumber, Callable[[str], str]]:
        """The pieces of a number said, their order, the number, and how to say a piece of another number."""
        spoken = self._parts["spoken"]
        order = self._pick(spoken["orders"])
        years = "after" if order.endswith("{year}") else "years"
        shapes = {name: self._pick(spoken[name]) for name in (years, "courts", "serials")}
        shapes["year"] = shapes.pop(years)
        template = "".join(shapes.values())

        def say(known: bool) -> tuple[CaseNumber, dict[str, str]]:
            number, holes = self._number(template, self._parts["said_kinds"], {}, known)
            pieces = {name.removesuffix("s"): shape.format(**holes) for name, shape in shapes.items()}
            return number, pieces | {"kind": self._pick(spoken["kinds"][number.type])}

        number, pieces = say(known)
        return pieces, order, number, lambda name: say(known)[1][name]

    def _paused(self, piece: str) -> str:
        pause = self._pick(self._parts["spoken"]["pauses"]) if self._random.random() < 0.7 else ""
        return (pause if self._random.random() < 0.15 and "院" not in piece else "").join(piece) + pause

    def _filled(self, name: str, piece: str) -> str:
        if self._random.random() < 0.5:
            return piece
        inside = name in ("court", "serial") and "院" not in piece and self._random.random() < 0.4
        place = self._random.randrange(len(piece)) if inside else 0
        comma = self._pick(["", "，"])
        return f"{piece[:place]}{comma}{self._pick(self._parts['spoken']['fillers'])}{comma}{piece[place:]}"

    def _corrected(self, name: str, right: str, again: Callable[[str], str]) -> str:
        wrong = again(name)
        while wrong == right:
            wrong = again(name)
        if self._random.random() < 0.3 and name in ("court", "serial") and "院" not in right and len(right) > 2:
            cut = right[: self._random.randint(2, len(right) - 1)]
            return str(self._pick(self._parts["spoken"]["cuts"]).format(cut=cut, right=right))
        return str(self._pick(self._parts["spoken"]["corrections"]).format(wrong=wrong, right=right))
