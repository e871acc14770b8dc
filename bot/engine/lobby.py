"""What the robot in the lobby may hear and keep: strangers share it, and everybody near hears what is said.

What a visitor should not have said is taken out before the assistant hears it, so it stands in no conversation and no
answer. A conversation lasts as long as the visit and is forgotten with it.
"""

from __future__ import annotations

import asyncio
import re

import redis

from bot.case_number import CaseNumber, PartialCaseNumber, find
from bot.engine.choices import choices_key
from bot.engine.transcript import events_key, state_key
from bot.parties.masking import mask_personal
from connectors.robot_ports import Heard

_DIGIT = "[0-9０-９零〇○一二三四五六七八九幺两]"
_HIDDEN = re.compile(r"[0-9xXＸ*＊]*\*{2,}[0-9xXＸ*]*(?:@\S+)?")
_CODE = re.compile(rf"(?<!{_DIGIT}){_DIGIT}(?:[ -]?{_DIGIT}){{5}}(?!{_DIGIT}|\s?[元块万])")
_CODE_AND_LITTLE_ELSE = re.compile(rf"^\D{{0,8}}{_CODE.pattern}\D{{0,8}}$")
_LAST_DIGITS = re.compile(rf"(?:最?后|尾)(?:面|号)?[四4六6]?[位个]?(?:数字?)?(?:是|为|：|:)?\s*{_DIGIT}{{3,6}}[xX]?")
_NAMES_IT = re.compile(
    r"我的?|身份证|手机|电话|号码?|银行卡|卡|验证码|密码|是|为|[，。,.：:、\s]|你好|您好|给你|帮我查一?下?"
)
_MY_CASE = "我的案子"


def hear(text: str) -> Heard:
    """The visitor's words without case numbers and personal numbers (identity cards, phones, bank cards, one-time
    codes). Nothing is left of a message that only gives one."""
    without = _without_case_numbers(text)
    masked = mask_personal(without)
    left = _HIDDEN.sub("", masked) if masked != without else without
    left = _LAST_DIGITS.sub("", left)
    left = _CODE.sub("", left) if _CODE_AND_LITTLE_ELSE.match(left) else left
    personal = left != without
    if personal and len(_NAMES_IT.sub("", left)) < 2:
        left = ""
    return Heard(left, personal)


async def forget(client: redis.Redis[str], conversation: str) -> None:
    """Forget a visit: everything that was said and offered in it. Raises ``redis.RedisError``; then it ends by itself
    (:func:`bot.engine.transcript.kept_for`)."""
    keys = (events_key(conversation), state_key(conversation), choices_key(conversation))
    await asyncio.to_thread(client.delete, *keys)


def _without_case_numbers(text: str) -> str:
    for found in reversed(find(text)):
        number = found.number
        if isinstance(number, CaseNumber) or (isinstance(number, PartialCaseNumber) and number.serial):
            text = f"{text[: found.start]}{_MY_CASE}{text[found.end :]}"
    return text
