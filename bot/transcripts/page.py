"""The report as one page of HTML that stands alone: what to do first, then pictures, then how it was counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from html import escape
from string import Template
from typing import Any

from bot.hours import CHINA
from bot.transcripts import charts
from bot.transcripts.right import UNCLEAR, question_of, rule_of
from bot.transcripts.tally import SHOWN, Tally
from bot.transcripts.texts import DATA, label, say, texts

_OFFICE = range(8, 18)  # hours that are always shown
_MOST_INTENTS, _MOST_QUESTIONS, _MOST_WORK = 14, 12, 12
_UNANSWERED = ("unanswered", "promised")


def page(tally: Tally) -> str:
    """The whole page."""
    pictures = '<div class="pair">' + "".join(section(tally) for section in (_hours, _intents)) + "</div>"
    rest = (_unanswered, _promises, _heat, _troubles, _unclear, _broken, _method)
    return _template().substitute(
        title=_words()["title"],
        subtitle=_subtitle(tally),
        lead=_lead(tally),
        tiles=_tiles(tally),
        sections="\n".join([_work(tally), pictures, *(section(tally) for section in rest)]),
    )


@cache
def _template() -> Template:
    return Template((DATA / "report.html").read_text(encoding="utf-8"))


def _words() -> dict[str, Any]:
    return texts("page")


def _subtitle(tally: Tally) -> str:
    made = _words()["made"].format(now=_moment(datetime.now(CHINA)))
    if tally.first is None or tally.last is None:
        return f"{_words()['empty']} · {made}"
    period = _words()["period"].format(first=_moment(tally.first), last=_moment(tally.last))
    return f"{period} · {made}"


def _lead(tally: Tally) -> str:
    lead = _words()["lead"]
    urgent = tally.needs["crisis"] + tally.needs["person"]
    work = sum(tally.needs.values())
    told = [lead["calls"].format(calls=tally.calls, outgoing=tally.outgoing, questions=tally.questions)]
    if tally.questions:
        shares = {name: _share(_of(tally, *kinds), tally.questions) for name, kinds in _GROUPS.items()}
        told.append(lead["answered"].format(**shares))
    if work:
        told.append(f"<strong>{lead['work'].format(work=work, urgent=urgent, opened=tally.opened)}</strong>")
    else:
        told.append(lead["no_work"])
    if tally.failed:
        told.append(f"<strong>{lead['failed'].format(failed=tally.failed)}</strong>")
    if tally.promises:
        told.append(lead["missed"].format(promises=sum(tally.promises.values()), missed=tally.promises["missed"]))
    if tally.troubled:
        told.append(lead["trouble"].format(share=_share(tally.troubled, tally.calls)))
    if tally.broken:
        told.append(lead["broken"].format(broken=tally.broken))
    return "".join(told)


_GROUPS = {"answered": ("answered",), "unanswered": _UNANSWERED, "unsure": ("unsure",)}


def _of(tally: Tally, *fates: str) -> int:
    return sum(count for (_, fate), count in tally.asked.items() if fate in fates)


def _share(some: int, all_: int) -> int:
    return round(100 * some / all_) if all_ else 0


def _tiles(tally: Tally) -> str:
    counts = {
        "calls": (tally.calls, ""),
        "questions": (tally.questions, ""),
        "answered": (_of(tally, "answered"), "good"),
        "unanswered": (_of(tally, *_UNANSWERED), "bad"),
        "unsure": (_of(tally, "unsure"), ""),
        "work": (sum(tally.needs.values()), "bad"),
        "missed": (tally.promises["missed"], "bad"),
        "troubled": (tally.troubled, ""),
    }
    names = _words()["tiles"]
    return "".join(
        f'<li class="{kind}"><b>{count:,}</b><span>{names[name]}</span></li>' for name, (count, kind) in counts.items()
    )


def _section(name: str, content: str, **values: object) -> str:
    note = _words()["notes"].get(name, "")
    note = f'<p class="note">{note.format(**values)}</p>' if note else ""
    return f"<section><h2>{_words()['sections'][name]}</h2>{note}{content}</section>"


def _work(tally: Tally) -> str:
    needs = texts()["needs"]
    counts = charts.bars(
        [(needs[kind], {"unanswered": count}) for kind, count in tally.needs.most_common()],
        _words()["sections"]["work"],
    )
    ordered = sorted(tally.work, key=lambda one: not one.urgent)[:_MOST_WORK]
    rows = [
        (one.ticket, one.call, _moment(one.begin), _urgent(one.urgent) + escape(needs[one.kind])) for one in ordered
    ]
    if not rows:
        return _section("work", _nothing(), most=_MOST_WORK)
    table = _table("work", rows, html=(3,), tight=(0, 2))
    return _section("work", f'<div class="wide">{counts}</div>{table}', most=_MOST_WORK)


def _urgent(urgent: bool) -> str:
    return f'<span class="urgent">{_words()["urgent"]}</span> ' if urgent else ""


def _hours(tally: Tally) -> str:
    picture = charts.columns(tally.hours, _shown_hours(tally), _words()["sections"]["hours"])
    return _section("hours", f'{_legend((*charts.FATES, "none"))}<div class="wide">{picture}</div>')


def _shown_hours(tally: Tally) -> list[int]:
    """The office's hours and those with calls, without gaps."""
    hours = {*_OFFICE, *(hour for hour, _ in tally.hours)}
    return list(range(min(hours), max(hours) + 1))


def _legend(kinds: Iterable[str]) -> str:
    names = _words()["legend"]
    return '<ul class="legend">' + "".join(f'<li><i class="{kind}"></i>{names[kind]}</li>' for kind in kinds) + "</ul>"


def _intents(tally: Tally) -> str:
    totals: dict[str, int] = {}
    for (intent, _), count in tally.intent_fates.items():
        totals[intent] = totals.get(intent, 0) + count
    most = sorted(totals, key=lambda intent: -totals[intent])[:_MOST_INTENTS]
    rows = [(label(intent), {fate: tally.intent_fates[intent, fate] for fate in charts.FATES}) for intent in most]
    picture = charts.bars(rows, _words()["sections"]["intents"])
    return _section("intents", f'{_legend(charts.FATES)}<div class="wide">{picture}</div>' if rows else _nothing())


def _heat(tally: Tally) -> str:
    names = {intent: label(intent) for intent, _ in tally.intents.most_common(_MOST_INTENTS)}
    picture = charts.heat(tally.intent_hours, names, _shown_hours(tally), _words()["sections"]["heat"])
    return _section("heat", f'<div class="wide">{picture}</div>' if names else _nothing())


def _unanswered(tally: Tally) -> str:
    counts: dict[str, int] = {}
    for (topic, fate), count in tally.asked.items():
        if fate in _UNANSWERED and topic not in (UNCLEAR, "request_human"):
            counts[topic] = counts.get(topic, 0) + count
    most = sorted(counts, key=lambda topic: (-counts[topic], topic))[:_MOST_QUESTIONS]
    day = (tally.last or datetime.now(CHINA)).date()
    rows = [
        (
            question_of(topic, topic),
            counts[topic],
            sum(count for (other, _), count in tally.asked.items() if other == topic),
            rule_of(topic, day),
        )
        for topic in most
    ]
    return _section("unanswered", _table("unanswered", rows, tight=(0, 1, 2)))


def _unclear(tally: Tally) -> str:
    return _section("unclear", _table("unclear", tally.unclear, tight=(2,)), most=SHOWN)


def _troubles(tally: Tally) -> str:
    rows = [(texts()["troubles"][kind], {"trouble": count}) for kind, count in tally.troubles.most_common()]
    picture = charts.bars(rows, _words()["sections"]["troubles"])
    return _section("troubles", f'<div class="wide">{picture}</div>' if rows else _nothing())


def _promises(tally: Tally) -> str:
    names = texts()["promises"]
    counts = "；".join(f"{names[outcome]} {count} 次" for outcome, count in tally.promises.most_common())
    rows = [
        (
            settled.call.id,
            _moment(settled.promise.made),
            settled.promise.said,
            settled.promise.due.shown if settled.promise.due else say("promises", "no_time"),
            ticket,
        )
        for settled, ticket in tally.missed
    ]
    table = _table("missed", rows, tight=(1, 4)) if rows else ""
    return _section("promises", f"<p>{counts or _words()['nothing']}</p>{table}{_more(tally.promises['missed'])}")


def _broken(tally: Tally) -> str:
    rows = [(one.file, one.line, one.why) for one in tally.broken_shown]
    return _section("broken", _table("broken", rows, tight=(1,)) + _more(tally.broken))


def _method(tally: Tally) -> str:
    lines = "".join(f"<li>{line}</li>" for line in _words()["method"])
    return _section("method", f'<ul class="method">{lines}</ul>')


def _more(count: int) -> str:
    return f'<p class="note">{_words()["notes"]["more"].format(most=SHOWN)}</p>' if count > SHOWN else ""


def _nothing() -> str:
    return f"<p>{_words()['nothing']}</p>"


def _table(name: str, rows: Sequence[Sequence[object]], html: Sequence[int] = (), tight: Sequence[int] = ()) -> str:
    """A table under the heads of a name; cells are escaped but for the columns ``html``, ``tight`` ones never wrap."""
    if not rows:
        return _nothing()
    heads = _words()["heads"][name]
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-name="{heads[at]}"{" class=tight" if at in tight else ""}>'
            f"{cell if at in html else escape(str(cell))}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="stack"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
