"""What can be said of delay interest before all figures are known, and what must be said before any is reckoned."""

from __future__ import annotations

import re
from datetime import date

from bot.actions.delay_span import read_span
from bot.actions.interest_figures import Heard, read
from bot.answers import estimates
from bot.answers.estimates import Delay
from bot.answers.reply import Reply
from bot.intents.amounts import find_amounts
from bot.intents.days import find_days
from bot.law.interest import delay_days
from bot.law.sums import SumError

_ACT = (
    "过户|腾[房空退出]|交[房楼屋货车]|交钥匙|交还|还[车房]|搬[走出离家]|迁[出走]|拆|道歉|赔礼|探望|探视|恢复原状"
    "|清[走空场]|办证|停止侵权"
)
_NO_MONEY = re.compile(
    r"一分钱?[都也]?(?:没有?|未|冇)判|(?:没有?|未|冇)判(?:他|她|我|佢|对方)?(?:要|得)?(?:付|给|赔|还|俾|出)?[钱款]"
    r"|(?:不是|唔系|又不是|不涉及|没涉及)(?:判|欠|付|还|要|争|叫)?(?:我|他|她|佢|对方)?(?:付|还|给|赔|俾|出)?[钱款]"
    r"|(?:判决|判词|文书|调解书|裁决|主文)书?[上里]?面?[都也]?(?:没有?|冇|无)(?:写|提)?(?:钱|金额|数额|款)"
    rf"|[只就净光]判.{{0,10}}(?:{_ACT})"
)
_JUDGED_ACT = re.compile(rf"判.{{0,16}}(?:{_ACT})")
_THING_BACK = re.compile(r"判.{0,8}把[^,，。;；钱款]{1,14}(?:还|交)(?:来|给|回|返|我)")
_SOME_MONEY = re.compile(r"本金|[欠付赔还]款|货款|借款|赔偿|违约金|[租工]金|工资|费|[0-9一二三四五六七八九十百千万]元")
_OF_A_DEBT = re.compile(r"息|加倍|迟延|逾期|罚|拖|到期|欠|前.{0,6}[付还给交俾清]")
_INTEREST = re.compile("利息|罚息|加倍|迟延")
_NEAR = 3  # days by which a time that was named may miss the dates beside it: due day and today are counted loosely
_SHARE = 20  # or a twentieth of it


def no_money_judged(text: str, today: date) -> bool:
    """Whether the message says that the judgment orders something other than money: nothing can be multiplied then."""
    if _NO_MONEY.search(text):
        return True
    return bool(_JUDGED_ACT.search(text) and not _SOME_MONEY.search(text) and not find_amounts(text, today))


def impossible_day(text: str, today: date) -> Reply | None:
    """What is told to a message about a debt with a day in it that the calendar does not have, or ``None``."""
    days = [day for day in find_days(text, today) if day.value is None and day.exact]
    if not days or not _OF_A_DEBT.search(text):
        return None
    if not find_amounts(text, today) and not _INTEREST.search(text):
        return None
    heard = read(text, today)
    try:
        return estimates.impossible_day(text[days[0].start : days[0].end], heard.principal)
    except SumError:
        return None


def estimated(text: str, today: date, *, without_time: bool) -> Reply | None:
    """The doubled part on the principal for as long as the message says, or ``None`` if it does not say both.
    ``without_time``: what a day and a year cost will do. Money that was paid on an unknown day needs the form."""
    heard, act = read(text, today), _JUDGED_ACT.search(text) or _THING_BACK.search(text)
    if act and not _SOME_MONEY.search(text):
        return None  # what was lost meanwhile (租车花了两万) is no principal
    if heard.principal is None or heard.paid_some_day or heard.payments:
        return None
    delay = _delay(text, heard, today)
    if delay is None and (heard.due or not without_time):
        return None
    try:
        return estimates.estimate(heard.principal, delay, heard.rate)
    except SumError:
        return None


def _delay(text: str, heard: Heard, today: date) -> Delay | None:
    span, end = read_span(text, asked=False), heard.until or today
    start = span.before(end) if span else None
    if span is None or start is None or start == end:
        return None
    days, earlier = delay_days(start, end)
    by_dates = (end - heard.due).days if heard.due and not heard.span else days
    far = abs(by_dates - days) > max(_NEAR, days // _SHARE) and not span.rough and not earlier
    return Delay(days, span.said, span.rough, by_dates if far else None, earlier)
