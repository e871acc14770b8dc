"""The shape of a case number in a unified line: year, court, type and serial, each of which may be missing.

`whole` reads （2024）粤0111执1234号 and what is left of it when parts are missing; `old` reads the shape used before
2016, （2015）穗云法执字第1234号.
"""

from __future__ import annotations

import re
from functools import cache

from bot.case_number import tables
from bot.case_number.tables import one_of

SERIAL_DIGITS = 8
"""Reviews of criminal cases have eight digits (法〔2015〕137号, article 10); no serial is longer."""

FIRST_SIGN, OPEN_SIGN = "\ue000", "\uf8ff"
"""Private signs stand for courts called by name: the first ones for the courts of the table, the last one where the
name leaves the code open."""

A_TYPE = "(?<![回固争各偏收存父拘仲])"
"""Before 执: what makes another word of it, as in 回执."""

A_CASE = "(?![楼栋幢窗院线房门厅铺桌店柜库公告文令通指决方预计车座船机馆])"
"""After 号: what does not follow the number of a case."""

_NOT_A_SERIAL = "万亿千百元块毛年月日天人件个次条份名%度米公平折分点周岁倍吨斤时位多余"
"""What makes the digits before it an amount, a date or a measure."""

_PIECES = """
(?P<year>{year})?{pause}
(?:(?P<court>{court})(?:的|执行局的?)?)?{pause}
(?P<later>{year})?{pause}
(?:(?P<special>[{special}])?(?P<type>{strange}|{type})(?P<mark>{mark})?)?{pause}
(?P<inside>（{full}）|{full}年)?
(?P<ordinal>第)?
(?P<serial>{serial})?(?P<dash>-[0-9]{{1,2}}(?=号))?(?P<end>号{a_case})?
(?P<suffix>{suffix})?
(?:的?(?P<tail>{type})?(?P<case>案))?
(?:[ ,]?是?(?P<trailing>（{full}）(?!{pause}(?:{court}|[{special}]?{type}[字第0-9]))
|(?:{full}|[0-9]{{2}})年(?:的(?!时候)|(?=[,。!?;]|$))))?
"""

_STARTS = """
(?=[（0-9第最{provinces}{signs}{heads}])
(?={year}{pause}(?:{court}|[{special}]?{type}|第?{digits}号)
|{court}(?:的|执行局的?)?{pause}(?:{year}{pause})?(?:[{special}]?{type}|第?{digits}号)
|{a_type}{type}(?:{mark})?{pause}(?:（{full}）|{full}年)?第?[0-9]
|(?<![0-9])第?{digits}号的?{type}案)
"""

_OLD = """
(?:(?P<year>{year})(?P<place>{place}{{1,5}}?)|(?P<alone>[{old_places}]{place}{{0,2}}法))
(?P<type>{old_type})(?P<mark>字)?第?
(?P<serial>{serial})(?P<dash>-[0-9]{{1,2}}(?=号))?号?
(?P<suffix>{suffix})?
"""


@cache
def _parts() -> dict[str, str]:
    """The parts of the patterns. Between two digits one space may stand, where noise parted them."""
    kinds = one_of([*tables.type_codes(), *tables.type_words()])
    provinces, special = tables.provinces(), tables.special()
    full = "(?:1 ?9|2 ?0) ?[0-9] ?[0-9]"
    digits = f"[0-9](?: ?[0-9]){{0,{SERIAL_DIGITS - 1}}}"
    place = "(?:(?![字第号案年月日的是院局了在我你他您有和与及为元人到])[一-鿿])"
    court_digits = (
        "[0-9]{4}(?![0-9])|[0-9]{2}(?! ?[0-9]{1,2}(?![0-9]))(?![0-9])"  # together
        "|[0-9](?: ?[0-9]){3}(?! ?[0-9])|[0-9] [0-9](?! ?[0-9])"  # one by one
        f"|[0-9]{{4}}(?=[0-9]{{1,{SERIAL_DIGITS}}}号)"  # the type forgotten
        "|[0-9]{1,9}(?![0-9])"  # a wrong number of digits
    )
    return {
        "provinces": provinces,
        "special": special,
        "signs": f"{FIRST_SIGN}-{OPEN_SIGN}",
        "heads": "".join(sorted({kind[0] for kind in [*tables.type_codes(), *tables.type_words()]})),
        "pause": "[ ,:-]?",
        "full": full,
        "year": f"(?:（(?:{full}|[0-9]{{2}}(?![0-9]))(?:年度?)?）?|(?<![0-9]){full}(?![0-9]*号)(?:年度?)?）?"
        "|(?<![0-9])[0-9]{2}(?:）|年度?|(?=粤[0-9]{4})))(?:年度?)?",
        "court": f"(?:[{provinces}](?:{court_digits})|最高法院?|[{provinces}](?=[{special}]?{kinds})"
        f"|[0-9]{{4}}(?=[{special}]?{kinds})|[{FIRST_SIGN}-{OPEN_SIGN}])",
        "type": kinds,
        "strange": f"(?<=[0-9])(?:(?!法){place}){{1,4}}?(?=字?第?{digits}号)",
        "mark": "字|案号:?|案件?号?",
        "digits": digits,
        "a_case": A_CASE,
        "a_type": A_TYPE,
        # Digits parted by noise belong together before 号, or if each stands alone; else the first group is the serial.
        "serial": f"[0-9](?: ?[0-9]){{0,11}}(?=(?:-[0-9]{{1,2}})?号{A_CASE})|[0-9](?: [0-9](?![0-9]))+"
        f"|[0-9]+(?![0-9{provinces}{FIRST_SIGN}-{OPEN_SIGN}{_NOT_A_SERIAL}])",
        "suffix": "（?之(?:[一二三四五六七八九十]{1,2}(?=一案)|[一二三四五六七八九十]{1,3}|[0-9]{1,2})）?"
        "|-[0-9]{1,2}(?![0-9])",
        "place": place,
        "old_places": tables.old_places(),
        "old_type": f"(?:执[恢异复监保协他督审加请]?|{kinds}"
        "|[民刑行商知经][一二三四五六七]?[初终申再监抗提撤特督催破算他])",
    }


def _compiled(*templates: str) -> re.Pattern[str]:
    return re.compile("".join(templates).replace("\n", "").format(**_parts()))


@cache
def whole() -> re.Pattern[str]:
    """A number of today's shape or a part of one. What it starts with is followed by another piece, so that plain
    years and digits cost next to nothing."""
    return _compiled(_STARTS, _PIECES)


@cache
def old() -> re.Pattern[str]:
    """A number of the shape used before 2016."""
    return _compiled(_OLD)
