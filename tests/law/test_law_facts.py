"""The facts themselves: every one has a source that exists, figures that are said, and honesty about how sure it is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from bot.cases.model import Role, Stage
from bot.law.facts import HEDGES, Confidence, Fact, UnknownFactError, cite, fact, facts, in_force, load
from bot.law.figures import Unit, figures_in

FACTS = tuple(load().values())
ids = pytest.mark.parametrize("one", FACTS, ids=[one.id for one in FACTS])


def test_there_are_facts_for_every_topic_people_ask_about() -> None:
    topics = {one.topic for one in FACTS}
    assert {
        "delay_interest",
        "dishonest_list",
        "consumption_limit",
        "refusal_crime",
        "asset_seizure",
        "apply",
    } <= topics
    assert len(FACTS) >= 250


@ids
def test_figures_said_and_figures_typed_are_the_same(one: Fact) -> None:
    assert set(figures_in(one.statement)) == set(one.figures)


@ids
def test_every_fact_names_an_article_of_its_instrument(one: Fact) -> None:
    allowed = one.instrument.articles
    if one.confidence is Confidence.UNVERIFIED:
        allowed += one.instrument.unchecked
    assert one.article in allowed


@ids
def test_an_unverified_fact_says_so_and_a_checked_one_does_not(one: Fact) -> None:
    assert any(hedge in one.statement for hedge in HEDGES) is (one.confidence is Confidence.UNVERIFIED)


@ids
def test_a_source_reads_as_people_cite_it(one: Fact) -> None:
    assert cite(one).startswith(one.instrument.cite_as)
    assert cite(one).endswith(one.article)


def test_no_two_facts_say_the_same() -> None:
    said = defaultdict(list)
    for one in FACTS:
        said[one.statement].append(one.id)
    assert [twice for twice in said.values() if len(twice) > 1] == []


def test_facts_of_one_instrument_are_all_from_the_same_kind_of_copy() -> None:
    copies = defaultdict(set)
    for one in FACTS:
        if one.confidence is not Confidence.UNVERIFIED:
            copies[one.instrument.id].add(one.confidence)
    assert [name for name, kinds in copies.items() if len(kinds) > 1] == []


def test_scopes_use_the_words_of_the_case_store() -> None:
    assert {role for one in FACTS for role in one.applies.roles} <= {role.value for role in Role}
    assert {stage for one in FACTS for stage in one.applies.stages} <= {stage.value for stage in Stage}


def test_laws_are_cited_by_their_names_and_interpretations_with_their_numbers() -> None:
    assert cite(fact("fine_individual_max")) == "《民事诉讼法》第一百一十八条"
    assert cite(fact("consumption_ban_9_g_train")) == "《限制高消费规定》（法释〔2015〕17号）第三条"


def test_a_fact_holds_from_the_day_its_instrument_took_effect() -> None:
    one = fact("refusal_pre_judgment_transfer")
    assert not in_force(one, date(2024, 11, 30))
    assert in_force(one, date(2024, 12, 1))


def test_a_fact_may_begin_later_than_its_instrument() -> None:
    one = fact("third_objection_freeze_stays")
    assert not in_force(one, date(2026, 2, 4))
    assert in_force(one, date(2026, 2, 5))


def test_values_are_picked_by_unit() -> None:
    one = fact("fee_band_2")
    assert one.values(Unit.YUAN) == (Decimal(10_000), Decimal(500_000))
    assert one.values(Unit.PERCENT) == (Decimal("1.5"),)
    assert one.values(Unit.DAYS) == ()


def test_unknown_ids_and_topics() -> None:
    with pytest.raises(UnknownFactError, match="no_such_fact"):
        fact("no_such_fact")
    assert facts("no_such_topic") == ()
    assert next(one.id for one in facts("guarantee")) == "guarantee_defer"


def test_facts_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        load()["fine_individual_max"] = fact("fine_unit_range")  # type: ignore[index]
