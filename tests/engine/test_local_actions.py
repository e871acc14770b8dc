"""Actions in the same process, and the same actions behind HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionNotFoundException

from bot.engine.local_actions import LocalActions, executor_of


class Greets(Action):
    def name(self) -> str:
        return "action_greets"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(json_message={"lines": [tracker.sender_id]})
        return [SlotSet("question", "x")]


class Sleeps(Action):
    def name(self) -> str:
        return "action_sleeps"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        await asyncio.sleep(5)
        return []


def _call(action: str) -> dict[str, Any]:
    tracker = {"sender_id": "web:a", "slots": {}, "latest_message": {}, "events": [], "paused": False}
    return {"next_action": action, "sender_id": "web:a", "tracker": tracker}


@pytest.fixture
def endpoint() -> LocalActions:
    return LocalActions(executor_of([Greets(), Sleeps()]), time_limit=0.05)


async def test_runs_the_named_action(endpoint: LocalActions) -> None:
    result = await endpoint.request(json=_call("action_greets"), method="post")
    assert result["responses"][0]["custom"] == {"lines": ["web:a"]}
    assert result["events"][0]["value"] == "x"


async def test_a_slow_action_is_cut_off(endpoint: LocalActions) -> None:
    with pytest.raises(asyncio.TimeoutError):
        await endpoint.request(json=_call("action_sleeps"))


async def test_an_unknown_action_is_an_error(endpoint: LocalActions) -> None:
    with pytest.raises(ActionNotFoundException):
        await endpoint.request(json=_call("action_nobody_wrote"))
