"""Where to go, what to bring and when it is open, out of the venue's data: the same on every channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.answers.places import Kind, Module, Place, Venue
from bot.answers.reply import Reply
from bot.answers.texts import say, texts
from bot.case_number.courts import mentions
from bot.case_number.writing import clean
from bot.hours import CHINA, Hours

_MOST_CHOICES = 4
_SHORT = 20  # characters of a message that is one question
_CLAUSE_END = re.compile(r"[\s,，。.;；?？!！]+")
_WEEKDAYS = "一二三四五六日"
_OTHER_DAY = re.compile(r"明天|后天|(下)?(?:周|星期|礼拜)(末|[一二三四五六日天])")
_COURT = re.compile("[^你我咱本这那哪贵各全外去到在问请找\\W]{2,3}(?:[市县区](?:人民)?法院|市?中院)")
_COURT_END = re.compile("[市县区]?(?:人民法院|中级人民法院|中级法院|中院|法院)$")
_GUIDED = frozenset({"ask_apply", "submit_material", "ask_template", "ask_objection"})


def where_is(venue: Venue, text: str, now: datetime) -> Reply | None:
    """The way to a place that the text names, or of whose matter it asks for the window; ``None`` for other texts. In
    a story the question and the name must stand together: 「门口」 and 「去哪里住」 are no question for the door."""
    if len(text) > _SHORT:
        clauses = (where_is(venue, clause, now) for clause in _CLAUSE_END.split(text) if len(clause) <= _SHORT)
        return next(filter(None, clauses), None)
    if not _asks("where", text):
        return None
    named = venue.named(text)
    if named:
        return _module(*named, now) if named[1] else _place(named[0], now)
    place = venue.about(text) if _asks("way", text) else None
    return _place(place, now) if place else None


def other_court(venue: Venue, text: str) -> Reply | None:
    """That another court is named than this one, of whose address and hours nothing is known here; else ``None``."""
    named = _court_named(text)
    if not named or _COURT_END.sub("", named) in venue.name + venue.address:
        return None
    lines = (
        say("guidance", "other_court", court=named),
        say("guidance", "other_court_ask"),
        say("guidance", "center", name=venue.name, address=venue.address),
    )
    return Reply(lines=lines, choices=("转人工",))


def _court_named(text: str) -> str:
    """The first court that is called by its name, of the table or by the way such names are made; empty without one."""
    plain = clean(text).text
    found = next(iter(mentions(plain)), None)
    if found:
        return plain[found.start : found.end]
    made = _COURT.search(plain)
    return made[0] if made else ""


def location(venue: Venue, text: str, now: datetime) -> Reply:
    """Where the centre is and when it is open; when, first, to who asks for that. Of another court, that this is not
    known."""
    found = other_court(venue, text) or where_is(venue, text, now)
    if found:
        return found
    windows = venue.of_kind(Kind.WINDOW)
    center = say("guidance", "center", name=venue.name, address=venue.address)
    opens = _opens(venue.hours, now, text)
    lines = [opens, center] if _asks("hours", text) else [center, opens]
    names = "、".join(place.name for place in windows)
    more = (say("guidance", "windows", names=names), say("guidance", "name_one")) if windows else ()
    choices = tuple(f"{place.name}在哪里" for place in windows[:_MOST_CHOICES])
    return Reply(lines=(*lines, *more), choices=choices)


def self_service(venue: Venue, text: str, now: datetime) -> Reply | None:
    """The terminals and what each offers, or the module that is asked for; ``None`` in a venue without terminals."""
    terminals = venue.of_kind(Kind.TERMINAL)
    if not terminals:
        return None
    named = venue.named(text)
    if named and named[1]:
        return _module(*named, now)
    lines = (*map(_terminal, terminals), _opens(terminals[0].hours, now))
    names = dict.fromkeys(module.name for one in terminals for module in one.modules)
    choices = tuple(f"{name}怎么走" for name in names)[:_MOST_CHOICES]
    return Reply(lines=(*lines, _help(venue)), choices=choices, place=terminals[0].id)


def guided(
    venue: Venue, intent: str, text: str, reply: Reply, now: datetime, *, whole: bool, here: bool = False
) -> Reply:
    """An answer of law with the window where it is done, if the venue serves the intent: behind the rule and before its
    sources, or before all of it for whoever stands ``here``. ``whole``: the matter as such was asked for; of a narrower
    question only where it is a practical one."""
    serving = venue.serving(intent) if intent in _GUIDED else None
    if serving is None or _asks("rights", text) or not (whole or _asks("practical", text)):
        return reply
    place, module = serving
    named = say("guidance", "task_terminal", name=place.name, does=module.does, where=place.where) if module else ""
    window = (
        named or say("guidance", "task", name=place.name, where=place.where),
        *_bring((module or place).bring),
        _opens(place.hours, now),
    )
    rule = tuple(reply.speech.split("\n")) if reply.speech else reply.lines
    told = (*window, *rule) if here else (*rule, *window)
    sources = reply.lines[len(rule) :]
    return replace(reply, lines=(*told, *sources), speech="\n".join(told) if reply.speech else "", place=place.id)


def person(venue: Venue | None) -> Reply:
    """Where a person can be asked in the lobby."""
    desk = next(iter(venue.of_kind(Kind.PERSON)), None) if venue else None
    if desk is None:
        return Reply(lines=(say("guidance", "aloud"), say("guidance", "person_unknown")))
    line = say("guidance", "person", name=desk.name, where=desk.where)
    return Reply(lines=(say("guidance", "aloud"), line), place=desk.id)


def _terminal(place: Place) -> str:
    modules = "、".join(module.name for module in place.modules)
    return say("guidance", "terminal", name=place.name, modules=modules, where=place.where)


def _place(place: Place, now: datetime) -> Reply:
    first = _terminal(place) if place.modules else say("guidance", "place", name=place.name, where=place.where)
    opens = () if place.kind is Kind.AREA else (_opens(place.hours, now),)
    return Reply(lines=(first, *_bring(place.bring), *opens), place=place.id)


def _module(place: Place, module: Module | None, now: datetime) -> Reply:
    assert module is not None
    first = say("guidance", "module", module=module.name, name=place.name, does=module.does, where=place.where)
    bring = (say("guidance", "module_bring", things="、".join(module.bring)),) if module.bring else ()
    return Reply(lines=(first, *bring, _opens(place.hours, now)), place=place.id)


def _bring(things: Sequence[str]) -> tuple[str, ...]:
    return (say("guidance", "bring", things="、".join(things)),) if things else ()


def _help(venue: Venue) -> str:
    desk = next(iter(venue.of_kind(Kind.PERSON)), None)
    return say("guidance", "how", person=desk.name if desk else say("guidance", "somebody"))


def _opens(hours: Hours, now: datetime, text: str = "") -> str:
    """When it is open today, or on the other day that the text names."""
    local = now.astimezone(CHINA)
    other = _other_day(text, local.date())
    if other:
        day = f"{other.month}月{other.day}日星期{_WEEKDAYS[other.weekday()]}"
        key = "other_open" if hours.works_on(other) else "other_closed"
        return say("guidance", "hours", key, day=day, spans=_spans(hours))
    opening = hours.next_opening(local)
    if not hours.works_on(local.date()):
        return say("guidance", "hours", "closed", next=_moment(opening))
    if opening.date() != local.date():
        return say("guidance", "hours", "over", next=_moment(opening))
    return say("guidance", "hours", "now" if opening == local else "later", spans=_spans(hours))


def _other_day(text: str, today: date) -> date | None:
    """The first day from tomorrow on that the text means; weekends begin on Saturday."""
    found = _OTHER_DAY.search(text)
    if found is None:
        return None
    if found[0] in ("明天", "后天"):
        return today + timedelta(days=1 if found[0] == "明天" else 2)
    weekday = 5 if found[2] == "末" else _WEEKDAYS.index("日" if found[2] == "天" else found[2])
    this = today - timedelta(days=today.weekday()) + timedelta(days=weekday + (7 if found[1] else 0))
    return this if this > today else None if this == today else this + timedelta(days=7)


def _spans(hours: Hours) -> str:
    return "、".join(f"{_clock(begin)}至{_clock(end)}" for begin, end in hours.spans)


def _clock(at: time) -> str:
    return f"{at.hour}点" + (f"{at.minute}分" if at.minute else "")


def _moment(at: datetime) -> str:
    return say(
        "guidance", "moment", month=at.month, day=at.day, weekday=_WEEKDAYS[at.weekday()], time=_clock(at.time())
    )


def _asks(what: str, text: str) -> bool:
    return re.search(texts("guidance")["asks"][what], text) is not None
