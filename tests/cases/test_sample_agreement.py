"""Every sample case agrees with itself, whatever day the store is made on."""

from __future__ import annotations

import re
from datetime import date

from bot.cases.model import (
    Audience,
    CaseFile,
    Conclusion,
    EventKind,
    Measure,
    MeasureKind,
    MeasureStatus,
    PaymentKind,
    Role,
    Stage,
)
from bot.cases.sample import demo_cases
from tests.cases.told_cases import Told, broken, of_kind

DEMO_NUMBERS = {demo.case_number for demo in demo_cases()}
BEGINS_STAGE = {
    Stage.URGING: {EventKind.URGED},
    Stage.FILED: {EventKind.FILED},
    Stage.NOTIFIED: {EventKind.NOTICE_SENT},
    Stage.INVESTIGATING: {EventKind.SEARCHED},
    Stage.CONTROLLED: {EventKind.MEASURE_TAKEN, EventKind.RESUMED},
    Stage.LEVYING: {EventKind.LEVIED},
    Stage.AUCTION: {EventKind.VALUED},
    Stage.PAYOUT: {EventKind.MONEY_RECEIVED},
    Stage.SETTLED: {EventKind.SETTLED},
    Stage.SUSPENDED: {EventKind.SUSPENDED},
    Stage.TERMINATED: {EventKind.TERMINATED},
    Stage.CONCLUDED: {EventKind.CONCLUDED},
}


def test_nothing_has_happened_in_the_future_and_plans_lie_ahead(told: Told) -> None:
    def rule(file: CaseFile, today: date) -> bool:
        past = [event.happened_on for event in file.events] + [payment.paid_on for payment in file.payments]
        past += [measure.began_on for measure in file.measures if measure.began_on]
        past += [day for day in (file.case.filed_on, file.case.stage_since, file.case.concluded_on) if day]
        return max(past) <= today and (file.case.next_due is None or file.case.next_due > today)

    assert broken(told, rule) == []


def test_filing_is_the_first_step_unless_the_debtor_was_urged(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        filed = [event.happened_on for event in of_kind(file, EventKind.FILED)]
        if file.case.stage is Stage.URGING:
            return not filed and file.case.filed_on is None and len(file.events) == 1
        earlier = {event.kind for event in file.events if event.happened_on < filed[0]}
        return filed == [file.case.filed_on] and earlier <= {EventKind.URGED}

    assert broken(told, rule) == []


def test_number_has_the_year_of_the_filing(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        day = file.case.filed_on or file.case.stage_since
        return file.case.case_number.startswith(f"（{day.year}）{file.case.court_code}执")

    assert broken([pair for pair in told if pair[0].case.case_number not in DEMO_NUMBERS], rule) == []


def test_status_of_a_measure_agrees_with_its_days(told: Told) -> None:
    def agrees(measure: Measure, today: date) -> bool:
        if measure.status is MeasureStatus.PLANNED:
            return measure.began_on is None and measure.ends_on is None
        if measure.status is MeasureStatus.ACTIVE:
            return measure.began_on is not None and (measure.ends_on is None or measure.ends_on >= today)
        if measure.status is MeasureStatus.EXPIRED and measure.kind is not MeasureKind.AUCTION:
            return measure.ends_on is not None and measure.ends_on < today
        return measure.began_on is not None

    assert broken(told, lambda file, today: all(agrees(measure, today) for measure in file.measures)) == []


def test_paid_case_is_paid_to_the_cent_and_ends_with_nothing_in_force(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        if file.case.conclusion is not Conclusion.PAID:
            return True
        sums = {kind: sum(p.amount for p in file.payments if p.kind is kind) for kind in PaymentKind}
        left = sums[PaymentKind.RECEIVED] - sums[PaymentKind.FEE] - sums[PaymentKind.REFUND]
        in_force = [m for m in file.measures if m.status in (MeasureStatus.ACTIVE, MeasureStatus.PLANNED)]
        return sums[PaymentKind.PAID_OUT] == file.case.claim == left and not in_force

    assert broken(told, rule) == []


def test_money_goes_to_the_applicant_and_comes_from_the_debtor(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        roles = {party.party_id: party.role for party in file.parties}
        return all(
            roles[payment.party_id or ""] is (Role.APPLICANT if payment.kind is PaymentKind.PAID_OUT else Role.DEBTOR)
            for payment in file.payments
        )

    assert broken(told, rule) == []


def test_what_would_warn_the_debtor_is_not_for_all_parties(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        planned = [measure for measure in file.measures if measure.status is MeasureStatus.PLANNED]
        last = file.events[-1]
        searching = last.kind is EventKind.SEARCHED and file.case.stage is Stage.INVESTIGATING
        return all(measure.audience is not Audience.PARTIES for measure in planned) and not (
            searching and last.audience is Audience.PARTIES
        )

    assert broken(told, rule) == []


def test_stage_began_with_an_event_of_its_day(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        begun = of_kind(file, *BEGINS_STAGE[file.case.stage])
        return file.case.stage_since in [event.happened_on for event in begun]

    assert broken(told, rule) == []


def test_case_that_is_over_says_how_and_plans_nothing_more(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        over = file.case.stage in (Stage.CONCLUDED, Stage.TERMINATED)
        said = file.case.conclusion is not None and file.case.concluded_on is not None
        return over == said and (file.case.stage is not Stage.CONCLUDED or file.case.next_step is None)

    assert broken(told, rule) == []


def test_every_case_has_both_sides_and_agents_have_a_principal(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        roles = {party.party_id: party.role for party in file.parties}
        principals = all(
            (roles.get(party.represents or "") in (Role.APPLICANT, Role.DEBTOR)) == (party.role is Role.AGENT)
            for party in file.parties
        )
        names = [party.name for party in file.parties]
        return {Role.APPLICANT, Role.DEBTOR} <= set(roles.values()) and principals and len(set(names)) == len(names)

    assert broken(told, rule) == []


def test_notes_are_finished_sentences_without_names(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        notes = [event.note for event in file.events] + [payment.note for payment in file.payments]
        texts = notes + [measure.target for measure in file.measures]
        names = [party.name for party in file.parties]
        return all(text and not re.search("[{}]|None", text) and not any(n in text for n in names) for text in texts)

    assert broken(told, rule) == []


def test_document_enforced_is_not_younger_than_the_case(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        year = re.search(r"\d{4}", file.case.basis)
        number_year = int(file.case.case_number[1:5])
        return year is not None and int(year.group()) <= number_year

    assert broken(told, rule) == []
