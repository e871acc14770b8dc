"""微信客服: parties who write to the team's kf accounts, ``/webhooks/wecom_kf/callback``.

A callback says that something waits (``wecom_kf_pull``); what is fetched becomes letters of the mailroom and words of
members (``wecom_kf_intake``); a turn asks first who serves the party (``wecom_kf_passing``, ``wecom_kf_talk``); what is
said goes out within the platform's quota (``wecom_kf_party``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import redis
from sanic import Request
from sanic.response import HTTPResponse, text

from bot.desk.ports import NativeTalk
from bot.settings import Settings, TeamDriver, WhenBusy
from connectors.callback import query_of
from connectors.envelope import Envelope, fields_of
from connectors.mailroom import Mailroom
from connectors.nonces import Nonces
from connectors.turns import OnNewMessage
from connectors.wechat_pages import Reading
from connectors.wecom_api import WecomApi
from connectors.wecom_kf_api import CHANNEL, KfApi, is_kf
from connectors.wecom_kf_intake import Intake
from connectors.wecom_kf_party import PartySide
from connectors.wecom_kf_passing import Passing
from connectors.wecom_kf_pull import Puller
from connectors.wecom_kf_talk import Talk, has_person
from connectors.wecom_kf_team import KfTeam

_log = logging.getLogger(__name__)


class WecomKf:
    """The channel: a :class:`~connectors.callback.Callback` and, as ``talk``, a
    :class:`~bot.desk.ports.PartyChannel`. Use it in one event loop. ``team`` is the desk's driver, if it is this
    one; ``clock`` gives seconds since 1970; ``gather`` as the mailroom has it."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        desk: NativeTalk,
        clock: Callable[[], float] = time.time,
        gather: float = 1.0,
    ) -> None:
        self._accounts = settings.kf_accounts
        self._api = KfApi(WecomApi(settings, client, clock))
        reading = Reading(client, partial(has_person, desk))
        self.party = PartySide(self._api, client, reading, clock)
        self.team = KfTeam(settings, client, clock) if settings.team_driver is TeamDriver.KF else None
        tell, pool = self.team.tell if self.team else None, settings.kf_when_busy is WhenBusy.POOL
        self.passing = Passing(self._api, client, desk, self.party, tell, pool=pool, clock=clock)
        if self.team:
            self.team.passing = self.passing
        self.talk = Talk(client, desk, self.passing, self.party, reading)
        self.room = Mailroom(
            client, CHANNEL, self.talk.turn, self.party.tell, gather=gather, lifetime=settings.conversation_ttl
        )
        intake = Intake(client, desk, self.room, self.passing, self.party, clock)
        history = settings.kf_history_hours * 3600
        self.puller = Puller(self._api, client, self._accounts, intake.store, history, clock)
        keys = (settings.kf_aes_key or settings.wecom_aes_key, settings.wecom_previous_aes_key)
        self._envelope = Envelope(settings.kf_token or settings.wecom_token, settings.wecom_corp_id, keys, clock)
        self._nonces = Nonces(client, f"kf:{settings.wecom_corp_id}")

    async def start(self, on_new_message: OnNewMessage) -> None:
        """Begin to answer, with what came while nobody was here."""
        self.talk.on_new_message = on_new_message
        await self.room.start()
        await self.puller.start()

    async def stop(self) -> None:
        """Take nothing new, finish what is under way; what the desk has to say still goes out."""
        await self.puller.stop()
        await self.room.stop()

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()

    async def prove(self, request: Request) -> HTTPResponse:
        """The echo in plain text."""
        return text(self._envelope.open_echo(query_of(request)))

    async def receive(self, request: Request) -> HTTPResponse:
        """200 once it is noted that there is something to fetch."""
        query = query_of(request)
        opened = self._envelope.open_body(query, request.body)
        await self._nonces.refuse_replay(query, opened.text)
        await self.called(fields_of(opened.text))
        return text("")

    async def called(self, fields: Mapping[str, Any]) -> None:
        """A callback's fields, at whichever of our addresses it came. Raises ``redis.RedisError``."""
        account = str(fields.get("OpenKfId") or "")
        if not is_kf(fields):
            _log.info("a callback of another kind is not used")
        elif account not in self._accounts:
            _log.warning("a callback is for a kf account that is not in the setting kf_open_kfid")
        else:
            await self.puller.want(account, str(fields.get("Token") or ""))

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self.puller.busy or self.room.busy
