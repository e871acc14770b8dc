"""Rasa's methods with a memory do what Rasa's own did."""

from __future__ import annotations

import json

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, UserUttered

from bot.engine.rasa_costs import pay_once


@pytest.fixture(autouse=True)
def _paid() -> None:
    pay_once()
    pay_once()


def test_results_are_still_validated() -> None:
    action = RemoteAction("action_greets", None)
    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(ValidationError):
        action._validate_action_result(json.loads('{"events": [{"event": 5}], "responses": "no"}'))


def test_every_event_keeps_its_class() -> None:
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("user") is UserUttered


@pytest.mark.parametrize("_", range(2))
def test_an_unknown_event_is_refused_each_time(_: int) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Event.resolve_by_type("nonsense")
