"""Courts by the names people call them: 白云法院, 白云区法院, 广州白云法院, 广州中院."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from bot.case_number.tables import Court, court, courts, one_of
from bot.case_number.writing import clean

# 城区 and 经济开发区 are parts of many cities: alone they name no court.
_COMMON = frozenset({"城区", "开发区"})
_MENTIONS = 100
"""How many names in one text are looked at, against hostile texts."""

_AREA = re.compile(r"(?:(?:壮族|瑶族)+自治)?[县区市]$")


class Mention(NamedTuple):
    """The name of a court in a text; `codes` are those it may stand for: none if the court's code is not known."""

    codes: tuple[str, ...]
    start: int
    end: int

    @property
    def code(self) -> str | None:
        """The code, if the name leaves no choice."""
        return self.codes[0] if len(self.codes) == 1 else None


def _city(of: Court) -> str:
    above = court(of.parent or "")
    match = re.match(r"广东省(.+)市中级人民法院", above.name if above else "")
    return match.group(1) if match else ""


def _regular_names(of: Court) -> Iterator[str]:
    """The names a court has by rule, besides its full one."""
    if middle := re.match(r"广东省(.+)市中级人民法院", of.name):
        for city in (middle.group(1), middle.group(1) + "市"):
            yield from (city + end for end in ("中院", "中级法院", "中级人民法院"))
        return
    city = _city(of)
    area = of.name.removesuffix("人民法院").removeprefix(f"{city}市")
    if not area or not _AREA.search(area):
        return
    for stem in {area, _AREA.sub("", area)} if len(_AREA.sub("", area)) > 1 else {area}:
        for place in ("", city, f"{city}市"):
            if place or stem not in _COMMON:
                yield from (place + stem + end for end in ("法院", "人民法院"))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Every name with the codes it may stand for."""
    names: dict[str, set[str]] = {}
    for each in courts():
        for name in {each.name, *each.aliases, *_regular_names(each)}:
            names.setdefault(name, set()).update({each.code} if each.code else ())
    return {name: tuple(sorted(codes)) for name, codes in names.items()}


@cache
def _pattern() -> re.Pattern[str]:
    # After another city or province (贵阳市白云区) the same name is another court's.
    return re.compile(f"(?<![市省])(?:广东省?)?({one_of(_names())})")


def mentions(text: str) -> list[Mention]:
    """The courts named in a text that `clean` has unified, in order."""
    if "院" not in text:
        return []
    names = _names()
    found = islice(_pattern().finditer(text), _MENTIONS)
    return [Mention(names[each.group(1)], each.start(), each.end()) for each in found]


def find_courts(text: str) -> list[str]:
    """The codes of the courts named in a sentence, each once, in order; names that leave a choice are left out."""
    return list(dict.fromkeys(each.code for each in mentions(clean(text).text) if each.code))


def court_called(name: str) -> str | None:
    """The code of the one court a bare answer such as 白云, 白云区 or 中山二院 can mean, or None."""
    names = _names()
    for form in (name, name + "法院", name.removesuffix("院") + "法院"):
        codes = names.get(form, ())
        if len(codes) == 1:
            return codes[0]
    return None
