"""The two notices, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.answers.notice import Notice, explain, preview
from bot.answers.reply import Disclosure
from bot.answers.texts import texts
from bot.answers.viewer import Viewer, viewer_of
from bot.cases.model import Audience, CaseFile, EventKind, Role
from bot.intents.commands import fixed_intent
from bot.law.facts import fact
from bot.law.figures import figures_in
from connectors.render import portions
from tests.answers.files import EVENTS, TODAY, case_file, event

WARNED = (*EVENTS, event(date(2026, 11, 10), EventKind.PENALTY_WARNED, "已发出预处罚告知书。"))
HEADS = texts("notice")["heads"]
ENTRIES: list[dict[str, Any]] = [
    entry for notice in Notice for section in HEADS for entry in texts("notice")[notice.value][section]
]
notices = pytest.mark.parametrize("notice", list(Notice))


def _debtor(file: CaseFile) -> tuple[CaseFile, Viewer]:
    viewer = viewer_of(file, "key-debtor")
    assert viewer is not None
    return file, viewer


def _said(notice: Notice, file: CaseFile | None = None) -> str:
    return "\n".join(explain(notice, TODAY, _debtor(file) if file else None).lines)


@notices
def test_every_question_of_who_received_one_is_answered_in_order(notice: Notice) -> None:
    said = _said(notice)
    places = [said.index(f"{head}：") for head in HEADS.values()]
    assert places == sorted(places)
    assert "依据：" in said


def test_a_warning_is_no_decision() -> None:
    said = _said(Notice.PRE_PENALTY)
    for part in ("还不是处罚决定", "院长批准", "每次最多10万元", "5万元至100万元", "3天内可以申请复议"):
        assert part in said


def test_urging_names_what_the_law_says_about_days_and_no_day_of_its_own() -> None:
    said = _said(Notice.URGING)
    for part in ("期限看告知书上写的日子", "7天内立案", "10天内发执行通知", "日万分之1.75"):
        assert part in said


def test_the_store_tells_whether_it_went_out() -> None:
    assert "有登记，法院在2026年11月10日发出过预处罚告知书" in _said(Notice.PRE_PENALTY, case_file(events=WARNED))
    assert "没有登记发过这份告知书" in _said(Notice.PRE_PENALTY, case_file())
    assert "没有登记发过这份告知书" in _said(Notice.URGING, case_file(events=WARNED))


def test_what_the_debtor_may_not_hear_yet_does_not_confirm_a_paper() -> None:
    kept = event(date(2026, 11, 10), EventKind.PENALTY_WARNED, "拟处罚。", Audience.COURT)
    assert "没有登记" in _said(Notice.PRE_PENALTY, case_file(events=(*EVENTS, kept)))


def test_a_person_and_an_organisation_hear_their_own_limits() -> None:
    person = case_file(events=WARNED)
    parties = tuple(replace(party, is_organisation=party.role is Role.DEBTOR) for party in person.parties)
    assert "对个人罚款" in _said(Notice.PRE_PENALTY, person)
    assert "对单位罚款" not in _said(Notice.PRE_PENALTY, person)
    assert "对单位罚款" in _said(Notice.PRE_PENALTY, replace(person, parties=parties))
    assert "对个人罚款" not in _said(Notice.PRE_PENALTY, replace(person, parties=parties))


@notices
def test_the_desk_previews_what_the_debtor_hears(notice: Notice) -> None:
    file = case_file(events=WARNED)
    assert preview(notice, file, TODAY) == explain(notice, TODAY, _debtor(file))


def test_without_a_debtor_there_is_nothing_to_preview() -> None:
    file = case_file()
    alone = replace(file, parties=tuple(party for party in file.parties if party.role is not Role.DEBTOR))
    assert preview(Notice.URGING, alone, TODAY) is None


@notices
def test_it_fits_a_message_and_its_choices_work(notice: Notice) -> None:
    for own in (None, _debtor(case_file(events=WARNED))):
        reply = explain(notice, TODAY, own)
        assert len("\n".join((reply.title, *reply.lines, *reply.choices)).encode()) <= 2048
        assert all(fixed_intent(choice) for choice in reply.choices)
        assert reply.disclosure is (Disclosure.PARTY if own else Disclosure.PUBLIC)


@notices
def test_the_phone_reads_half_a_minute_at_a_time(notice: Notice) -> None:
    """Four syllables a second: 120 characters, the question whether to go on included."""
    for own in (None, _debtor(case_file(events=WARNED))):
        assert max(map(len, portions(explain(notice, TODAY, own), "ivr"))) <= 120


@notices
def test_it_says_what_paying_changes_and_where_the_money_goes(notice: Notice) -> None:
    said = _said(notice)
    for part in ("还清那天，加倍利息就停", "只还一部分的，剩下的", "不付给个人", "以您那份为准"):
        assert part in said


@notices
def test_before_a_rule_is_in_force_its_sentence_is_left_out(notice: Notice) -> None:
    assert not set(figures_in("".join(explain(notice, date(1990, 1, 1)).lines)))


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["text"] for entry in ENTRIES])
def test_every_sentence_rests_on_facts_that_have_its_figures(entry: dict[str, Any]) -> None:
    known = {figure for name in entry["facts"] for figure in fact(name).figures}
    assert set(figures_in(entry["text"])) <= known
    assert len(entry["text"]) <= 40
