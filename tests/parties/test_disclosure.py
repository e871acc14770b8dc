"""Who may hear what: the whole table, row by row, and the rules that every row must keep."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.cases.model import Audience, Measure, NextStep, Party, PaymentKind, Role, Stage
from bot.parties.disclosure import (
    disclosed_text,
    eyes,
    may_see,
    may_see_event,
    may_see_next_step,
    may_see_payment,
    may_see_stage,
    measure_fields,
    party_fields,
)

ROLES = ["applicant", "debtor", "third_party"]
BOOLS = [False, True]


@pytest.mark.parametrize("own", BOOLS)
@pytest.mark.parametrize("planned", BOOLS)
@pytest.mark.parametrize("role", [*ROLES, "agent", "stranger", ""])
def test_what_is_for_the_court_alone_is_told_to_nobody(role: str, planned: bool, own: bool) -> None:
    assert not may_see(role, Audience.COURT, planned=planned, own=own, principal="applicant")
    assert not may_see_event(role, Audience.COURT, principal="applicant")


@pytest.mark.parametrize("own", BOOLS)
@pytest.mark.parametrize("audience", Audience)
def test_the_debtor_never_hears_of_a_planned_measure(audience: Audience, own: bool) -> None:
    assert not may_see("debtor", audience, planned=True, own=own)


@pytest.mark.parametrize("planned", BOOLS)
@pytest.mark.parametrize("own", BOOLS)
def test_the_debtor_never_hears_of_a_measure_that_is_not_served(planned: bool, own: bool) -> None:
    assert not may_see("debtor", Audience.APPLICANT, planned=planned, own=own)
    assert not may_see_event("debtor", Audience.APPLICANT)


def test_the_debtor_hears_of_served_measures_on_their_own_property_only() -> None:
    assert may_see("debtor", Audience.PARTIES, planned=False, own=True)
    assert not may_see("debtor", Audience.PARTIES, planned=False, own=False)


@pytest.mark.parametrize("own", BOOLS)
@pytest.mark.parametrize("planned", BOOLS)
@pytest.mark.parametrize("audience", [Audience.PARTIES, Audience.APPLICANT])
def test_the_applicant_hears_of_all_that_the_court_marked_for_them(
    audience: Audience, planned: bool, own: bool
) -> None:
    assert may_see("applicant", audience, planned=planned, own=own)
    assert may_see_event("applicant", audience)


def test_a_third_party_hears_only_of_served_measures_about_itself() -> None:
    seen = {
        (audience, planned, own)
        for audience in Audience
        for planned in BOOLS
        for own in BOOLS
        if may_see("third_party", audience, planned=planned, own=own)
    }
    assert seen == {(Audience.PARTIES, False, True)}
    assert not any(may_see_event("third_party", audience) for audience in Audience)


def test_the_debtor_hears_of_events_that_are_for_all_parties() -> None:
    assert may_see_event("debtor", Audience.PARTIES)


@pytest.mark.parametrize(
    ("role", "others"),
    [("applicant", {PaymentKind.RECEIVED}), ("debtor", {PaymentKind.RECEIVED}), ("third_party", set())],
)
def test_payments_between_others_are_not_told(role: str, others: set[PaymentKind]) -> None:
    assert {kind for kind in PaymentKind if may_see_payment(role, kind, own=False)} == others
    assert all(may_see_payment(role, kind, own=True) for kind in PaymentKind)


def test_next_steps_that_would_warn_the_debtor_are_not_told_to_them() -> None:
    told = {step for step in NextStep if may_see_next_step("debtor", step)}
    assert told.isdisjoint({NextStep.SEARCH, NextStep.LEVY, NextStep.SEND_NOTICE, NextStep.PERIODIC_CHECK})
    assert NextStep.AUCTION in told and NextStep.PAY_OUT in told
    assert all(may_see_next_step("applicant", step) for step in NextStep)
    assert not any(may_see_next_step("third_party", step) for step in NextStep)


@pytest.mark.parametrize("stage", [Stage.INVESTIGATING, Stage.CONTROLLED, Stage.LEVYING])
def test_a_stage_does_not_give_away_what_is_not_served(stage: Stage) -> None:
    assert not may_see_stage("debtor", stage, served=False)
    assert may_see_stage("debtor", stage, served=True)
    assert may_see_stage("applicant", stage, served=False)
    assert not may_see_stage("agent", stage, served=False, principal="debtor")


def test_other_stages_are_told_to_parties_and_to_nobody_else() -> None:
    assert may_see_stage("debtor", Stage.AUCTION, served=False)
    assert not any(may_see_stage("third_party", stage, served=True) for stage in Stage)
    assert not any(may_see_stage("stranger", stage, served=True) for stage in Stage)


@pytest.mark.parametrize("principal", ROLES)
def test_an_agent_sees_exactly_what_the_principal_sees(principal: str) -> None:
    for own in BOOLS:
        for audience in Audience:
            for planned in BOOLS:
                assert may_see("agent", audience, planned=planned, own=own, principal=principal) == may_see(
                    principal, audience, planned=planned, own=own
                )
            assert may_see_event("agent", audience, principal=principal) == may_see_event(principal, audience)
        for kind in PaymentKind:
            assert may_see_payment("agent", kind, own=own, principal=principal) == may_see_payment(
                principal, kind, own=own
            )
        assert measure_fields("agent", own=own, principal=principal) == measure_fields(principal, own=own)
        assert party_fields("agent", own=own, principal=principal) == party_fields(principal, own=own)
    for step in NextStep:
        assert may_see_next_step("agent", step, principal=principal) == may_see_next_step(principal, step)


@pytest.mark.parametrize(
    ("role", "principal"), [("agent", None), ("agent", "agent"), ("agent", "stranger"), ("stranger", None), ("", None)]
)
def test_who_cannot_be_placed_sees_nothing(role: str, principal: str | None) -> None:
    assert eyes(role, principal) is None
    for own in BOOLS:
        assert not any(may_see(role, a, planned=False, own=own, principal=principal) for a in Audience)
        assert not any(may_see_payment(role, kind, own=own, principal=principal) for kind in PaymentKind)
        assert not measure_fields(role, own=own, principal=principal)
        assert not party_fields(role, own=own, principal=principal)
    assert not any(may_see_event(role, audience, principal=principal) for audience in Audience)
    assert not any(may_see_next_step(role, step, principal=principal) for step in NextStep)


def test_a_principal_changes_nothing_for_those_who_are_no_agents() -> None:
    assert eyes("debtor", "applicant") is Role.DEBTOR


def test_roles_of_the_model_and_plain_strings_are_the_same() -> None:
    assert eyes(Role.AGENT, Role.DEBTOR) is eyes("agent", "debtor") is Role.DEBTOR
    assert may_see(Role.APPLICANT, Audience.PARTIES, planned=False, own=False)


@pytest.mark.parametrize("own", BOOLS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_phones_ends_of_id_numbers_or_keys(role: str, own: bool) -> None:
    told = party_fields(role, own=own)
    assert told <= {field.name for field in fields(Party)}
    assert told.isdisjoint({"phone", "id_tail", "person_key", "party_id", "represents"})
    assert measure_fields(role, own=own).isdisjoint({"party_id", "measure_id", "audience"})


def test_fields_of_measures_exist_and_follow_the_role() -> None:
    applicant, debtor = measure_fields("applicant", own=False), measure_fields("debtor", own=True)
    assert applicant <= {field.name for field in fields(Measure)}
    assert applicant - debtor == {"rank"}
    assert debtor - measure_fields("third_party", own=True) == {"amount"}
    assert not measure_fields("debtor", own=False)
    assert not measure_fields("third_party", own=False)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("冻结尾号1234的账户", "冻结尾号1234的账户"),
        ("冻结账户6222021234567890123", "冻结账户622****************"),
        ("已电话13812345678通知", "已电话138****5678通知"),
    ],
)
def test_what_slipped_into_free_text_is_hidden_from_everybody(note: str, told: str) -> None:
    assert disclosed_text(note) == told
