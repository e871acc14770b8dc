"""Conversations in Redis: nothing is lost, and a turn replays only its window."""

from __future__ import annotations

import json

import pytest
import redis
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.tracker_store import WindowedTrackerStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [ask]
slots:
  case_number: {type: text, mappings: [{type: custom}]}
  question: {type: text, mappings: [{type: custom}]}
forms:
  identity_form: {required_slots: [question]}
"""
)


@pytest.fixture
def store(redis_client: redis.Redis[str]) -> WindowedTrackerStore:
    return WindowedTrackerStore(redis_client, window=3, ttl=60, domain=DOMAIN)


def _turn(tracker: DialogueStateTracker, at: int) -> None:
    tracker.update(UserUttered(f"第{at}句", {"name": "ask"}), DOMAIN)
    tracker.update(BotUttered(f"第{at}答"), DOMAIN)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)


async def _talk(store: WindowedTrackerStore, turns: int) -> None:
    for at in range(turns):
        tracker = await store.get_or_create_tracker("web:a")
        _turn(tracker, at)
        await store.save(tracker)


async def test_unknown_conversation_is_none(store: WindowedTrackerStore) -> None:
    assert await store.retrieve("web:nobody") is None
    assert not await store.exists("web:nobody")


async def test_a_conversation_in_which_nothing_happened_is_not_kept(store: WindowedTrackerStore) -> None:
    await store.get_or_create_tracker("web:a", append_action_listen=False)
    assert await store.retrieve("web:a") is None


async def test_very_many_events_at_once_are_kept(store: WindowedTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    for at in range(3000):
        _turn(tracker, at)
    await store.save(tracker)
    full = await store.retrieve_full_tracker("web:a")
    assert full.latest_message.text == "第2999句"


async def test_every_event_is_kept(store: WindowedTrackerStore) -> None:
    await _talk(store, 12)
    full = await store.retrieve_full_tracker("web:a")
    said = [event.text for event in full.events if isinstance(event, UserUttered)]
    assert said == [f"第{at}句" for at in range(12)]


async def test_a_turn_replays_only_the_window(store: WindowedTrackerStore) -> None:
    await _talk(store, 12)
    tracker = await store.retrieve("web:a")
    said = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert said == ["第9句", "第10句", "第11句"]


async def test_slots_set_before_the_window_are_still_known(store: WindowedTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    tracker.update(SlotSet("case_number", "（2026）粤0111执1001号"), DOMAIN)
    await store.save(tracker)
    await _talk(store, 12)
    assert (await store.retrieve("web:a")).get_slot("case_number") == "（2026）粤0111执1001号"


async def test_a_new_session_forgets_what_was_known(store: WindowedTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    tracker.update(SlotSet("case_number", "（2026）粤0111执1001号"), DOMAIN)
    tracker.update(SessionStarted(), DOMAIN)
    await store.save(tracker)
    assert (await store.retrieve("web:a")).get_slot("case_number") is None


async def test_a_slot_emptied_in_the_window_stays_empty(store: WindowedTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    tracker.update(SlotSet("question", "ask_progress"), DOMAIN)
    await store.save(tracker)
    await _talk(store, 12)
    tracker = await store.retrieve("web:a")
    tracker.update(SlotSet("question", None), DOMAIN)
    await store.save(tracker)
    assert (await store.retrieve("web:a")).get_slot("question") is None


async def test_a_form_opened_before_the_window_is_still_open(store: WindowedTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    tracker.update(ActiveLoop("identity_form"), DOMAIN)
    await store.save(tracker)
    await _talk(store, 12)
    assert (await store.retrieve("web:a")).active_loop_name == "identity_form"


async def test_a_form_closed_in_the_window_is_closed(store: WindowedTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    tracker.update(ActiveLoop("identity_form"), DOMAIN)
    await store.save(tracker)
    await _talk(store, 12)
    tracker = await store.retrieve("web:a")
    tracker.update(ActiveLoop(None), DOMAIN)
    await store.save(tracker)
    assert (await store.retrieve("web:a")).active_loop_name is None


async def test_saving_twice_writes_an_event_once(store: WindowedTrackerStore, redis_client: redis.Redis[str]) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    _turn(tracker, 1)
    await store.save(tracker)
    await store.save(tracker)
    kept = redis_client.lrange("zhixun:conversation:events:web:a", 0, -1)
    assert [json.loads(line)["event"] for line in kept].count("user") == 1


async def test_personal_numbers_are_masked_at_rest(store: WindowedTrackerStore, redis_client: redis.Redis[str]) -> None:
    tracker = await store.get_or_create_tracker("web:a")
    said = "我的身份证440106199001011234，电话13800138000"
    understood = {"normalized": said, "questions": [{"text": said, "intent": "ask", "confidence": 1.0}]}
    tracker.update(UserUttered(said, {"name": "ask"}, parse_data=understood), DOMAIN)
    await store.save(tracker)
    kept = "".join(redis_client.lrange("zhixun:conversation:events:web:a", 0, -1))
    assert "440106199001011234" not in kept
    assert "13800138000" not in kept


async def test_conversations_end_by_themselves(store: WindowedTrackerStore, redis_client: redis.Redis[str]) -> None:
    await _talk(store, 1)
    keys = redis_client.keys("zhixun:conversation:*:web:a")
    assert len(keys) == 2
    assert all(0 < redis_client.ttl(key) <= 60 for key in keys)


async def test_lists_conversations(store: WindowedTrackerStore) -> None:
    await _talk(store, 1)
    assert list(await store.keys()) == ["web:a"]
