"""The rule in one's own case: right for the stage, and nothing that would be a warning to a debtor."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.answers import fitted
from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import texts
from bot.answers.viewer import viewer_of
from bot.cases.model import (
    Audience,
    CaseFile,
    Conclusion,
    EventKind,
    MeasureKind,
    MeasureStatus,
    PaymentKind,
    Stage,
)
from bot.intents.commands import fixed_intent
from bot.law.facts import fact
from bot.law.figures import figures_in
from tests.answers.files import EVENTS, TODAY, case_file, event, measure, payment

INTENTS = ("ask_consequences", "ask_terminated", "ask_credit_repair", "ask_how_to_fulfil")
ENTRIES: list[dict[str, Any]] = [
    *(entry for side in texts("fitted")["can"].values() for entries in side.values() for entry in entries),
    *texts("fitted")["lifting"],
]
LISTED = measure(kind=MeasureKind.DISHONEST_LIST, target="失信被执行人名单", amount=None)
PAID = {"stage": Stage.CONCLUDED, "conclusion": Conclusion.PAID, "concluded_on": date(2026, 11, 20)}


def told(intent: str, file: CaseFile, person: str = "key-debtor", today: date = TODAY) -> Reply | None:
    viewer = viewer_of(file, person)
    assert viewer is not None
    return fitted.answer(intent, file, viewer, today)


def text(intent: str, file: CaseFile, person: str = "key-debtor") -> str:
    reply = told(intent, file, person)
    assert reply is not None
    return "\n".join(reply.lines)


def test_a_debtor_hears_what_was_done_what_comes_and_what_they_can_do() -> None:
    said = text("ask_consequences", case_file())
    for part in (
        "已经被依法控制",
        "尾号1234",
        "接下来",
        "申请执行58,600元",
        "还差履行期限的截止日",
        "谈分期",
        "依据：",
    ):
        assert part in said
    assert "接下来：划拨" not in said


def test_an_applicant_hears_what_the_court_did_and_will_do() -> None:
    said = text("ask_consequences", case_file(), "key-applicant")
    for part in ("法院已经做的", "尾号1234", "接下来：划拨", "申请延长"):
        assert part in said
    assert "还差履行期限" not in said


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("stage", list(Stage))
def test_no_stage_warns_a_debtor_of_what_is_not_served(intent: str, stage: Stage) -> None:
    hidden = measure(audience=Audience.APPLICANT, target="尾号9999的账户")
    planned = measure(kind=MeasureKind.LEVY, target="尾号9999的账户", status=MeasureStatus.PLANNED)
    search = event(date(2026, 11, 5), EventKind.SEARCHED, "正在查尾号9999的账户。", Audience.APPLICANT)
    reply = told(intent, case_file(stage=stage, measures=(hidden, planned), events=(*EVENTS[:2], search)))
    said = "\n".join(reply.lines) if reply else ""
    assert "9999" not in said
    assert "划拨已冻结" not in said
    assert not (stage in (Stage.CONTROLLED, Stage.LEVYING, Stage.INVESTIGATING) and "控制" in said)


def test_if_nothing_may_be_told_of_measures_nothing_is_said_of_them() -> None:
    said = text("ask_consequences", case_file(measures=(measure(audience=Audience.APPLICANT),), events=EVENTS[:2]))
    assert "已经采取" not in said
    assert "没有登记财产措施" not in said


@pytest.mark.parametrize("person", ["key-bank", "key-lost-agent"])
@pytest.mark.parametrize("intent", INTENTS)
def test_who_is_no_side_gets_no_fitted_answer(intent: str, person: str) -> None:
    assert told(intent, case_file(), person) is None


def test_an_agent_hears_what_the_principal_hears() -> None:
    assert told("ask_consequences", case_file(), "key-agent") == told("ask_consequences", case_file(), "key-applicant")


def test_without_a_claim_no_sum_is_offered() -> None:
    assert "履行期限的截止日" not in text("ask_consequences", case_file(claim=None))


def test_terminated_is_explained_to_each_side() -> None:
    file = case_file(stage=Stage.TERMINATED, conclusion=Conclusion.TERMINATED)
    assert "什么时候都能申请恢复执行" in text("ask_terminated", file, "key-applicant")
    assert "10天内补充报告" in text("ask_terminated", file)


def test_a_case_that_was_not_terminated_says_so() -> None:
    assert text("ask_terminated", case_file(), "key-applicant").startswith("这个案子没有终本")


def test_the_last_check_is_the_applicants_alone() -> None:
    checked = event(date(2026, 11, 20), EventKind.RECHECKED, "定期查询没有发现财产。", Audience.APPLICANT)
    file = case_file(stage=Stage.TERMINATED, events=(*EVENTS, checked))
    assert "定期查询" in text("ask_terminated", file, "key-applicant")
    assert "定期查询" not in text("ask_terminated", file)


def test_a_paid_case_tells_how_measures_are_lifted_and_which_still_stand() -> None:
    said = text("ask_credit_repair", case_file(measures=(LISTED,), **PAID))
    for part in ("执行完毕", "3个工作日内删除", "失信被执行人名单", "找承办团队核对", "林法官"):
        assert part in said
    assert "找承办团队核对" not in text(
        "ask_credit_repair", case_file(measures=(measure(status=MeasureStatus.LIFTED),), **PAID)
    )


def test_an_unpaid_case_names_what_stands_and_promises_nothing() -> None:
    said = text("ask_credit_repair", case_file(measures=(LISTED,)))
    assert "失信被执行人名单" in said
    assert "3个工作日" not in said


def test_how_to_pay_names_the_team_and_never_an_account() -> None:
    said = text("ask_how_to_fulfil", case_file(payments=(payment(PaymentKind.RECEIVED, "1000"),)))
    for part in ("申请执行58,600元", "法院已收到1,000元", "按执行通知书写明", "020-00001111"):
        assert part in said


def test_after_the_end_a_debtor_is_warned_of_a_second_payment() -> None:
    assert "先向承办团队核实" in text("ask_how_to_fulfil", case_file(**PAID))


@pytest.mark.parametrize("intent", ["ask_credit_repair", "ask_how_to_fulfil"])
def test_what_concerns_debtors_is_not_told_to_applicants(intent: str) -> None:
    assert told(intent, case_file(), "key-applicant") is None


def test_a_rule_that_is_not_in_force_is_left_out() -> None:
    reply = told("ask_consequences", case_file(), today=date(2000, 1, 1))
    assert reply is not None
    assert "谈分期" not in "\n".join(reply.lines)


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("person", ["key-applicant", "key-debtor"])
@pytest.mark.parametrize("stage", list(Stage))
def test_every_answer_fits_a_message_stays_with_the_party_and_offers_what_works(
    intent: str, person: str, stage: Stage
) -> None:
    reply = told(intent, case_file(stage=stage, measures=(measure(), LISTED, LISTED, LISTED)), person)
    if reply is None:
        return
    assert reply.disclosure is Disclosure.PARTY
    assert len("\n".join((reply.title, *reply.lines, *reply.choices)).encode()) <= 2048
    assert all(fixed_intent(choice) for choice in reply.choices)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["text"] for entry in ENTRIES])
def test_every_sentence_rests_on_facts_that_have_its_figures(entry: dict[str, Any]) -> None:
    known = {figure for name in entry["facts"] for figure in fact(name).figures}
    assert entry["facts"]
    assert set(figures_in(entry["text"])) <= known
    assert len(entry["text"]) <= 40


def test_every_stage_has_its_sentences() -> None:
    for side in texts("fitted")["can"].values():
        assert set(side) == {stage.value for stage in Stage}


@pytest.mark.parametrize("intent", INTENTS)
def test_the_choice_that_asks_for_it_leads_back_to_it(intent: str) -> None:
    assert fixed_intent(fitted.mine(intent)) == intent
    assert fixed_intent(fitted.general()) == "ask_consequences"
