"""The written answers: short, sourced, no figure without a fact, every offered choice answered."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.answers import law, law_choice, law_entries
from bot.answers.law_entries import Entry
from bot.law.facts import HEDGES, Confidence, fact
from bot.law.figures import figures_in
from connectors.render import portions

TODAY = date(2026, 9, 1)
HOTLINES = re.compile("打(?:110|12368)")  # where people are sent to; no rule says them
SPOKEN_IN_HALF_A_MINUTE = 120
ENTRIES = [entry for topic in law_entries.load().values() for entry in topic.entries]
entries = pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.intent}/{entry.id}" for entry in ENTRIES])

# Questions that other topics answer.
ELSEWHERE = {"转人工": "request_human", "查我的案子": "ask_progress"}
INTENTS = {
    "ask_consequences", "ask_dishonest_list", "ask_consumption_limit", "ask_fine_detention", "ask_refusal_crime",
    "ask_delay_interest", "ask_exit_ban", "ask_asset_seizure", "ask_credit_repair", "ask_how_to_fulfil",
    "ask_settlement", "ask_notice", "ask_apply", "ask_objection", "ask_terminated", "ask_time_limit", "ask_payout",
    "ask_template", "report_clue", "submit_material",
}  # fmt: skip


def test_every_question_of_law_has_a_file() -> None:
    assert set(law_entries.intents()) == INTENTS


@entries
def test_every_figure_is_a_figure_of_a_named_fact(entry: Entry) -> None:
    known = {figure for name in entry.facts for figure in fact(name).figures}
    assert {figure for line in entry.lines for figure in figures_in(HOTLINES.sub("", line))} <= known


@entries
def test_dates_are_days_on_which_a_named_rule_took_effect(entry: Entry) -> None:
    known = {fact(name).in_force_from for name in entry.facts}
    said = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", "".join(entry.lines))
    assert {date(int(year), int(month), int(day)) for year, month, day in said} <= known


@entries
def test_lines_are_few_and_short(entry: Entry) -> None:
    assert 2 <= len(entry.lines) <= 6
    assert max(map(len, entry.lines)) <= 40


@entries
def test_the_first_part_that_the_phone_reads_takes_half_a_minute_at_most(entry: Entry) -> None:
    """Four syllables a second: 120 characters, the question whether to go on included."""
    reply = law.answer("ask_apply", entry.ask, role=None, today=TODAY)
    assert len(portions(reply, "ivr")[0]) <= SPOKEN_IN_HALF_A_MINUTE


@entries
def test_the_whole_fits_one_wechat_message(entry: Entry) -> None:
    reply = law.answer("ask_apply", entry.ask, role=None, today=TODAY)
    assert len("\n".join((reply.title, *reply.lines, *reply.choices)).encode()) <= 2048


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.form], ids=lambda entry: entry.path)
def test_a_blank_form_stands_before_the_sources_and_is_not_read_aloud(entry: Entry) -> None:
    reply = law.answer("ask_template", entry.ask, role=None, today=TODAY)
    end = len(entry.lines) + len(entry.form)
    assert reply.lines[len(entry.lines) : end] == entry.form and reply.lines[end].startswith("依据")
    assert reply.speech == "\n".join(entry.lines)
    assert sum(line.count("____") for line in entry.form) >= 5
    assert "签名" in "".join(entry.form) and not re.search(r"[A-Za-z]|\d{2,}", "".join(entry.form))


def test_every_blank_form_belongs_to_an_answer() -> None:
    used = {entry.form for entry in ENTRIES}
    assert {tuple(path.read_text("utf-8").splitlines()) for path in law_entries.FORMS.glob("*.txt")} == used - {()}


@entries
def test_unverified_law_is_hedged_in_the_lines(entry: Entry) -> None:
    unsure = any(fact(name).confidence is Confidence.UNVERIFIED for name in entry.facts)
    assert not unsure or any(hedge in line for hedge in HEDGES for line in entry.lines)


@entries
def test_whoever_says_there_is_no_rule_offers_a_person(entry: Entry) -> None:
    unknown = any(words in line for line in entry.lines for words in ("没有核对过", "没有可靠依据", "没有资料"))
    assert not unknown or "转人工" in entry.choices


@entries
def test_whatever_is_offered_to_be_handed_on_can_be_chosen(entry: Entry) -> None:
    """A sentence hands nothing over: the choice does."""
    offered = any(words in line for line in entry.lines for words in ("转人工", "帮您转", "要我转"))
    assert not offered or "转人工" in entry.choices or "不能" in entry.lines[0]
    assert not any("马上帮您" in line for line in entry.lines)


@entries
def test_nothing_is_invented_and_nothing_is_padding(entry: Entry) -> None:
    text = HOTLINES.sub("", "".join(entry.lines))
    assert not re.search(r"\d{5,}(?!元)|https?:|www\.", text.replace("12400元", ""))  # no telephone, account, address
    assert not any(words in text for words in ("咨询律师", "仅供参考", "法律建议", "征信黑名单"))


@entries
def test_choices_lead_somewhere_else(entry: Entry) -> None:
    known = {**law_entries.questions(), **ELSEWHERE}
    assert len(set(entry.choices)) == len(entry.choices) <= 4
    assert all(choice in known for choice in entry.choices)
    assert entry.ask not in entry.choices


@entries
def test_a_choice_gets_the_answer_it_promises_whatever_was_understood(entry: Entry) -> None:
    for intent in law_entries.intents():
        assert law_choice.find(intent, entry.ask, None) == (entry, None)


def test_no_two_answers_go_by_the_same_question() -> None:
    assert len({entry.ask for entry in ENTRIES}) == len(ENTRIES)


def test_ids_are_used_once_a_topic() -> None:
    names = [(entry.intent, entry.id) for entry in ENTRIES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_each_intent_has_one_answer_for_everybody(intent: str) -> None:
    general = [entry for entry in law_entries.load()[intent].entries if entry.general]
    assert [entry.id for entry in general] == ["default"]


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_topics_borrow_what_there_is(intent: str) -> None:
    topic = law_entries.load()[intent]
    assert set(topic.also) <= INTENTS - {intent}
    assert {tuple(name.split("/")) for name in topic.borrow} <= {(entry.intent, entry.id) for entry in ENTRIES}


def test_choices_are_known_with_their_intents() -> None:
    questions = law_entries.questions()
    assert questions["怎么移出名单"] == "ask_credit_repair"
    assert questions["还没判决会被强制执行吗"] == "ask_consequences"
    assert set(questions.values()) == INTENTS
