"""The two notices that come before force, explained line by line to who received one: 执前督促 and 预处罚告知书.

What it is, whether it is real, what happens if nothing is done, what happens if one pays. Only facts of the law data
are told; no day is named that the law or the case store does not name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from bot.answers.case_lines import handler_line, office_lines, stage_lines
from bot.answers.law import sources
from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import say, texts
from bot.answers.viewer import Viewer, viewer_of
from bot.answers.wording import day
from bot.cases.model import CaseFile, EventKind, Role
from bot.law.facts import fact, in_force

_CHOICES = ("怎么谈分期", "怎么还款", "帮我算利息", "转人工")


class Notice(str, Enum):
    """Which paper; the values are the ids of the entries in ``law/ask_notice.yml``."""

    URGING = "urging"
    PRE_PENALTY = "pre_penalty"


_EVENTS = {Notice.URGING: EventKind.URGED, Notice.PRE_PENALTY: EventKind.PENALTY_WARNED}


def explain(notice: Notice, today: date, own: tuple[CaseFile, Viewer] | None = None) -> Reply:
    """The explanation; ``own`` is the case in hand of a verified party: its file tells whether the paper went out."""
    parts = texts("notice")[notice.value]
    kind = _recipient(*own) if own else None
    lines: list[str] = []
    rests_on: list[str] = []
    for section, head in texts("notice")["heads"].items():
        told = list(_section(parts[section], kind, today))
        said = [text for text, _ in told]
        if section == "real" and own:
            said = _registered(notice, *own) + said
        if section == "now" and own:
            said = [text for text, _ in stage_lines(*own)] + said
        lines += [f"{head}：{said[0]}", *said[1:]] if said else []
        rests_on += [name for _, names in told for name in names]
    facts = tuple(dict.fromkeys(rests_on))
    return Reply(
        title=_title(parts["title"], own),
        lines=(*lines, *sources(map(fact, facts))),
        facts=(*facts, *(("event", "team", "case.stage") if own else ())),
        choices=_CHOICES,
        disclosure=Disclosure.PARTY if own else Disclosure.PUBLIC,
        speech="\n".join(lines),
    )


def preview(notice: Notice, file: CaseFile, today: date) -> Reply | None:
    """The explanation as the debtor of this case gets it; ``None`` if no debtor is registered."""
    debtor = next((party for party in file.parties if party.role is Role.DEBTOR), None)
    viewer = viewer_of(file, debtor.person_key) if debtor else None
    return explain(notice, today, (file, viewer)) if viewer else None


def _title(title: str, own: tuple[CaseFile, Viewer] | None) -> str:
    return f"{own[0].case.case_number} {title}" if own else title


def _section(entries: list[dict[str, Any]], kind: str | None, today: date) -> Iterator[tuple[str, list[str]]]:
    """The sentences for this kind of recipient whose facts hold today; an unknown one hears those for every kind."""
    for entry in entries:
        meant = not kind or entry.get("needs", kind) == kind
        if meant and all(in_force(fact(name), today) for name in entry["facts"]):
            yield entry["text"], entry["facts"]


def _recipient(file: CaseFile, viewer: Viewer) -> str | None:
    """Whether the debtor is a person or an organisation; ``None`` if the viewer is not the debtor's side."""
    if viewer.side is not Role.DEBTOR:
        return None
    own = [party for party in file.parties if party.party_id in viewer.party_ids and party.role is Role.DEBTOR]
    return ("organisation" if own[0].is_organisation else "person") if own else None


def _registered(notice: Notice, file: CaseFile, viewer: Viewer) -> list[str]:
    sent = [event for event in viewer.events(file) if event.kind is _EVENTS[notice]]
    contact = [text for text, _ in (handler_line(file), *office_lines(file))]
    if not sent:
        return [say("notice", "not_registered"), *contact]
    what = say("notice", "sent", notice.value)
    return [say("notice", "registered", day=day(sent[-1].happened_on), sent=what), *contact]
