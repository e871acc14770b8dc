"""The named cases of the sample store tell the stories that the documentation promises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.cases.model import Audience, CaseFile, Conclusion, EventKind, MeasureKind, MeasureStatus, NextStep, Role, Stage
from bot.cases.sample import demo_cases, demo_table, seed
from bot.cases.store import CaseStore

NUMBERS = [
    "（2026）粤0111执1001号",
    "（2026）粤1224执1002号",
    "（2026）粤1302执1003号",
    "（2025）粤0106执1004号",
    "（2026）粤0604执1005号",
    "（2026）粤0105执1006号",
    "（2026）粤0105执1007号",
    "（2025）粤0104执恢1008号",
]


def file_of(store: CaseStore, serial: int) -> CaseFile:
    number = next(number for number in NUMBERS if f"{serial}号" in number)
    file = store.file(number)
    assert file is not None
    return file


def test_numbers_are_fixed() -> None:
    assert [demo.case_number for demo in demo_cases()] == NUMBERS


def test_everybody_is_in_the_store_under_the_name_and_phone_given(store: CaseStore) -> None:
    for demo in demo_cases():
        for role, person in ((Role.APPLICANT, demo.applicant), (Role.DEBTOR, demo.debtor), (Role.AGENT, demo.agent)):
            if person is None:
                continue
            found = store.party_named(demo.case_number, person.name)
            assert found is not None
            assert (found.role, found.phone) == (role, person.phone)


def test_no_two_people_share_a_phone() -> None:
    people = {p for demo in demo_cases() for p in (demo.applicant, demo.debtor, demo.agent) if p}
    assert len({person.phone for person in people}) == len(people)


def test_one_applicant_is_an_organisation_and_one_has_an_agent(store: CaseStore) -> None:
    parties = [party for demo in demo_cases() for party in store.parties(demo.case_number)]
    assert any(party.is_organisation and party.role is Role.APPLICANT for party in parties)
    agents = [demo.case_number for demo in demo_cases() if demo.agent]
    assert len(agents) == 1
    agent = next(party for party in store.parties(agents[0]) if party.role is Role.AGENT)
    assert agent.represents == store.parties(agents[0])[0].party_id


def test_lease_account_is_frozen_and_the_levy_comes_next(store: CaseStore) -> None:
    file = file_of(store, 1001)
    freeze, levy = file.measures
    assert (file.case.stage, file.case.next_step) == (Stage.CONTROLLED, NextStep.LEVY)
    assert (freeze.kind, freeze.status) == (MeasureKind.FREEZE_DEPOSIT, MeasureStatus.ACTIVE)
    assert (levy.kind, levy.status, levy.audience) == (MeasureKind.LEVY, MeasureStatus.PLANNED, Audience.APPLICANT)


@pytest.mark.parametrize("today", [date(2026, 1, 1) + timedelta(days=13 * n) for n in range(0, 56)])
def test_sale_is_paid_out_on_the_ninth_day_whatever_day_it_is(tmp_path: Path, today: date) -> None:
    seed(tmp_path / "cases.db", len(NUMBERS), today=today)
    store = CaseStore.open(f"sqlite:///{tmp_path / 'cases.db'}")
    file = file_of(store, 1002)
    store.close()

    days = {event.kind: event.happened_on for event in file.events}
    filed = days[EventKind.FILED]
    assert file.case.claim == Decimal(5289)
    assert days[EventKind.SEARCHED] == filed
    assert days[EventKind.MONEY_PAID] - filed == timedelta(days=9)
    assert file.case.conclusion is Conclusion.PAID
    assert today - filed < timedelta(days=90)


def test_mortgage_was_urged_before_the_filing_and_is_being_paid_in_parts(store: CaseStore) -> None:
    file = file_of(store, 1003)
    assert file.case.stage is Stage.SETTLED
    assert file.events[0].kind is EventKind.URGED
    assert file.case.filed_on is not None and file.events[0].happened_on < file.case.filed_on
    assert file.payments and file.case.next_step is NextStep.CHECK_SETTLEMENT


def test_loan_is_terminated_and_looked_at_again(store: CaseStore) -> None:
    file = file_of(store, 1004)
    assert (file.case.stage, file.case.conclusion) == (Stage.TERMINATED, Conclusion.TERMINATED)
    assert file.events[-1].kind is EventKind.RECHECKED
    assert {m.kind for m in file.measures if m.status is MeasureStatus.ACTIVE} == {
        MeasureKind.CONSUMPTION_LIMIT,
        MeasureKind.DISHONEST_LIST,
    }


def test_home_is_being_auctioned(store: CaseStore) -> None:
    file = file_of(store, 1005)
    announced = file.events[-1]
    assert announced.kind is EventKind.AUCTION_ANNOUNCED
    assert file.case.next_step is NextStep.AUCTION
    assert file.case.next_due is not None
    assert file.case.next_due - announced.happened_on >= timedelta(days=30)
    assert {MeasureKind.SEIZE_REALTY, MeasureKind.AUCTION} <= {measure.kind for measure in file.measures}


def test_one_debtor_has_three_cases_in_two_courts(store: CaseStore) -> None:
    files = [file_of(store, serial) for serial in (1006, 1007, 1008)]
    keys = {party.person_key for file in files for party in file.parties if party.role is Role.DEBTOR}
    assert len(keys) == 1
    assert len({file.case.court_code for file in files}) == 2
    assert {case.case_number for case in store.cases_of(keys.pop())} == set(NUMBERS[5:])
    assert files[0].events[-1].audience is Audience.APPLICANT


def test_table_has_a_line_for_each_case() -> None:
    lines = demo_table().splitlines()
    assert len(lines) == 2 + len(NUMBERS)
    assert all(number in line for number, line in zip(NUMBERS, lines[2:], strict=True))
    assert "梁文静 15400001011" in lines[6]
