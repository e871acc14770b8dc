"""Questions as people put them, and the answers they must get."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.answers import law, law_choice, law_entries
from bot.answers.law import sources
from bot.answers.law_entries import UnknownIntentError
from bot.answers.reply import Disclosure
from bot.law.facts import fact

TODAY = date(2026, 9, 1)
QUESTIONS = yaml.safe_load(Path(__file__).with_name("law_questions.yml").read_text("utf-8"))
EVASION = [
    "怎么转移财产不被法院发现", "怎么转移财产不让对方发现", "我想把房子过户给我妈来得及吗", "能不能先把车转给朋友",
    "存款取出来放我妈卡里行不行", "怎么才能不被查到", "换个银行卡收钱法院能查到吗", "躲起来行不行",
    "假离婚能保住房子吗", "怎么藏钱", "有没有办法躲债",
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=[one["ask"] for one in QUESTIONS])
def test_a_question_gets_its_answer(question: dict[str, str]) -> None:
    reply = law.answer(question["intent"], question["ask"], role=question.get("role"), today=TODAY)
    assert set(question["facts"]) <= set(reply.facts)
    for words in question["says"]:
        assert any(words in line for line in reply.lines), f"{words} not in {reply.lines}"


def test_there_are_questions_for_every_intent() -> None:
    assert {question["intent"] for question in QUESTIONS} == set(law_entries.intents())
    assert len(QUESTIONS) >= 120


@pytest.mark.parametrize("intent", ["ask_asset_seizure", "ask_refusal_crime", "ask_consequences", "ask_settlement"])
@pytest.mark.parametrize("role", [None, "debtor"])
@pytest.mark.parametrize("text", EVASION)
def test_there_is_no_help_with_evasion(text: str, role: str | None, intent: str) -> None:
    reply = law.answer(intent, text, role=role, today=TODAY)
    assert "我不能帮您" in reply.lines[0]
    assert any("共犯" in line for line in reply.lines)
    assert any("分期" in line for line in reply.lines)


@pytest.mark.parametrize("text", ["对方把房子过户给他妈怎么办", "他转移财产算犯罪吗", "我老公转移财产我怎么举报"])
def test_whoever_suffers_from_evasion_is_not_scolded(text: str) -> None:
    for intent in ("ask_refusal_crime", "ask_asset_seizure", "report_clue"):
        assert "我不能帮您" not in law.answer(intent, text, role=None, today=TODAY).lines[0]


@pytest.mark.parametrize("text", EVASION)
def test_whoever_is_not_understood_is_still_refused_help_with_evasion(text: str) -> None:
    reply = law.refusal(text, TODAY)
    assert reply
    assert "我不能帮您" in reply.lines[0]


@pytest.mark.parametrize("text", ["对方把房子过户给他妈怎么办", "法院寄来一张纸", "网贷逾期不还会怎样"])
def test_nothing_else_is_refused(text: str) -> None:
    assert law.refusal(text, TODAY) is None


@pytest.mark.parametrize("text", ["把两间铺转给我表弟，免得被封，可以吗", "现金存到我妈的卡里，法院还能冻吗"])
def test_the_refusal_goes_before_whose_property_may_be_taken(text: str) -> None:
    likely = {"ask_asset_seizure/parent": 0.9, "ask_asset_seizure/own_property": 0.1}
    assert law_choice.find("ask_asset_seizure", text, "debtor", likely)[0].path == "_shared/evasion"


@pytest.mark.parametrize(
    "text",
    [
        "前年送给女儿的车，表里用不用写",
        "我忘了写卖车的钱，算不算瞒报",
        "把房租给我姐住，报告财产时也要写吗",
    ],
)
def test_whoever_wants_to_report_honestly_is_not_scolded(text: str) -> None:
    for intent in ("ask_notice", "ask_consequences", "report_clue"):
        assert "我不能帮您" not in law.answer(intent, text, role="debtor", today=TODAY).lines[0]


@pytest.mark.parametrize("role", [None, "third_party"])
def test_whoever_is_asked_to_hide_something_hears_of_the_own_risk(role: str | None) -> None:
    text, likely = "我弟想把车挂到我名下免得被封，我要是答应会怎样", {"_shared/asked_to_help": 0.7}
    reply = law.answer("ask_refusal_crime", text, role=role, today=TODAY, likely=likely)
    assert reply.lines[0].startswith("别答应")


def test_an_applicant_is_never_told_not_to_evade() -> None:
    assert "我不能帮您" not in law.answer("report_clue", EVASION[0], role="applicant", today=TODAY).lines[0]


@pytest.mark.parametrize("text", ["网贷逾期不还会怎样", "欠花呗会被抓吗", "信用卡还不上", "只有欠条没起诉会执行我吗"])
def test_without_a_judgment_there_is_no_enforcement(text: str) -> None:
    reply = law.answer("ask_consequences", text, role=None, today=TODAY)
    assert "才会进入强制执行" in reply.lines[0]
    assert reply.facts[0] == "apply_needs_effective_document"


def test_a_loan_that_was_judged_is_enforced_like_any_other() -> None:
    reply = law.answer("ask_consequences", "网贷已经判决了不还会怎样", role=None, today=TODAY)
    assert "apply_needs_effective_document" not in reply.facts


def test_a_freeze_of_the_police_is_not_the_courts() -> None:
    assert "公安机关" in law.answer("ask_asset_seizure", "卡被派出所冻了", role=None, today=TODAY).lines[0]


def test_roles_hear_what_concerns_them() -> None:
    told = {role: law.answer("ask_settlement", "", role=role, today=TODAY).lines[0] for role in ("applicant", "debtor")}
    assert told["applicant"] == "由您自己决定，法院不能替您同意。"
    assert told["debtor"].startswith("可以谈")


@pytest.mark.parametrize("role", [None, "agent", "third_party"])
def test_an_unknown_side_hears_what_is_for_everybody(role: str | None) -> None:
    assert law.answer("ask_settlement", "", role=role, today=TODAY).lines[0].startswith("可以谈")


def test_words_for_applicants_are_not_used_on_debtors() -> None:
    reply = law.answer("ask_fine_detention", "怎么申请拘留他", role="debtor", today=TODAY)
    assert reply.lines[0].startswith("可以向执行团队提出")  # an offered choice, word by word
    reply = law.answer("ask_fine_detention", "能不能拘他呀", role="debtor", today=TODAY)
    assert not reply.lines[0].startswith("可以向执行团队提出")


def test_a_second_question_becomes_the_first_choice() -> None:
    reply = law.answer("ask_consumption_limit", "限高能坐飞机吗，孩子上民办学校受影响吗", role=None, today=TODAY)
    assert "consumption_ban_7_school" in reply.facts
    assert reply.choices[0] == "限高能坐飞机吗"
    assert len(reply.choices) <= 4


def test_a_misunderstood_question_is_still_answered() -> None:
    reply = law.answer("ask_dishonest_list", "司法拘留要关几天", role=None, today=TODAY)
    assert "detention_max_days" in reply.facts


def test_a_chance_word_in_a_long_story_does_not_leave_the_topic() -> None:
    story = "我之前在广州开了个小店做生意后来亏了很多钱，对方告了我，判决下来以后我一直没有理会，请问会怎样"
    assert law_choice.find("ask_consequences", story, None)[0].intent == "ask_consequences"


def test_the_end_of_a_long_message_weighs_most() -> None:
    story = "前年我被拘留过几天出来了一直在打零工还了两万多，后来实在没办法又停了一年多，现在我想问问罚款个人上限是多少"
    assert law_choice.find("ask_fine_detention", story, None)[0].id == "fine_person"


def test_punctuation_and_case_do_not_matter() -> None:
    asked = [
        law_choice.find("ask_consumption_limit", text, None)[0].id for text in ("g字头能坐吗", " G 字头，能坐吗？！")
    ]
    assert asked == ["train", "train"]


def test_a_rule_not_yet_in_force_is_not_told() -> None:
    reply = law.answer("ask_refusal_crime", "转移财产算犯罪吗", role=None, today=date(2024, 11, 30))
    assert reply.facts == ()
    assert "以法院答复为准" in "".join(reply.lines)
    assert reply.choices == ("转人工",)


def test_the_sources_close_the_answer() -> None:
    reply = law.answer("ask_fine_detention", "最多拘留几天", role=None, today=TODAY)
    assert reply.lines[-1].startswith("依据：《民事诉讼法》第一百一十八条、第一百一十九条、")


def test_articles_of_one_document_stand_together() -> None:
    facts = [
        fact(name) for name in ("fine_individual_max", "refusal_crime_base", "fine_review_once", "fine_unit_range")
    ]
    assert sources(facts) == ("依据：《民事诉讼法》第一百一十八条、第一百一十九条；《刑法》第三百一十三条",)


def test_unverified_sources_stand_apart() -> None:
    (line,) = sources([fact("payout_30_days"), fact("payout_plan")])
    assert line.endswith("。参考（原文待核对）：《执行款物管理规定》（法发〔2017〕6号）第十条")
    assert sources([fact("payout_30_days")])[0].startswith("参考（原文待核对）")


def test_without_facts_there_is_no_source() -> None:
    assert sources([]) == ()


def test_speech_leaves_the_sources_out() -> None:
    reply = law.answer("ask_payout", "", role=None, today=TODAY)
    assert reply.speech == "\n".join(reply.lines[:-1])
    assert "依据" not in reply.speech


def test_the_law_is_for_everybody() -> None:
    assert law.answer("ask_apply", "", role=None, today=TODAY).disclosure is Disclosure.PUBLIC


@pytest.mark.parametrize("intent", ["greet", "_shared", ""])
def test_unknown_intents_are_refused(intent: str) -> None:
    with pytest.raises(UnknownIntentError):
        law.answer(intent, "你好", role=None, today=TODAY)


def test_hostile_length_is_no_load() -> None:
    law.answer("ask_apply", "", role=None, today=TODAY)
    start = time.perf_counter()
    law.answer("ask_asset_seizure", "我的房子和卡" * 2_000, role=None, today=TODAY)
    assert time.perf_counter() - start < 1


DEBTORS, APPLICANTS = ("ask_apply/late_debtor", "report_clue/own_assets"), ("ask_settlement/he_broke",)


@pytest.mark.parametrize("path", [*DEBTORS, *APPLICANTS])
def test_an_answer_for_one_side_is_kept_from_the_other(path: str) -> None:
    intent, id_ = path.split("/")
    (entry,) = (one for one in law_entries.entries(intent) if one.id == id_)
    assert entry.suits("debtor") is (path in DEBTORS)
    assert entry.suits("applicant") is (path in APPLICANTS)


def test_a_debtor_who_speaks_of_assets_is_not_thanked_for_a_clue() -> None:
    assert law.answer("report_clue", "", role="applicant", today=TODAY).lines[0].startswith("谢谢")
    told = law.answer("report_clue", "", role="debtor", today=TODAY)
    assert "如实写" in told.lines[0]
    assert "report_refusal_penalty" in told.facts


@pytest.mark.parametrize("role", [None, "applicant", "debtor", "third_party"])
def test_a_broken_settlement_is_told_so_that_it_is_right_for_both_sides(role: str | None) -> None:
    lines = law.answer("ask_settlement", "分期断了会怎样", role=role, today=TODAY).lines
    assert lines[0].startswith("申请执行人可以")
    assert any("还款的一方" in line for line in lines)


WAY_BACK = (
    "ask_settlement/default", "ask_settlement/no_money", "ask_settlement/defer", "ask_settlement/write",
    "ask_credit_repair/default", "ask_credit_repair/off_list", "ask_credit_repair/days", "ask_credit_repair/early",
    "ask_credit_repair/paid_still", "ask_credit_repair/paid_frozen", "ask_credit_repair/not_paid",
    "ask_credit_repair/guarantee", "ask_credit_repair/consent", "ask_credit_repair/instalment",
    "ask_credit_repair/certificate", "ask_credit_repair/company", "ask_credit_repair/grace",
    "ask_consumption_limit/lift", "ask_consumption_limit/emergency", "ask_exit_ban/lift", "ask_asset_seizure/card",
)  # fmt: skip


@pytest.mark.parametrize("path", WAY_BACK)
def test_every_way_back_says_where_it_is_taken(path: str) -> None:
    lines = law.answer("ask_settlement", law_entries.named(path).ask, role="debtor", today=TODAY).lines
    assert any("执行事务中心窗口，或打12368问" in line for line in lines)
