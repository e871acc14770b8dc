"""Conversations in Redis, appended to, and replayed only as far as the next answer needs.

Rasa's own store writes and replays a whole conversation at every turn, so turn 60 costs six times turn 1. Here events
are appended to a list, and a turn replays the last ``window`` turns on top of a snapshot of slots and active form.
The older events stay in the list for whoever reads the whole story.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import redis
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.transcript import MOST_EVENTS, events_key, kept_for, state_key
from bot.parties.masking import mask_personal

_EVENTS_PER_TURN = 24  # a turn that opens a form writes about fifteen events
# KEYS: events, state. ARGV: seconds to keep, most events, the state, new events. They go in one by one: Lua can hand on
# only some thousand arguments at a time.
_APPEND = """
for at = 4, #ARGV do redis.call('rpush', KEYS[1], ARGV[at]) end
redis.call('ltrim', KEYS[1], -ARGV[2], -1)
redis.call('set', KEYS[2], ARGV[3], 'EX', ARGV[1])
redis.call('expire', KEYS[1], ARGV[1])
"""


class WindowedTrackerStore(TrackerStore):
    """Keeps conversations for ``ttl`` seconds after their last turn; ID, phone and card numbers are masked at rest."""

    def __init__(self, client: redis.Redis[str], *, window: int, ttl: int, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._redis = client
        self._window = window
        self._ttl = ttl
        self._append = client.register_script(_APPEND)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new and renew the snapshot, in one step. A conversation in which nothing has happened is not
        kept: Rasa saves a new one before its first turn, too."""
        known: int = getattr(tracker, "stored_events", 0)
        fresh = list(tracker.events)[known:]
        if not fresh and not known:
            return
        snapshot = json.dumps(_snapshot(tracker), ensure_ascii=False)
        lines = [json.dumps(_at_rest(event), ensure_ascii=False) for event in fresh]
        seconds = kept_for(tracker.sender_id, self._ttl)
        self._append(keys=_keys(tracker.sender_id), args=[seconds, MOST_EVENTS, snapshot, *lines])
        tracker.stored_events = known + len(fresh)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as far as the next turn needs it; ``None`` if there is none."""
        return self._load(sender_id, self._window * _EVENTS_PER_TURN)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with every event that is kept."""
        return self._load(conversation_id, MOST_EVENTS)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        prefix, _ = _keys("")
        return [key[len(prefix) :] for key in self._redis.scan_iter(f"{prefix}*")]

    def _load(self, sender_id: str, most: int) -> DialogueStateTracker | None:
        events, state = _keys(sender_id)
        with self._redis.pipeline(transaction=False) as pipe:  # a turn is under its conversation's lock
            pipe.lrange(events, -most, -1)
            pipe.get(state)
            lines, snapshot = pipe.execute()
        if not snapshot:
            return None
        recent = _last_turns(lines, self._window) if most < MOST_EVENTS else [json.loads(line) for line in lines]
        tracker = self.init_tracker(sender_id)
        for event in (*_opening(json.loads(snapshot), recent), *deserialise_events(recent)):
            tracker.update(event, self.domain)
        tracker.stored_events = len(tracker.events)
        return tracker


def slots_of(client: redis.Redis[str], sender_id: str) -> dict[str, Any]:
    """The slots of a conversation that are not empty, without its events. Raises ``redis.RedisError``."""
    kept = client.get(_keys(sender_id)[1])
    slots: dict[str, Any] = json.loads(kept)["slots"] if kept else {}
    return slots


def _keys(sender_id: str) -> tuple[str, str]:
    return events_key(sender_id), state_key(sender_id)


def _snapshot(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
    return {"slots": slots, "active_loop": tracker.active_loop_name}


def _last_turns(lines: list[str], window: int) -> list[dict[str, Any]]:
    """The events of the last ``window`` turns, from the listening before the first of them; no other line is read."""
    events: list[dict[str, Any]] = []
    listened = 0
    for line in reversed(lines):
        events.append(json.loads(line))
        listened += events[-1].get("name") == "action_listen"
        if listened > window:
            break
    return events[::-1]


def _opening(snapshot: dict[str, Any], recent: list[dict[str, Any]]) -> list[Event]:
    """What must hold before the first replayed event. Replaying later changes on top of the final state gives the
    final state again; an active form is set only where the replayed events do not open or close one themselves."""
    opening: list[Event] = [SlotSet(name, value) for name, value in snapshot["slots"].items()]
    if snapshot["active_loop"] and not any(event["event"] == "active_loop" for event in recent):
        opening.append(ActiveLoop(snapshot["active_loop"]))
    return opening


def _at_rest(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered) and event.text:
        data["text"] = mask_personal(event.text)
        data["parse_data"] = _masked(data["parse_data"])
    return data


def _masked(parsed: dict[str, Any]) -> dict[str, Any]:
    """What was understood, without the personal data in the copies of the text: as it came, cleaned, and in parts."""
    copies = {name: mask_personal(parsed[name]) for name in ("text", "normalized") if parsed.get(name)}
    questions = [{**question, "text": mask_personal(question["text"])} for question in parsed.get("questions", [])]
    return {**parsed, **copies, **({"questions": questions} if questions else {})}
