"""By when: the day or the time in a promise (明天下午三点前, 三个工作日内, 周五), counted from when it was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.case_number import numerals
from bot.hours import CHINA, Hours
from bot.transcripts.texts import say

_N = "[0-9零〇一二两三四五六七八九十]{1,3}"
_DAYS = {"今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1, "明早": 1, "大后天": 3, "后天": 2}
_WEEKDAYS = {name: at % 7 for at, name in enumerate("一二三四五六日天")} | {"天": 6}
_NOON, _EVENING, _LAST = time(12), time(21), time(23, 59)

_DAY = re.compile("|".join(_DAYS))
_WEEKDAY = re.compile(r"(?P<next>下个?)?(?P<this>这个?|本)?(?:星期|礼拜|周)(?P<day>[一二三四五六日天])(?!内|后)")
_DATE = re.compile(rf"(?:(?P<month>{_N})月(?:份)?的?)?(?P<day>{_N})[号日](?!内|后|楼|窗)")
_MONTH_END = re.compile("(?P<next>下个?)?月底|月末")
_SPAN = re.compile(
    rf"(?P<to>{_N}|半|几)?(?:[到至、—~-]?(?P<most>{_N}))?个?(?P<unit>工作日|小时|钟头|分钟|星期|礼拜|周|天|日|月)"
    r"(?:的?时间)?(?:之内|以内|内|之后|以后|后|左右)"
)
_SOON = re.compile("这两天|这几天|(?P<few>一两|两三|三四|三五)天")
_CLOCK = re.compile(rf"(?P<hour>{_N})(?:点|时(?!间|候))钟?(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_N})分?)?")
_WRITTEN = re.compile(r"(?P<hour>[0-2]?[0-9])[:：](?P<minute>[0-5][0-9])")
_PART = re.compile(
    "(?P<morning>上午|早上|早晨|明早|午前)|(?P<noon>中午)|(?P<afternoon>下午|午后)|(?P<evening>晚上|今晚|傍晚)"
)
_BEFORE_OFF = re.compile("下班(?:之|以)?前")


@dataclass(frozen=True)
class Due:
    """The moment by which a promise should be kept; ``exact`` if a time of day was said, not only a day."""

    at: datetime
    exact: bool

    @property
    def shown(self) -> str:
        """In words for people."""
        return say(
            "promises",
            "moment" if self.exact else "day",
            month=self.at.month,
            day=self.at.day,
            hour=self.at.hour,
            minute=self.at.minute,
        )


def due_of(text: str, made: datetime, hours: Hours) -> Due | None:
    """By when, as far as the words tell; ``None`` if they do not (尽快, 稍后), or name a moment that had passed.

    A day without a time lasts until the office closes, 上午 until noon; ``hours`` knows the working days."""
    made = made.astimezone(CHINA)
    span = _span(text, made, hours)
    if span:
        return span if span.at >= made else None
    day, clock = _day(text, made), _clock(text)
    if day is None and clock is None:
        return None
    end = clock or _LAST
    at = datetime.combine(day or made.date(), min(end, _closing(hours)) if clock is None else end, CHINA)
    if at < made and clock is None:
        at = datetime.combine(at.date(), _LAST, CHINA)
    return Due(at, clock is not None) if at >= made else None


def _closing(hours: Hours) -> time:
    return hours.spans[-1][1]


def _span(text: str, made: datetime, hours: Hours) -> Due | None:
    """三天内, 两个工作日以内, 半小时后, 这两天."""
    soon = _SOON.search(text)
    if soon:
        return _end_of(made.date() + timedelta(days=3 if soon[0] not in ("这两天", "一两天") else 2), hours)
    match = _SPAN.search(text)
    if not match or not (match["to"] or match["most"]) or match["to"] == "几":
        return None
    said = match["most"] or match["to"]
    count = 0.5 if said == "半" else float(numerals.number_of(said))
    unit = match["unit"]
    if unit in ("小时", "钟头", "分钟"):
        minutes = count * (1 if unit == "分钟" else 60)
        return Due(made + timedelta(minutes=minutes), exact=True)
    if unit == "工作日":
        return _end_of(_after_workdays(made.date(), int(count), hours), hours)
    days = {"星期": 7, "礼拜": 7, "周": 7, "月": 30}.get(unit, 1)
    return _end_of(made.date() + timedelta(days=round(count * days)), hours)


def _after_workdays(day: date, count: int, hours: Hours) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= hours.works_on(day)
    return day


def _end_of(day: date, hours: Hours) -> Due:
    return Due(datetime.combine(day, _closing(hours), CHINA), exact=False)


def _day(text: str, made: datetime) -> date | None:
    today = made.date()
    if named := _DAY.search(text):
        return today + timedelta(days=_DAYS[named[0]])
    if weekday := _WEEKDAY.search(text):
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(days=_WEEKDAYS[weekday["day"]] + (7 if weekday["next"] else 0))
        return day if day >= today or weekday["this"] else day + timedelta(days=7)
    if end := _MONTH_END.search(text):
        return _month_end(today, 1 if end["next"] else 0)
    written = _DATE.search(text)
    return _dated(written, today) if written else None


def _month_end(day: date, shift: int) -> date:
    months = day.year * 12 + day.month + shift
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _dated(match: re.Match[str], today: date) -> date | None:
    """28号, 12月3日: the next such day; ``None`` if the calendar has none."""
    day = int(numerals.number_of(match["day"]))
    month = int(numerals.number_of(match["month"])) if match["month"] else today.month
    for later in range(2):
        months = today.year * 12 + month - 1 + (later if not match["month"] else 12 * later)
        try:
            found = date(months // 12, months % 12 + 1, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


def _clock(text: str) -> time | None:
    """The time of day: 三点前 is in the afternoon where the office is closed at three in the morning."""
    part, written, said = _PART.search(text), _WRITTEN.search(text), _CLOCK.search(text)
    if written:
        return _time(int(written["hour"]), int(written["minute"]), part)
    if said:
        hour = int(numerals.number_of(said["hour"]))
        return _time(hour, _minutes(said), part)
    if _BEFORE_OFF.search(text) or not part:
        return None
    return _NOON if part["morning"] else _EVENING if part["evening"] else time(14) if part["noon"] else None


def _minutes(said: re.Match[str]) -> int:
    if said["half"]:
        return 30
    if said["quarter"]:
        return 15 * int(numerals.number_of(said["quarter"]))
    return int(numerals.number_of(said["minute"])) if said["minute"] else 0


def _time(hour: int, minute: int, part: re.Match[str] | None) -> time | None:
    late = part is not None and (part["afternoon"] or part["evening"])
    if hour < 12 and (late or (part is None and hour < 8)):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
