"""What Rasa copies and walks through in every turn for nobody, left out. Together a quarter of a turn.

As in :mod:`bot.engine.rasa_costs` each function replaces one method of Rasa 3.6 by one that does the same; calling it
twice changes nothing more.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any, TypeVar

from rasa.core import processor
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import DEFAULT_SLOT_NAMES, SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker

_Method = TypeVar("_Method", bound=Callable[..., Any])


def copy_less() -> None:
    """Apply all of them. Call it before the agent is loaded."""
    copy_conversations_as_they_stand()
    copy_for_the_log_only_if_it_is_read()
    extract_slots_only_where_rasa_fills_any()
    look_for_unknown_names_only_where_there_are_some()


def copy_conversations_as_they_stand() -> None:
    """Copy a conversation by its state. Rasa plays all its events again for each copy, one copy an action."""

    def copied(tracker: DialogueStateTracker) -> DialogueStateTracker:
        twin = copy.copy(tracker)
        twin.events = copy.copy(tracker.events)
        twin.slots = {name: _twin(slot) for name, slot in tracker.slots.items()}
        twin.active_loop = copy.copy(tracker.active_loop)
        return twin

    DialogueStateTracker.copy = copied


def _twin(slot: Any) -> Any:
    """What ``copy.copy`` makes of a slot, without its search for a way to do it: there are twenty at each action."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def copy_for_the_log_only_if_it_is_read() -> None:
    """Rasa's processor copies messages and events deeply for its debug log (and copies for nothing else), also where
    no such log is written."""

    def deepcopy(value: Any) -> Any:
        return copy.deepcopy(value) if logging.getLogger().isEnabledFor(logging.DEBUG) else value

    processor.copy = SimpleNamespace(deepcopy=deepcopy)


def extract_slots_only_where_rasa_fills_any() -> None:
    """Leave out the action that fills slots from a message where the domain leaves all of them to our own actions."""

    async def extract(this: MessageProcessor, channel: Any, tracker: Any) -> Any:
        return await original(this, channel, tracker) if _fills_slots(this.domain) else tracker

    original = _replace("run_action_extract_slots", extract)


def look_for_unknown_names_only_where_there_are_some() -> None:
    """Rasa asks of every message whether the domain is empty, and builds an empty one to compare; only then it looks
    for intents and entities that the domain does not know."""

    def check(this: MessageProcessor, parsed: dict[str, Any]) -> None:
        known = _known_names(this.domain)
        if not known.issuperset([parsed["intent"]["name"], *(one["entity"] for one in parsed["entities"] or [])]):
            original(this, parsed)

    original = _replace("_check_for_unseen_features", check)


def _replace(name: str, method: _Method) -> Callable[..., Any]:
    """Put a method into the processor's place; the one that Rasa has there."""
    original: Callable[..., Any] = getattr(MessageProcessor, name)
    original = getattr(original, "__wrapped__", original)
    setattr(MessageProcessor, name, wraps(original)(method))
    return original


def _fills_slots(domain: Any) -> bool:
    """Whether Rasa itself or an action named in a mapping fills any slot."""
    if not hasattr(domain, "fills_slots"):
        ours = [slot for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES]
        mappings = [mapping for slot in ours for mapping in slot.mappings]
        domain.fills_slots = any(
            mapping.get("type") != str(SlotMappingType.CUSTOM) or mapping.get("action") for mapping in mappings
        )
    return bool(domain.fills_slots)


def _known_names(domain: Any) -> frozenset[str | None]:
    if not hasattr(domain, "known_names"):
        domain.known_names = frozenset([None, *domain.intents, *domain.entities])
    known: frozenset[str | None] = domain.known_names
    return known
