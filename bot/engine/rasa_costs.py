"""What Rasa works out again at every turn although it never changes, worked out once.

Each function replaces one method of Rasa 3.6 by the same method with a memory; calling it twice changes nothing more.
``make bench`` prints what a whole turn costs.
"""

from __future__ import annotations

import gc
import json
from functools import lru_cache, wraps
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import USER
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import TEXT
from threadpoolctl import threadpool_limits

from bot.engine.local_actions import LocalActions
from bot.engine.rasa_copies import copy_less

_MOST_STATES = 4096  # remembered for a group of rules


def pay_once() -> None:
    """Apply all of them. Call it before the agent is loaded."""
    reckon_in_one_thread()
    validate_results_once()
    resolve_events_once()
    order_graphs_once()
    read_rules_once()
    match_rules_once()
    copy_less()


def settle() -> None:
    """Tell the garbage collector that what is loaded stays. It walked all of the model and of Rasa every few messages,
    which made the slowest message in a hundred a fifth slower. Call it after the agent is loaded."""
    gc.collect()
    gc.freeze()


def reckon_in_one_thread() -> None:
    """A message's products of a vector and a matrix are too small to share out, and the library's other threads would
    spin in wait of more: twice the processor's time for nothing. Training runs in a process of its own."""
    threadpool_limits(1, user_api="blas")


def validate_results_once() -> None:
    """Build Rasa's schema for action results once instead of at every call, where it costs 17 of 20 milliseconds. What
    this very process made through rasa-sdk needs no check; the answer of another server does."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(action: RemoteAction, result: dict[str, Any]) -> bool:
        if not isinstance(action.action_endpoint, LocalActions):
            validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def resolve_events_once() -> None:
    """Look an event's class up by its name once a name: Rasa walks all subclasses for every event that it replays,
    which was a quarter of a turn. Unknown names raise ``ValueError`` as before and are not remembered."""
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def order_graphs_once() -> None:
    """Run the nodes of a graph one after the other, in an order found once for each set of targets. Rasa asks dask to
    schedule them anew at every run, in one thread, which costs as much as most of the nodes do."""

    def run(
        runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        wanted = tuple(targets or runner._graph_schema.target_names)
        for name, needs in _order(runner, wanted):
            done[name] = runner._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    DaskGraphRunner.run = run


def _order(runner: DaskGraphRunner, wanted: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """The nodes that the wanted ones need, each after those that it needs itself, with their names."""
    orders: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = runner.__dict__.setdefault("orders", {})
    if wanted not in orders:
        needs = {name: tuple(node.needs.values()) for name, node in runner._graph_schema.nodes.items()}
        ordered: dict[str, tuple[str, ...]] = {}

        def add(name: str) -> None:
            if name in needs and name not in ordered:
                for need in needs[name]:
                    add(need)
                ordered[name] = needs[name]

        for name in wanted:
            add(name)
        orders[wanted] = list(ordered.items())
    return orders[wanted]


def read_rules_once() -> None:
    """Look rules up by intent only where none is written on the words themselves. Rasa looks twice at every message,
    first by its text, and builds the whole conversation's states for each."""
    original = RulePolicy._find_action_from_rules
    if hasattr(original, "__wrapped__"):
        return

    @wraps(original)
    def find(policy: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input and not _rules_on_words(policy):
            return None, None, False
        return original(policy, tracker, domain, use_text_for_last_user_input)

    RulePolicy._find_action_from_rules = find


def _rules_on_words(policy: RulePolicy) -> bool:
    """Whether any rule has a user's words instead of an intent (Rasa's end-to-end rules)."""
    if not hasattr(policy, "rules_on_words"):
        states = (state for key in policy.lookup[RULES] for state in json.loads(key))
        policy.rules_on_words = any(TEXT in state.get(USER, {}) for state in states)
    return bool(policy.rules_on_words)


def match_rules_once() -> None:
    """Remember which rules fit a state: there are few states (an intent after an action, in a form or not) and some
    ninety rules, which Rasa compares with each state of the conversation at every prediction, also with those that lie
    before the beginning of the longest rule."""

    def possible(policy: RulePolicy, lookup: dict[str, str], states: list[Any]) -> set[str]:
        fitting, longest = _fitting_rules(policy, lookup)
        keys = set(lookup)
        for at, state in enumerate(reversed(states[-longest:])):
            known = at, json.dumps(state, sort_keys=True)
            if known not in fitting:
                fitting[known] = frozenset(key for key in lookup if policy._is_rule_applicable(key, at, state))
            keys &= fitting[known]
        return keys

    RulePolicy._get_possible_keys = possible


_Fitting = dict[tuple[int, str], frozenset[str]]


def _fitting_rules(policy: RulePolicy, lookup: dict[str, str]) -> tuple[_Fitting, int]:
    """What is remembered of a group of rules, and how many states its longest rule has. The memory starts again when
    it is full: a state holds the entities of a message too."""
    groups: dict[int, tuple[_Fitting, int]] = policy.__dict__.setdefault("fitting_rules", {})
    if id(lookup) not in groups or len(groups[id(lookup)][0]) > _MOST_STATES:
        groups[id(lookup)] = {}, max((len(json.loads(key)) for key in lookup), default=1)
    return groups[id(lookup)]
