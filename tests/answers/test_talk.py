"""Small talk, clarification, hand-over, and the promise that an offered choice leads to what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from bot.answers import identity, law, law_entries, numbers, talk
from bot.answers.progress import answer
from bot.answers.reply import Disclosure, Handover, Reply, Urgency
from bot.answers.texts import texts
from bot.answers.viewer import viewer_of
from bot.case_number import PartialCaseNumber, parse
from bot.cases.model import CaseFile, Stage
from bot.intents.commands import fixed_intent
from bot.parties import Binding, Confirmed, Expired, Locked, NothingPending, Started, TooMany, Wrong
from tests.answers.files import TODAY, case_file
from tests.conftest import ROOT

NUMBER = parse("（2026）粤0111执1001号")
STARTED = Started(300, 60)
INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]

HANDED = talk.Handed("ZX1123-001", "白云快执组", "今天15:30")


def _progress(file: CaseFile) -> list[Reply]:
    questions = ("ask_progress", "ask_measures", "ask_payout", "ask_contact", "ask_time_limit")
    viewers = [viewer_of(file, person) for person in ("key-applicant", "key-debtor")]
    return [answer(question, file, viewer, TODAY) for question in questions for viewer in viewers if viewer]


REPLIES = [
    *(talk.small_talk(act) for act in ("greet", "goodbye", "thank", "affirm", "deny", "capability")),
    *(talk.trouble(kind) for kind in ("empty", "too_long", "unreadable", "failed", "slow", "busy")),
    *(talk.service(intent) for intent in ("ask_location", "ask_self_service")),
    *(talk.clarify([one, two, "greet"]) for one, two in zip(talk.MEANINGS, list(talk.MEANINGS)[1:], strict=False)),
    talk.not_understood(["那个绿本子要不要盖章?", "那个东西"]),
    talk.out_of_scope(),
    talk.give_up(),
    talk.nothing_said(),
    *(numbers.refuse(NUMBER, reason) for reason in ("trial", "other_province", "future", "too_old")),
    numbers.ask(),
    numbers.ask_again(),
    numbers.none_at_hand(),
    numbers.not_yours(),
    numbers.no_cases(),
    identity.public(NUMBER),
    identity.ask_name(),
    identity.ask_code(),
    identity.not_a_name(),
    identity.not_a_code(),
    *(identity.resent(outcome) for outcome in (STARTED, TooMany(30), TooMany(600), NothingPending())),
    *(identity.checked(outcome) for outcome in (Wrong(2), Wrong(0), Expired(), Locked(3600))),
    identity.unavailable(),
    identity.robot_private(),
    *(reply for stage in Stage for reply in _progress(case_file(stage=stage))),
    *(
        law.answer(intent, "", role=role, today=TODAY)
        for intent in law_entries.intents()
        for role in (None, "debtor", "applicant")
    ),
]


@pytest.mark.parametrize("choice", sorted({choice for reply in REPLIES for choice in reply.choices}))
def test_every_offered_choice_is_understood_by_its_words(choice: str) -> None:
    if choice == "没有案号":
        return  # an answer to the form that offered it
    assert fixed_intent(choice) in INTENTS


def test_every_choice_of_an_answer_of_law_is_understood() -> None:
    for words in law_entries.questions():
        assert fixed_intent(words) in INTENTS


def test_every_meaning_leads_back_to_its_intent() -> None:
    for intent, words in talk.MEANINGS.items():
        assert fixed_intent(words) == intent


def test_no_reply_shows_a_placeholder() -> None:
    for reply in REPLIES:
        assert "{" not in "".join((reply.title, *reply.lines))
        assert all(reply.lines)


def test_the_likely_meanings_are_three_without_small_talk_and_other_business_is_last() -> None:
    ranking = [("thank", 0.4), ("out_of_scope", 0.3), ("ask_payout", 0.2), ("complain", 0.05), ("ask_apply", 0.05)]
    assert talk.likely(ranking) == ["ask_payout", "complain", "out_of_scope"]
    assert talk.likely([("ask_payout", 0.99), ("ask_apply", 0.01)]) == ["ask_payout"]


def test_beside_an_answer_stand_the_other_meanings() -> None:
    ranking = [("ask_payout", 0.5), ("ask_apply", 0.3), ("complain", 0.1), ("ask_notice", 0.1)]
    assert talk.rather(ranking) == ["ask_apply", "complain", "ask_notice"]
    assert talk.rather([("out_of_scope", 0.6), ("ask_apply", 0.4)]) == ["ask_apply"]


def test_other_business_alone_is_offered_in_its_own_words() -> None:
    reply = talk.or_rather(Reply(lines=("答",)), ["out_of_scope"])
    assert reply.lines[-1] == "如果您问的不是执行方面的事，请选第一个。"
    assert reply.choices == ("不是执行方面的事",)


def test_clarification_numbers_the_meanings() -> None:
    reply = talk.clarify(["ask_payout", "ask_progress"])
    assert reply.lines[1:] == ("1. 案款什么时候能发给我", "2. 我的案子执行到哪一步了")


def test_one_meaning_is_no_choice() -> None:
    assert "换个说法" in talk.clarify(["ask_payout"]).lines[0]


@pytest.mark.parametrize("urgency", list(Urgency))
def test_handover_names_team_and_ticket(urgency: Urgency) -> None:
    (line,) = talk.handed_over(Handover("request_human", "找人", urgency), HANDED).lines
    for part in (HANDED.number, HANDED.who, HANDED.when):
        assert part in line


def test_outside_office_hours_the_opening_is_told() -> None:
    reply = talk.handed_over(Handover("request_human", "找人"), replace(HANDED, opening="明天8:30"))
    assert "明天8:30上班" in reply.lines[-1]


def test_what_is_added_to_a_request_promises_nothing_new() -> None:
    (line,) = talk.handed_over(Handover("request_human", "找人"), replace(HANDED, added=True)).lines
    assert HANDED.number in line
    assert HANDED.when not in line


def test_a_person_is_offered_once_or_not_at_all() -> None:
    reply = Reply(lines=("甲",), choices=("一", "二", "三", "四"))
    assert talk.with_person(reply).choices == ("一", "二", "三", "转人工")
    assert talk.with_person(talk.with_person(reply)) == talk.with_person(reply)
    assert talk.without_person(talk.with_person(reply)).choices == ("一", "二", "三")


def test_crisis_gets_calm_words_first_even_if_nobody_can_be_told() -> None:
    reply = talk.handed_over(Handover("crisis", "", Urgency.URGENT), None)
    assert "110" in reply.lines[0]
    assert "12368" in reply.lines[-1]


def test_an_ambulance_comes_first_and_a_threat_is_no_matter_of_comfort() -> None:
    told = {reason: talk.handed_over(Handover(reason, "", Urgency.URGENT), HANDED).lines for reason in talk.DANGER}
    assert told["ambulance"][0].startswith("请马上打120")
    assert "110" in told["threat"][0] and "12356" not in "".join(told["threat"])
    assert told["self_harm"] == told["crisis"] and "12356" in told["self_harm"][0]
    assert all(HANDED.number in "".join(lines) for lines in told.values())


def test_a_complaint_hears_where_it_really_goes() -> None:
    lines = talk.handed_over(Handover("complain", ""), HANDED).lines
    assert "负责人" not in "".join(lines) and HANDED.who in lines[1]
    assert "转给" not in talk.handed_over(Handover("complain", ""), None).lines[0]


def test_complaint_is_answered_with_regret() -> None:
    assert "对不起" in talk.handed_over(Handover("complain", ""), HANDED).lines[0]


def test_wrong_code_says_how_many_tries_are_left() -> None:
    assert "3次" in identity.checked(Wrong(3)).lines[0]


def test_long_waits_are_told_in_minutes() -> None:
    assert "11分钟" in identity.too_many(601).lines[0]
    assert "90秒" in identity.too_many(90).lines[0]


def test_confirmed_uses_the_name_that_was_given() -> None:
    assert "陈大文" in identity.confirmed(Confirmed(Binding("k", "陈大文", 0, 1)), 30).lines[0]


def test_unknown_court_is_called_unknown() -> None:
    assert "不在我的对照表里" in identity.public(parse("（2026）粤9999执1号")).lines[0]


def test_public_level_names_stage_and_day_only_where_the_court_opened_them() -> None:
    assert "阶段" not in "".join(identity.public(NUMBER).lines)
    opened = "".join(identity.public(NUMBER, case_file()).lines)
    assert "目前阶段：执行中；最近一次进展在2026年11月3日" in opened
    assert "冻结" not in opened


def test_partial_number_is_asked_for_exactly_what_is_missing() -> None:
    reply = numbers.ask_missing(PartialCaseNumber(court="粤0111", serial=1001))
    assert "广州市白云区人民法院，编号1001" in reply.lines[0]
    assert "还差年份" in reply.lines[0]
    assert "类型" in reply.lines[0]


def test_partial_number_without_anything_is_asked_for_whole() -> None:
    assert numbers.ask_missing(PartialCaseNumber()) == numbers.ask_again()


def test_several_cases_are_masked_and_only_for_the_party() -> None:
    reply = numbers.several((case_file().case, case_file(filed_on=None).case))
    assert reply.disclosure is Disclosure.PARTY
    assert "1001号" not in "".join(reply.lines)
    assert reply.choices == ("1", "2")


def test_reply_survives_json() -> None:
    reply = talk.handed_over(Handover("crisis", "x", Urgency.URGENT), HANDED)
    assert Reply.from_dict(reply.to_dict()) == reply


def test_every_stage_has_all_its_words() -> None:
    words = texts("progress")
    for stage in Stage:
        assert set(words["stage"][stage.value]) == {"applicant", "debtor"}
        assert stage.value in words["public_stage"]


def test_a_part_that_was_not_understood_is_quoted_shortly() -> None:
    assert "“绿本子要盖章吗”" in talk.not_understood(["绿本子要盖章吗?"]).lines[0]
    assert "“…" + "长" * 20 + "”" in talk.not_understood(["很" + "长" * 30]).lines[0]
    assert "丙" not in talk.not_understood(["甲", "乙", "丙"]).lines[0]
