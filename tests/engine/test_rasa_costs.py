"""Rasa's methods with a memory do what Rasa's own did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.local_actions import LocalActions, executor_of
from bot.engine.rasa_costs import pay_once


@pytest.fixture(autouse=True)
def _paid() -> None:
    pay_once()
    pay_once()


_NONSENSE = json.loads('{"events": [{"event": 5}], "responses": "no"}')


def test_what_another_server_answers_is_still_validated() -> None:
    action = RemoteAction("action_greets", None)
    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(ValidationError):
        action._validate_action_result(_NONSENSE)


def test_what_this_process_answers_needs_no_check() -> None:
    assert RemoteAction("action_greets", LocalActions(executor_of([]), 1.0))._validate_action_result(_NONSENSE)


def test_every_event_keeps_its_class() -> None:
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("user") is UserUttered


@pytest.mark.parametrize("_", range(2))
def test_an_unknown_event_is_refused_each_time(_: int) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Event.resolve_by_type("nonsense")


class _Step(GraphComponent):  # type: ignore[misc]
    """Joins its name and what its parents gave; remembers every run."""

    runs: ClassVar[list[str]] = []

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(cls, config: dict[str, Any], **_: Any) -> _Step:
        return cls(config["name"])

    def run(self, first: str = "", second: str = "") -> str:
        if first == "break":
            raise RuntimeError("broken")
        self.runs.append(self._name)
        return f"{self._name}({first}{second})"


def _node(name: str, *needs: str, target: bool = False) -> SchemaNode:
    given = dict(zip(("first", "second"), needs, strict=False))
    return SchemaNode(given, _Step, "create", "run", {"name": name}, is_target=target)


@pytest.fixture
def diamond(tmp_path: Path) -> DaskGraphRunner:
    _Step.runs.clear()
    nodes = {
        "end": _node("d", "left", "right", target=True),
        "left": _node("b", "start"),
        "right": _node("c", "start"),
        "start": _node("a", "said"),
        "aside": _node("e", "start"),
    }
    schema = GraphSchema(nodes)
    return DaskGraphRunner.create(schema, LocalModelStorage.create(tmp_path), ExecutionContext(schema))


def test_a_graph_runs_in_the_order_of_its_needs_and_only_as_far_as_needed(diamond: DaskGraphRunner) -> None:
    assert diamond.run({"said": "x"}) == {"end": "d(b(a(x))c(a(x)))"}
    assert sorted(_Step.runs) == ["a", "b", "c", "d"]


def test_targets_and_inputs_are_those_of_the_call(diamond: DaskGraphRunner) -> None:
    assert diamond.run({"said": "x"}, ["aside"]) == {"aside": "e(a(x))"}
    assert diamond.run({"said": "y"}, ["aside", "left"]) == {"aside": "e(a(y))", "left": "b(a(y))"}


def test_a_node_that_breaks_is_reported_as_rasa_does(diamond: DaskGraphRunner) -> None:
    with pytest.raises(GraphComponentException):
        diamond.run({"said": "break"})


def _policy(folder: Path, rule_on: dict[str, str], action: str) -> RulePolicy:
    """A policy of one rule, without a model."""
    schema = GraphSchema({})
    storage = LocalModelStorage.create(folder)
    config = RulePolicy.get_default_config()
    policy = RulePolicy.create(config, storage, Resource("rules"), ExecutionContext(schema))
    rule = json.dumps([{"prev_action": {"action_name": "action_listen"}, "user": rule_on}], sort_keys=True)
    policy.lookup = {RULES: {rule: action}}
    return policy


@pytest.mark.parametrize(("rule_on", "by_text"), [({"intent": "greet"}, None), ({"text": "您好"}, "action_greets")])
def test_rules_are_looked_up_by_words_only_where_one_is_written_so(
    tmp_path: Path, rule_on: dict[str, str], by_text: str | None
) -> None:
    domain = Domain.from_dict({"version": "3.1", "intents": ["greet"], "actions": ["action_greets"]})
    tracker = DialogueStateTracker.from_events(
        "s", [ActionExecuted("action_listen"), UserUttered("您好", {"name": "greet"})], domain=domain
    )
    policy = _policy(tmp_path, rule_on, "action_greets")
    for use_text in (True, False):
        found = policy._find_action_from_rules(tracker, domain, use_text)
        plain = RulePolicy._find_action_from_rules.__wrapped__(policy, tracker, domain, use_text)
        assert found[0] == plain[0] == ("action_greets" if (by_text is not None) == use_text else None)


def test_rules_that_fit_are_those_that_rasa_finds(tmp_path: Path) -> None:
    policy = _policy(tmp_path, {"intent": "greet"}, "action_greets")
    listened = {"prev_action": {"action_name": "action_listen"}}
    greeted = {**listened, "user": {"intent": "greet"}}
    longer = json.dumps([{"prev_action": {"action_name": "action_x"}}, greeted], sort_keys=True)
    lookup = {**policy.lookup[RULES], longer: "action_y"}
    histories = [
        [],
        [{}],
        [{}, greeted],
        [{}, {"prev_action": {"action_name": "action_x"}}, greeted],
        [listened, listened, {"prev_action": {"action_name": "action_z"}}, greeted],
        [{**listened, "user": {"intent": "thank"}}],
    ]
    for states in [*histories, *histories]:
        found = set(lookup)
        for at, state in enumerate(reversed(states)):
            found = {key for key in found if policy._is_rule_applicable(key, at, state)}
        assert policy._get_possible_keys(lookup, states) == found
