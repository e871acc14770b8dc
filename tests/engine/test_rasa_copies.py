"""What was left out of Rasa's turns changes nothing in them."""

from __future__ import annotations

import copy
import logging
from typing import Any

import pytest
from rasa.core import processor
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.rasa_copies import copy_less

_OURS = {"type": "text", "mappings": [{"type": "custom"}]}


def _domain(**slots: dict[str, Any]) -> Domain:
    return Domain.from_dict({"version": "3.1", "intents": ["greet"], "entities": ["date"], "slots": slots})


@pytest.fixture(autouse=True)
def _spared() -> None:
    copy_less()
    copy_less()


@pytest.fixture
def tracker() -> DialogueStateTracker:
    """In the middle of a form."""
    events = [
        ActionExecuted("action_listen"),
        UserUttered("您好", {"name": "greet"}),
        ActiveLoop("identity_form"),
        SlotSet("role", "debtor"),
    ]
    return DialogueStateTracker.from_events("web:a", events, slots=_domain(role=_OURS).slots)


def test_a_copy_is_what_playing_the_events_again_gives(tracker: DialogueStateTracker) -> None:
    played, copied = tracker.travel_back_in_time(float("inf")), tracker.copy()
    assert copied.current_state() == played.current_state()
    assert list(copied.events) == list(played.events)


def test_what_happens_to_a_copy_does_not_happen_to_the_conversation(tracker: DialogueStateTracker) -> None:
    before, copied = tracker.current_state(), tracker.copy()
    for event in (SlotSet("role", "applicant"), ActiveLoop(None), UserUttered("谢谢", {"name": "thank"})):
        copied.update(event)
    copied.trigger_followup_action("action_listen")
    assert tracker.current_state() == before
    assert copied.get_slot("role") == "applicant"


@pytest.mark.parametrize(("level", "copies"), [(logging.DEBUG, True), (logging.WARNING, False)])
def test_only_what_a_log_reads_is_copied(level: int, copies: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(level)
    value = [["x"]]
    assert processor.copy.deepcopy(value) == value
    assert (processor.copy.deepcopy(value)[0] is not value[0]) is copies


class _Processor(MessageProcessor):  # type: ignore[misc]
    """Only what the replaced methods look at."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.action_endpoint = None
        self.nlg = None


async def test_slots_that_rasa_fills_are_filled(tracker: DialogueStateTracker) -> None:
    domain = _domain(said={"type": "text", "mappings": [{"type": "from_text"}]}, role=_OURS)
    tracker = DialogueStateTracker.from_events("web:a", tracker.events, slots=domain.slots)
    await _Processor(domain).run_action_extract_slots(None, tracker)
    assert tracker.get_slot("said") == "您好"


async def test_where_it_fills_none_nothing_is_run(tracker: DialogueStateTracker) -> None:
    before = copy.copy(tracker.events)
    assert await _Processor(_domain(role=_OURS)).run_action_extract_slots(None, tracker) is tracker
    assert tracker.events == before


@pytest.mark.parametrize(("intent", "entity"), [("greet", "nobody_knows"), ("nobody_knows", "date")])
def test_names_that_the_domain_does_not_know_are_reported(intent: str, entity: str) -> None:
    parsed = {"intent": {"name": intent}, "entities": [{"entity": entity}]}
    with pytest.warns(UserWarning, match="nobody_knows"):
        _Processor(_domain())._check_for_unseen_features(parsed)


@pytest.mark.parametrize("intent", ["greet", None])
def test_names_that_it_knows_are_not(intent: str | None) -> None:
    _Processor(_domain())._check_for_unseen_features({"intent": {"name": intent}, "entities": [{"entity": "date"}]})
