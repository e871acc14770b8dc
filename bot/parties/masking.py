"""Hiding personal data before it is logged. Every pattern here runs in linear time on any input."""

from __future__ import annotations

import re

_STAR = "*"
_SHOWN_OF_PHONE = (3, 4)
_SHOWN_OF_ID = 3  # the first half of the place; the last four are asked for on the phone line and never shown

# ``\d`` is wanted here: it takes full-width digits too. Chinese digits are what speech recognition writes.
_SPOKEN = "零〇○一二三四五六七八九幺两兩洞拐勾"
_NO_MONEY = r"(?!\s?(?:元(?!旦)|块|万|亿|圆))(?![.．]\d)"

# The lookbehind keeps it linear: a run of such characters is entered at its beginning only. ASCII, because Chinese text
# stands next to an address without a space.
_EMAIL = re.compile(r"(?<![A-Za-z0-9_.%+-])[A-Za-z0-9_.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_NUMBERS = re.compile(
    r"(?<!\d)(?:"
    # Identity cards in groups and every run of 15 digits or more: old and new identity cards, bank cards. No amount,
    # date or case number is that long.
    r"(?P<long>\d{6}[ -]\d{8}[ -]\d{3}[\dXxＸｘ]|\d{15,}[XxＸｘ]?"
    # Bank cards in groups of four. They begin with 3 to 6 or 9, which keeps "2021 2022 2023 2024" readable.
    r"|[3-69３-６９]\d{3}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)"
    # Mobile phones, plain or grouped 3-4-4 or 4-3-4, with or without 86; an amount of eleven digits is no phone.
    r"|(?P<phone>(?:(?:00)?86[ -]?)?[1１][3-9３-９](?:\d{9}|\d[ -]\d{4}[ -]\d{4}|\d{2}[ -]\d{3}[ -]\d{4})"
    rf"{_NO_MONEY}"
    # Fixed lines: area code from 0, then seven or eight digits.
    r"|[0０]\d{2,3}[ -]?\d{7,8}))(?!\d)"
)

# A phone, identity card or card number read out: eleven digits in a row as characters, or some of them.
_READ_OUT = re.compile(rf"[{_SPOKEN}](?: ?[{_SPOKEN}]){{10,}}|(?<![\d{_SPOKEN}])[\d{_SPOKEN}]{{11,}}")

_CODE_WORD = r"(?:验证码|驗證碼|校验码|动态码|短信码|确认码|密码|verification code)"
_DIGIT = rf"[\d{_SPOKEN}]"
_NOT_ELSE = r"(?!\d)(?![.．/-]\d)(?!\s?[号元万块年])"  # a date, the serial of a case, an amount
_CODES = (
    # Directly after the word: codes of any service.
    re.compile(rf"({_CODE_WORD}[是为:： ]{{0,3}})({_DIGIT}{{4,8}}){_NOT_ELSE}"),
    # A few words later: our own six digits, also said in groups.
    re.compile(rf"({_CODE_WORD}[^\d{_SPOKEN}\n]{{0,12}})({_DIGIT}(?:[ -]?{_DIGIT}){{5}}){_NOT_ELSE}"),
    # Before the word.
    re.compile(
        rf"(?<![\d{_SPOKEN}])()({_DIGIT}{{6}})(?=(?:就?是|为)?(?:您的|你的|我的|本次)?(?:登录|身份)?{_CODE_WORD})"
    ),
)


def mask_name(name: str) -> str:
    """Keep the first character only, so that not even the length shows."""
    return name[:1] + _STAR * 2 if name else ""


def mask_phone(phone: str) -> str:
    """Keep the first three and the last four digits of a long number, nothing of a short one."""
    head, tail = _SHOWN_OF_PHONE
    if len(phone) <= head + tail:
        return _STAR * len(phone)
    return phone[:head] + _STAR * (len(phone) - head - tail) + phone[-tail:]


def mask_id(number: str) -> str:
    """Keep the first three characters; the end, a factor of identification on the phone line, is hidden."""
    return number[:_SHOWN_OF_ID] + _STAR * max(0, len(number) - _SHOWN_OF_ID)


def mask_personal(text: str) -> str:
    """``text`` for a log: identity cards, bank cards, phones, one-time codes and e-mail addresses hidden.

    Case numbers, amounts and dates stay readable, and so does all else. Masking twice changes nothing more."""
    text = _EMAIL.sub(_masked_email, text)
    text = _NUMBERS.sub(_masked_number, text)
    text = _READ_OUT.sub(lambda found: _masked_read_out(found[0]), text)
    for pattern in _CODES:
        text = pattern.sub(lambda found: found[1] + _STAR * len(found[2]), text)
    return text


def _masked_email(found: re.Match[str]) -> str:
    return f"{found[0][0]}{_STAR * 3}@{_STAR * 3}"


def _masked_number(found: re.Match[str]) -> str:
    return mask_id(found[0]) if found["long"] else mask_phone(found[0])


def _masked_read_out(run: str) -> str:
    return run if run.isdecimal() else _STAR * len(run)
