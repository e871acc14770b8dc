"""What a page of a kf account brings: letters for the mailroom, words of members, and events."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import redis

from bot.desk.ports import DeskError, DeskUnavailable, NativeTalk, NotDelivered, NotNow, Undeliverable
from connectors.mailroom import Letter, Mailroom
from connectors.wecom_kf_api import Party
from connectors.wecom_kf_kinds import written
from connectors.wecom_kf_party import PartySide, menu
from connectors.wecom_kf_passing import Passing
from connectors.wecom_kf_talk import scene_of
from connectors.words import say_in_kf as say

_log = logging.getLogger(__name__)
_PARTY, _EVENT, _MEMBER = 3, 4, 5  # origins
_TAKEN, _ENDED = 1, 3  # change types of a session
_WELCOME = 18.0  # seconds that a welcome code serves, less what is under way
_AGAIN = frozenset({4, 5, 6})  # why a message failed: it can be told when the party writes next
FAILURES = frozenset({0, 1, 2, 4, 5, 6, 7, 8, 9, 10})
_SCENE_KEPT = 7 * 86400
_SHOWABLE = re.compile(r"[A-Za-z0-9_]{1,40}")

Item = Mapping[str, Any]


class Intake:
    """The puller's ``Store``. ``clock`` gives seconds since 1970."""

    def __init__(
        self,
        client: redis.Redis[str],
        talk: NativeTalk,
        room: Mailroom,
        passing: Passing,
        party: PartySide,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._redis, self._talk, self._room = client, talk, room
        self._passing, self._party, self._clock = passing, party, clock
        self._events: dict[str, Callable[[Party, Item, Item], Awaitable[None]]] = {
            "enter_session": self._entered,
            "session_status_change": self._passed,
            "msg_send_fail": self._failed,
            "user_recall_msg": self._recalled,
        }

    async def store(self, account: str, items: list[dict[str, Any]]) -> bool:
        """In the order of sending, but those who wait at the door first: their code serves twenty seconds. See
        :data:`~connectors.wecom_kf_pull.Store`."""
        ordered = sorted(items, key=lambda item: (_kind(item) != "enter_session", _at(item)))
        done = [await self._stored(account, item) for item in ordered]
        return all(done)

    async def _stored(self, account: str, item: dict[str, Any]) -> bool:
        """What nobody can read is left out; what a neighbour could not take is brought again."""
        try:
            await self._take(account, item)
        except redis.RedisError:
            raise
        except NotNow:
            _log.info("a code of the platform's came too late")
        except (NotDelivered, DeskUnavailable) as error:
            _log.warning("an item of a kf account is brought again: %s", type(error).__name__)
            return False
        except (Undeliverable, DeskError) as error:
            _log.warning("an item of a kf account has no effect: %s", type(error).__name__)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _log.warning("an item of a kf account cannot be read: %s", type(error).__name__)
        return True

    async def _take(self, account: str, item: Item) -> None:
        event: Item = item["event"] if item.get("msgtype") == "event" else {}
        party = Party(account, str(item.get("external_userid") or event["external_userid"]))
        if item.get("msgtype") == "event":
            if act := self._events.get(_kind(item)):
                await act(party, event, item)
        elif item.get("origin") == _PARTY:
            await self._letter(party, item, written(item))
        elif item.get("origin") == _MEMBER:
            await self._member(party, item)
        else:
            _log.info("a message of another origin is not used")

    async def _letter(self, party: Party, item: Item, words: str) -> None:
        await self._party.wrote(party)
        key = f"kf:{item['msgid']}"
        if await self._passing.is_served(party):  # now, so that what both say stands in the record in its order
            await asyncio.to_thread(self._talk.heard, party.conversation, words, key, seen=True)
        else:
            await self._room.take(Letter(party.conversation, key, words, _at(item)))

    async def _member(self, party: Party, item: Item) -> None:
        """They said it in the platform's client, and it has arrived."""
        said = (party.conversation, str(item["servicer_userid"]), written(item), f"kf:{item['msgid']}")
        await asyncio.to_thread(self._talk.spoke, *said)

    async def _entered(self, party: Party, event: Item, item: Item) -> None:
        """Somebody opened the chat. Through which door is a hint, no more: anybody can write it into a link."""
        scene = {name: str(event[name])[:128] for name in ("scene", "scene_param") if event.get(name)}
        if scene:
            await asyncio.to_thread(self._keep_scene, party, scene)
        code = str(event.get("welcome_code") or "")
        if code and self._clock() - _at(item) < _WELCOME:
            greeting = menu(say("welcome"), say("welcome_choices").splitlines())
            await self._party.say_with(code, party, f"welcome:{item['msgid']}", greeting)

    async def _passed(self, party: Party, event: Item, item: Item) -> None:
        """The platform says that somebody else serves: look who does."""
        kind, code = event.get("change_type"), str(event.get("msg_code") or "")
        if kind == _ENDED:
            await self._passing.note_code(party, code, _at(item))
        settled = await self._passing.settle(party)
        ticket = await asyncio.to_thread(self._talk.ticket_of, party.conversation)
        if kind == _TAKEN and settled.member and ticket:
            await self._passing.joined(party, code, ticket)

    async def _failed(self, party: Party, event: Item, item: Item) -> None:
        kind = int(event.get("fail_type") or 0)
        _log.warning("a message to a party did not arrive: %s", say(f"fail_{kind if kind in FAILURES else 0}"))
        await self._party.failed(party, str(event["fail_msgid"]), again=kind in _AGAIN)

    async def _recalled(self, party: Party, event: Item, item: Item) -> None:
        await self._letter(party, item, say("kind_recall"))

    def _keep_scene(self, party: Party, scene: dict[str, str]) -> None:
        with self._redis.pipeline() as pipe:
            for name, value in scene.items():
                pipe.hset(scene_of(party.conversation), name, value)
            pipe.expire(scene_of(party.conversation), _SCENE_KEPT)
            pipe.execute()


def _kind(item: Item) -> str:
    event = item.get("event")
    return str(event.get("event_type", "")) if isinstance(event, dict) else ""


def _at(item: Item) -> float:
    at = item.get("send_time")
    return float(at) if isinstance(at, (int, float)) else 0.0
