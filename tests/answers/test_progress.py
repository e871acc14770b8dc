"""Progress: what each side hears, and that nothing is said that the store does not say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from bot.answers.progress import answer
from bot.answers.reply import Disclosure, Reply
from bot.answers.viewer import viewer_of
from bot.cases.model import (
    Audience,
    CaseFile,
    Conclusion,
    EventKind,
    MeasureKind,
    MeasureStatus,
    NextStep,
    PaymentKind,
    Stage,
)
from tests.answers.files import EVENTS, TODAY, case_file, event, measure, payment

QUESTIONS = ("ask_progress", "ask_measures", "ask_payout", "ask_contact", "ask_time_limit")


def told(file: CaseFile, person: str = "key-applicant", question: str = "ask_progress", today: date = TODAY) -> Reply:
    viewer = viewer_of(file, person)
    assert viewer is not None
    return answer(question, file, viewer, today)


def text(reply: Reply) -> str:
    return "\n".join(reply.lines)


def test_applicant_hears_stage_event_measure_money_next_step_deadline_and_handler() -> None:
    reply = told(case_file())
    assert reply.title == "（2026）粤0111执1001号 租赁合同纠纷"
    assert reply.disclosure is Disclosure.PARTY
    for part in (
        "对方的财产已经被控制住",
        "最近一次：2026年11月3日，冻结了对方的银行账户。",
        "冻结存款：尾号1234的银行账户，12,000元，生效中，到2027年11月2日。",
        "申请执行58,600元，系统里还没有到账和发放的记录。",
        "接下来：划拨已冻结的款项，到账后发给您，法院计划在2026年12月1日前办。",
        "即2027年4月12日前",
        "承办人：林法官（普通执行一组，普通组）。",
    ):
        assert part in text(reply)


def test_debtor_is_never_told_of_a_planned_levy() -> None:
    reply = told(case_file(), "key-debtor")
    assert "接下来：划拨" not in text(reply)
    assert "您的财产已经被依法控制" in text(reply)


def test_debtor_does_not_hear_of_a_freeze_before_it_is_served() -> None:
    kept_back = measure(audience=Audience.APPLICANT)
    events = (*EVENTS[:2], event(date(2026, 11, 3), EventKind.MEASURE_TAKEN, "冻结了银行账户。", Audience.APPLICANT))
    file = case_file(events=events, measures=(kept_back,))
    for question in QUESTIONS:
        said = text(told(file, "key-debtor", question))
        assert "冻结" not in said
        assert "控制" not in said
    assert "冻结存款" in text(told(file))


def test_planned_measure_is_for_the_applicant_only() -> None:
    planned = measure(kind=MeasureKind.SEIZE_VEHICLE, target="小型客车一辆", status=MeasureStatus.PLANNED)
    file = case_file(measures=(planned,))
    assert "小型客车" in text(told(file, question="ask_measures"))
    assert "小型客车" not in text(told(file, "key-debtor", "ask_measures"))


def test_agent_sees_what_the_principal_sees() -> None:
    assert told(case_file(), "key-agent").lines == told(case_file()).lines


@pytest.mark.parametrize("person", ["key-lost-agent", "key-bank"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_who_is_no_party_hears_neither_stage_nor_measures(person: str, question: str) -> None:
    said = text(told(case_file(), person, question))
    assert "控制" not in said
    assert "冻结" not in said
    assert "12,000" not in said


def test_stranger_is_nobody_in_the_case() -> None:
    assert viewer_of(case_file(), "key-of-somebody-else") is None


def test_phones_and_identity_numbers_are_never_said() -> None:
    for question, person in product(QUESTIONS, ("key-applicant", "key-debtor", "key-agent")):
        said = text(told(case_file(), person, question))
        assert "1900000000" not in said


def test_a_full_account_that_slipped_into_a_note_is_hidden() -> None:
    events = (event(date(2026, 11, 3), EventKind.MEASURE_TAKEN, "冻结账户6222020200001234567。"),)
    assert "6222020200001234567" not in text(told(case_file(events=events)))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CONCLUDED])
@pytest.mark.parametrize("person", ["key-applicant", "key-debtor"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_stage_can_be_told_to_both_sides(stage: Stage, person: str, question: str) -> None:
    reply = told(case_file(stage=stage, next_step=None, next_due=None), person, question)
    assert reply.lines
    assert all(reply.lines)
    assert "None" not in text(reply)
    assert "{" not in text(reply)


@pytest.mark.parametrize("step", list(NextStep))
@pytest.mark.parametrize("person", ["key-applicant", "key-debtor"])
def test_every_next_step_can_be_told_or_kept(step: NextStep, person: str) -> None:
    assert "接下来" in text(told(case_file(next_step=step), person))


def test_next_step_without_a_day_says_so() -> None:
    assert "没有登记日期" in text(told(case_file(next_due=None)))


def test_overdue_step_is_called_overdue_on_the_day_after() -> None:
    assert "已经过期" not in text(told(case_file(), today=date(2026, 12, 1)))
    assert "已经过期" in text(told(case_file(), today=date(2026, 12, 2)))


def test_empty_file_invents_nothing() -> None:
    file = CaseFile(case_file(next_step=None, next_due=None, handler=None, filed_on=None, claim=None).case,
                    case_file().parties, (), (), (), None)  # fmt: skip
    said = text(told(file, question="ask_progress"))
    assert "系统里还没有登记进展" in said
    assert "系统里还没有登记承办团队" in said
    assert "年" not in said.replace("二年", "")
    assert "系统里还没有立案日期" in text(told(file, question="ask_time_limit"))
    assert "没有登记财产措施" in text(told(file, question="ask_measures"))


@pytest.mark.parametrize("conclusion", list(Conclusion))
def test_concluded_case_says_how_and_when_and_no_next_step(conclusion: Conclusion) -> None:
    file = case_file(stage=Stage.CONCLUDED, conclusion=conclusion, concluded_on=date(2026, 11, 20), next_step=None)
    said = text(told(file))
    assert "结案：2026年11月20日" in said
    assert "接下来" not in said


def test_concluded_without_a_day() -> None:
    file = case_file(stage=Stage.CONCLUDED, conclusion=Conclusion.PAID, concluded_on=None, next_step=None)
    assert "结案方式是执行完毕。" in text(told(file))


def test_money_received_but_not_paid_out_waits() -> None:
    payments = (payment(PaymentKind.RECEIVED, "12000.00"), payment(PaymentKind.PAID_OUT, "5000.50", party="P1"))
    said = text(told(case_file(payments=payments, stage=Stage.PAYOUT), question="ask_payout"))
    assert "已到账12,000元" in said
    assert "已发放5,000.50元" in said
    assert "还有6,999.50元在法院账户" in said


def test_payout_within_thirty_days_is_never_promised() -> None:
    said = text(told(case_file(payments=(payment(PaymentKind.RECEIVED, "1.00"),)), question="ask_payout"))
    assert "一般在到账后30日内发放，具体以承办团队答复为准" in said


def test_nothing_received_says_so() -> None:
    assert "没有到账记录" in text(told(case_file(), question="ask_payout"))


def test_debtor_is_not_told_that_money_waits_for_the_applicant() -> None:
    file = case_file(payments=(payment(PaymentKind.RECEIVED, "12000.00"),))
    assert "等核算后发放" not in text(told(file, "key-debtor", "ask_payout"))


def test_measures_in_force_come_first_and_a_long_list_is_cut() -> None:
    many = tuple(
        measure(measure_id=f"M{at}", target=f"第{at}个账户", status=MeasureStatus.LIFTED, began_on=date(2026, 11, at))
        for at in range(1, 7)
    )
    reply = told(case_file(measures=(*many, measure())), question="ask_measures")
    assert reply.lines[0] == "已登记的措施（7项）："
    assert "尾号1234" in reply.lines[1]
    assert reply.lines[-1].startswith("另有2项")


def test_waiting_seizure_names_its_place_in_the_line() -> None:
    assert "轮候第2位" in text(told(case_file(measures=(measure(rank=3),)), question="ask_measures"))


def test_contact_gives_handler_office_and_hours() -> None:
    said = text(told(case_file(), question="ask_contact"))
    assert "林法官" in said
    assert "020-00001111" in said
    assert "工作日9:00-17:00" in said


def test_case_without_handler_says_so() -> None:
    assert "还没有登记（普通执行一组" in text(told(case_file(handler=None), question="ask_contact"))


def test_amount_unknown_is_left_out() -> None:
    assert "元" not in text(told(case_file(measures=(measure(amount=None),)), question="ask_measures"))


def test_claim_is_written_with_cents_only_where_there_are_any() -> None:
    assert "申请执行5,289.40元" in text(told(case_file(claim=Decimal("5289.40"))))
