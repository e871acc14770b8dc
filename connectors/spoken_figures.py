"""Every figure of a text as words: what it counts, when it is, whom it calls, which paper it names.

The rules stand in order; what one has said in words no later one sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category, normalize

from connectors.spoken_numbers import amount, clock, count, decimal, digits, part_of_day, share, telephone, yuan

_NUMBER = r"(?<![\d.])\d+(?:\.\d+)?(?!\.?\d)"
_THOUSANDS = r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])"
_DASH = r"\s*[-–—~～至到]\s*"
_HOUR = r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])"
_MEASURE = "[元块角个年天周次倍件名人位套辆台份期张项步点分秒种家笔条处栋间层把米亩吨万亿千百]|小时|平方|公里|款项"
_COUNTED = rf"(?=(?:余|多)?(?:{_MEASURE}|[月日号]))"
_SAID = "零一二两三四五六七八九十百千万亿"


def figures_aloud(text: str) -> str:
    """The text without a figure in it. A figure that nothing explains is counted up to four digits, and said digit by
    digit beyond."""
    text = "".join(map(_plain, text))
    if not re.search(r"\d", text):
        return text
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return text


def _plain(sign: str) -> str:
    """The figure in other scripts and in circles as an ordinary one: ②, ²."""
    if sign.isdecimal():
        return str(int(sign))
    return normalize("NFKC", sign) if category(sign) == "No" else sign


def _groups(number: str) -> str:
    """A telephone number in the groups in which people say it."""
    if "-" in number:
        return "，".join(_groups(part) for part in number.split("-"))
    if len(number) == 11:
        return "，".join(map(telephone, (number[:3], number[3:7], number[7:])))
    if len(number) in (7, 8):
        return f"{telephone(number[:-4])}，{telephone(number[-4:])}"
    return telephone(number)


def _hours(found: re.Match[str]) -> str:
    """One time, or from one to another; the part of the day is not said twice."""
    given, *times = found.groups()
    first, last = (tuple(map(int, pair)) if pair[0] else None for pair in (times[:2], times[2:]))
    assert first
    said = (given or part_of_day(first[0])) + clock(*first)
    if last is None:
        return said
    named = "" if part_of_day(last[0]) == part_of_day(first[0]) else part_of_day(last[0])
    return f"{said}到{named}{clock(*last)}"


def _date(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{digits(year)}年{count(month)}月{count(day)}日"


def _case_number(found: re.Match[str]) -> str:
    year, court, kind, serial = found.groups()
    hidden, _, end = serial.rpartition("*")
    number = f"尾号{telephone(end)}" if hidden or "*" in serial else f"{telephone(serial)}号"
    comma = "，" if court[-1].isdecimal() else ""  # before 2016 a court had no code: 穗云法执字
    return f"{digits(year)}年，{telephone(court)}{comma}{kind}字，{number}"


def _hidden(found: re.Match[str]) -> str:
    """What a mask leaves to see: 138****1234, 粤A***7K."""
    return f"{telephone(found[1])}，尾号{telephone(found[2])}"


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(pattern), say)
    for pattern, say in (
        (r"([A-Z]{1,4})(\d{4})-(\d+)", lambda found: f"{found[1]}，{telephone(found[2])}，{telephone(found[3])}"),
        (r"[（(\[](\d{4})[）)\]]([一-龥]\d{0,4})([一-龥]{1,6}?)字?第?(\d+\*+\d+|\*+\d+|\d+)号", _case_number),
        (r"[〔（(\[](\d{4})[〕）)\]]第?(\d+)(?=号)", lambda found: f"{digits(found[1])}年{count(found[2])}"),
        (r"[〔（(\[]((?:19|20)\d\d)[〕）)\]]", lambda found: f"{digits(found[1])}年，"),
        (r"(?<!\d)((?:19|20)\d\d)[-/.]([01]?\d)[-/.]([0-3]?\d)(?!\d)", _date),
        (r"(?<!\d)((?:19|20)\d\d)(?=年)", lambda found: digits(found[1])),
        (rf"(上午|下午|早上|中午|晚上|凌晨)?\s*{_HOUR}(?:{_DASH}{_HOUR})?", _hours),
        (r"(?<!\d)(\d*)\*{2,}([\dA-Z]+)", _hidden),
        (r"(?<![\d-])(?:0\d{2,3}-\d{7,8}|[48]00-\d{3,4}-\d{3,4}|1[3-9]\d{9})(?!\d)", lambda found: _groups(found[0])),
        (
            rf"(?<![\d.])(?:110|119|12[02]|12\d{{3}}|9\d{{4}})(?!\d|[.,]\d|%|{_COUNTED[3:]}",
            lambda found: telephone(found[0]),
        ),
        (r"(?<=[号码粤])(是|为|：|:)?\s*(\d{3,})(?!\d|[元年])", lambda found: (found[1] or "") + telephone(found[2])),
        (r"(?<=尾号)\d+|(?<![\d.,])0\d+(?![\d.])|(?<![\d.])\d{3,}(?=[号室房])", lambda found: telephone(found[0])),
        (r"(?<![\w%％）)])[-−](?=\d)", lambda _: "负"),
        (r"(?<=\d)%", lambda _: "％"),
        (rf"({_NUMBER})％", lambda found: share(found[1])),
        (rf"({_NUMBER})‰", lambda found: f"千分之{decimal(found[1])}"),
        (rf"[￥¥]({_THOUSANDS}|{_NUMBER})元?", lambda found: yuan(found[1].replace(",", ""))),
        (rf"({_THOUSANDS}|{_NUMBER})元", lambda found: yuan(found[1].replace(",", ""))),
        (_THOUSANDS, lambda found: decimal(found[0].replace(",", ""))),
        (r"(?<![\d.])(\d+)[/⁄](\d+)(?![\d.])", lambda found: f"{count(found[2])}分之{count(found[1])}"),
        (r"(?<![\d.])(\d+)[:：](\d+)(?![\d.])", lambda found: f"{count(found[1])}比{count(found[2])}"),
        (rf"({_NUMBER}){_DASH}(?=\d)", lambda found: f"{decimal(found[1])}到"),
        (rf"(?<![第\d.])2(?={_MEASURE})(?!\.?\d)", lambda _: amount("2")),
        (rf"(?<![\d.])\d{{5,}}(?!\d|\.\d|{_COUNTED[3:]}", lambda found: telephone(found[0])),
        (r"\d+(?:\.\d+)?", lambda found: decimal(found[0])),
        (rf"(?<=[{_SAID}年月日号半])\s*[-–—~～]\s*(?=[{_SAID}])", lambda _: "到"),
    )
]
