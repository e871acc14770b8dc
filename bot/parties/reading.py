"""Reading what people say during the identity check: their name, and the code they received.

Names are told by vocabulary (``reading.yml``): a message is cut into clauses, each clause is freed from what people say
around a name, and what is left must look like a person, a foreign name or an organisation. Refusing is cheap (the bot
asks again), and so is a false name (the check leads to nobody), but a question or a command must never count as a name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bot.data_files import read_yaml
from bot.parties.masking import mask_id, mask_name, mask_phone

__all__ = ["comparable_name", "mask_id", "mask_name", "mask_phone", "read_code", "read_name"]

_WORDS: dict[str, Any] = read_yaml(files(__package__) / "reading.yml")

_LONGEST = 60  # characters; a longer message tells a story, it does not answer "who are you"
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"


def _any_of(*lists: str) -> str:
    words = sorted((word for name in lists for word in _WORDS[name]), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def _characters(name: str) -> str:
    return "".join(_WORDS[name].split())


_SURNAMES = frozenset(_characters("surnames"))
_COMPOUND = tuple(_WORDS["compound_surnames"])
_NOT_NAMES = frozenset(_WORDS["not_names"]) | frozenset(_WORDS["generic_organisations"])
_ENGLISH = frozenset(_WORDS["english"])
_SURNAME = f"(?:{'|'.join(_COMPOUND)}|[{''.join(sorted(_SURNAMES))}])"

_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●﹒", "·"))
_QUOTES = " .~-:\"'“”()"
_CASE_NUMBER = re.compile(rf"[(\[〔]?(?:19|20)\d\d[)\]〕]?{_HAN}{{1,4}}\d{{0,4}}{_HAN}{{1,8}}\d{{1,8}}号?")
_ONE_BY_ONE = re.compile(rf"{_HAN}(?:\s+{_HAN})+")
_SPACED = re.compile(rf"(?<!{_HAN})({_SURNAME})\s+({_HAN}{{1,3}})(?!{_HAN})")
_OWN_SURNAME = re.compile(rf"姓({_SURNAME})[\s,。]*(名叫|名字叫|名字是|单名|名|叫)?(?:一个)?(?={_HAN})")
_CLAUSES = re.compile(rf"[,。!;、\n\t]+|(?<=\?)|(?<={_HAN})\s+|\s+(?={_HAN})|\d{{6,}}[xX]?")

_FILLER = re.compile(_any_of("fillers", "spellings", "roles"), re.IGNORECASE)
_HEAD = re.compile(r"(?:嗯|呃|额|哦|啊|喂|那个|这个|就是说|你好|您好|法官|老师|领导|客服|好的|对|是的|免贵)+")
_TAIL = re.compile(_any_of("tails") + "$")
_ABOUT_SELF = re.compile(
    rf"{_any_of('selves')}?(?P<is>{_any_of('copulas')}?{_any_of('case_words')}?[的嘅]?{_any_of('roles')}?[的嘅]?"
    rf"{_any_of('copulas')}?)\s*"
)
_LABEL = re.compile(_any_of("labels") + r":?\s*", re.IGNORECASE)
_SPELLED_OUT = re.compile(rf"{_HAN}*(?P<one>{_HAN}){_HAN}*[的嘅](?P=one)|姓{_SURNAME}|.+的{_any_of('agents')}")
_FOR_SOMEBODY = re.compile(rf".+?的{_any_of('agents')}(?:是|叫|:)?(?P<name>.+)")
_STOP = re.compile(_any_of("stops") + r"|\d")
_TWICE = re.compile(r"(.{2,4})\1")

_NEVER = re.compile(f"(?!^{_SURNAME})[{_characters('never_in_name')}]|{_any_of('never_words')}")
_NOT_BEGINNING = re.compile(_any_of("not_beginnings"))
_NAME_PART = re.compile(_any_of("name_parts"))
_DOTTED = re.compile(rf"(?:{_HAN}|[A-Za-z])+(?:·(?:{_HAN}|[A-Za-z])+)+")
_NICKNAME = re.compile(rf"[小老阿]{_HAN}")
_TITLED = re.compile(_SURNAME + _any_of("titles"))
_SHORT_TITLED = re.compile(f"{_SURNAME}[总生工姨哥姐]")
_FOREIGN_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_ORGANISATION = re.compile(rf"(?P<name>(?:{_HAN}|[A-Za-z0-9()&·-])+{_any_of('organisations')}\)?)(?P<rest>.*)")
_JOB = re.compile(rf"的?{_any_of('organisation_jobs')}")
_NEVER_ORGANISATION = re.compile(_any_of("never_in_organisation"))
_SHORTEST_ORGANISATION = 4

_CODE_DIGITS = 6
_LONGEST_WITH_CODE = 200  # a whole text message, pasted
# Full width, characters, and the way digits are said on the phone (幺, 两, 洞, 拐, 勾).
_DIGITS = str.maketrans("０１２３４５６７８９零〇○洞一幺二两兩三四五六七拐八九勾", "0123456789000011222345677899")
_NEXT_DIGIT = rf"(?:(?:[\s，、。]|{_any_of('code_pauses')}){{0,3}}[0-9])"
_DIGIT_RUN = re.compile(f"[0-9]{_NEXT_DIGIT}*")
_GROUPED = re.compile(r"(?<![0-9])([0-9]{3})[-–]([0-9]{3})(?![0-9])")
_CODE_NAMED = re.compile(
    rf"{_any_of('code_words')}(?![^0-9]{{0,10}}[不没冇唔号])[^0-9]{{0,10}}([0-9]{_NEXT_DIGIT}{{{_CODE_DIGITS - 1}}})"
    r"(?!\s?[0-9号元万块年])(?!.{0,6}(?:不对|不行|错|无效|失效|过期))",
    re.IGNORECASE,
)
_CODE_FILLER = re.compile(
    _any_of("code_fillers", "code_words") + r"|[\s，、。,.:：;；!！~\"'“”()（）【】-]", re.IGNORECASE
)


@dataclass(frozen=True)
class _Frame:
    """How a name is introduced: ``somehow`` (我), by saying what one is (我是, 申请人), or as a name (我叫)."""

    somehow: bool
    introduced: bool
    labelled: bool


@dataclass(frozen=True)
class _Clause:
    """What one clause says: a name (``framed`` if it was introduced as one), nothing (``empty``), or something else."""

    name: str | None = None
    framed: bool = False
    empty: bool = False


def read_name(text: str) -> str | None:
    """The name by which somebody introduces themselves, or ``None`` for anything else.

    Characters stay as written, traditional ones too. A name that was introduced ("我叫…", "申请人…") counts beside
    other talk, a bare one only if nothing else was said. Two names are none."""
    text = unicodedata.normalize("NFKC", text).translate(_DOTS).strip()
    if len(text) > _LONGEST:
        return None
    clauses = [_read_clause(clause) for clause in _CLAUSES.split(_joined(text)) if clause.strip(_QUOTES)]
    framed = {clause.name for clause in clauses if clause.name and clause.framed}
    bare = {clause.name for clause in clauses if clause.name} if all(c.name or c.empty for c in clauses) else set()
    names = framed or bare
    return names.pop() if len(names) == 1 else None


def read_code(text: str) -> str | None:
    """The six digits somebody reads or types as their code, or ``None``.

    A number counts if it is called a code, or if nothing else of weight is said; phone numbers, case numbers, amounts
    and dates do not, for a false code costs one of few tries."""
    if len(text) > _LONGEST_WITH_CODE:
        return None
    text = _GROUPED.sub(r"\1\2", text.translate(_DIGITS))
    named = {_only_digits(found[1]) for found in _CODE_NAMED.finditer(text)}
    alone = {_only_digits(found[0]) for found in _DIGIT_RUN.finditer(text)}
    around = _CODE_FILLER.sub("", _DIGIT_RUN.sub(" ", text))
    codes = {code for code in named or (alone if not around else set()) if len(code) == _CODE_DIGITS}
    return codes.pop() if len(codes) == 1 else None


def _only_digits(run: str) -> str:
    digits = re.sub("[^0-9]", "", run)
    return digits[:_CODE_DIGITS] if digits == digits[:_CODE_DIGITS] * 2 else digits  # said twice


def comparable_name(name: str) -> str:
    """A name as it is compared: width, middle dots, brackets, spaces and case do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_DOTS).split()).casefold()


def _joined(text: str) -> str:
    """Put together what belongs together: characters heard one by one, a surname and what follows it."""
    text = _CASE_NUMBER.sub(",", text)
    if _ONE_BY_ONE.fullmatch(text):
        text = "".join(text.split())
    text = _SPACED.sub(r"\1\2", text)
    return _OWN_SURNAME.sub(_surname_and_name, text)


def _surname_and_name(found: re.Match[str]) -> str:
    """ "姓陈，陈大文" and "姓陈名大文" both become the whole name."""
    surname, verb = found.groups()
    if found.string.startswith(surname, found.end()):
        return verb or ""
    return f"叫{surname}" if verb else found[0]


def _read_clause(clause: str) -> _Clause:
    clause = _without_head(clause.strip(_QUOTES))
    if _is_filler(clause) or _SPELLED_OUT.fullmatch(clause):
        return _Clause(empty=True)
    about = _ABOUT_SELF.match(clause)
    if "?" in clause or not about:
        return _Clause()
    rest = clause[about.end() :]
    label_end = _match_end(_LABEL, rest)
    frame = _Frame(bool(about.end() or label_end), bool(about["is"] or label_end), label_end > 0)
    rest = _without_tail(_without_head(rest[label_end:]))
    if not rest or _is_filler(rest):
        return _Clause(empty=True)
    return _Clause(_name_in(rest, frame), framed=frame.somehow)


def _name_in(text: str, frame: _Frame) -> str | None:
    represented = _FOR_SOMEBODY.fullmatch(text)
    if represented:
        text = represented["name"]
    return _organisation(text) or _foreign(text, frame) or _person(text, frame)


def _organisation(text: str) -> str | None:
    found = _ORGANISATION.match(text)
    if not found or len(found["name"]) < _SHORTEST_ORGANISATION or found["name"] in _NOT_NAMES:
        return None
    ends = not found["rest"] or _JOB.match(found["rest"]) or _STOP.match(found["rest"])
    if not ends or _NEVER_ORGANISATION.search(found["name"]):
        return None
    return found["name"].replace("(", "（").replace(")", "）")  # as registers of companies write it


def _foreign(text: str, frame: _Frame) -> str | None:
    words = text.split()
    if re.search(_HAN, text) or not all(_FOREIGN_WORD.fullmatch(word) for word in words):
        return None
    if _ENGLISH.intersection(word.lower().strip(".") for word in words):
        return None
    capital = words[0][0].isupper() and words[-1][0].isupper()
    return " ".join(words) if frame.somehow or (capital and len(text) > 2) else None


def _person(text: str, frame: _Frame) -> str | None:
    """The whole text if it looks like a person's name; after an introduction the longest beginning that does."""
    ends = [len(text), *(found.start() for found in _STOP.finditer(text) if frame.introduced)]
    for end in ends:
        candidate = _without_tail(text[:end])
        twice = _TWICE.fullmatch(candidate)
        candidate = twice[1] if twice else candidate
        if _looks_like_person(candidate, frame.labelled):
            return candidate
    return None


def _looks_like_person(name: str, labelled: bool) -> bool:
    if name in _NOT_NAMES or _NEVER.search(name) or _TITLED.fullmatch(name):
        return False
    if not labelled and (_NOT_BEGINNING.match(name) or _SHORT_TITLED.fullmatch(name)):
        return False
    if _DOTTED.fullmatch(name):
        return True
    if not re.fullmatch(f"{_HAN}{{2,12}}", name):
        return False
    if name.startswith(_COMPOUND):
        return 3 <= len(name) <= 6
    if _NAME_PART.search(name):
        return True
    if name[0] in _SURNAMES:
        # Four characters: two surnames and a name of two (陈李小红); else it is more often a phrase.
        return len(name) <= 3 or (len(name) == 4 and (labelled or name[1] in _SURNAMES))
    return labelled and len(name) <= 4 and not _NICKNAME.fullmatch(name)


def _without_head(text: str) -> str:
    return text[_match_end(_HEAD, text) :].strip()


def _without_tail(text: str) -> str:
    text = text.rstrip(_QUOTES)
    while (found := _TAIL.search(text)) and found.start() > 1:
        text = text[: found.start()].rstrip(_QUOTES)
    return text


def _is_filler(text: str) -> bool:
    position = 0
    while found := _FILLER.match(text, position):
        position = found.end()
    return position == len(text)


def _match_end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
