"""Where ports meet drivers: the one place that knows both the core and what stands around it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import redis

from bot.actions.services import Services
from bot.cases.store import CaseStore
from bot.desk.desk import Desk
from bot.desk.outbox import Outbox
from bot.desk.ports import SILENT, DeskUnavailable, PartyChannel, TeamChannel
from bot.engine.clock import now, today
from bot.engine.desk_opening import open_desk
from bot.engine.redis_server import connect
from bot.engine.secret import secret_of
from bot.engine.transcript import Transcript, Written, WrittenTalk
from bot.engine.venue_opening import venue_of
from bot.parties import CodeSender, IdentityService, IdentitySettings, RegisteredParty
from bot.parties.reading import comparable_name
from bot.settings import CodeSenderKind, Settings, TeamDriver
from connectors.console_log import ConsoleLog
from connectors.embedded_team import EmbeddedTeam
from connectors.inbox import Inbox, PartyChannels, Post
from connectors.ivr_call import Calls
from connectors.sms_gateway import SmsGateway
from connectors.wechat_party import WechatParty
from connectors.wecom_desk import WecomTeam

if TYPE_CHECKING:
    from connectors.wecom_kf import WecomKf


@dataclass(frozen=True)
class Parts:
    """Everything that one process of the assistant holds open. ``outbox`` carries out what the desk has to say;
    ``post`` is what a party's page fetches; ``wechat`` is there if an official account is set, ``kf`` if there are kf
    accounts."""

    services: Services
    redis: redis.Redis[str]
    store: CaseStore
    transcript: Transcript
    console: ConsoleLog
    desk: Desk
    team: TeamChannel
    outbox: Outbox
    post: Post
    wechat: WechatParty | None
    kf: WecomKf | None
    _codes: ThreadPoolExecutor

    def codes_sent(self) -> None:
        """Wait until the one-time codes of this turn are on their way (they are sent beside the turn)."""
        for _ in range(self._codes._max_workers):
            self._codes.submit(lambda: None).result()

    def close(self) -> None:
        """Let go of store, desk and Redis; codes under way are sent first."""
        self._codes.shutdown()
        self.services.identity.close()
        self.outbox.close()
        self.desk.shut()
        self.store.close()
        self.redis.close()


def build(settings: Settings, client: redis.Redis[str] | None = None) -> Parts:
    """Join ports to drivers. Raises what the drivers raise when they cannot start: ``CaseStoreError``,
    ``RedisUnavailable``, ``BadOffice``, ``DeskUnavailable``."""
    client = client or connect(settings)
    store = CaseStore.open(
        settings.case_store_url, time_limit=settings.store_time_limit, row_limit=settings.store_row_limit
    )
    desk = open_desk(settings)
    transcript = Transcript(client, settings.conversation_ttl)
    console, inbox = ConsoleLog(client), Inbox(settings, client)
    wechat = WechatParty(settings, client, partial(_with_person, desk)) if settings.wechat_app_id else None
    kf = _kf(settings, client, WrittenTalk(desk, transcript)) if settings.kf_accounts else None
    channels = Written(PartyChannels(_party_channels(inbox, wechat, kf)), transcript)
    codes = ThreadPoolExecutor(1, thread_name_prefix="one-time-codes")
    limits = _identity_limits(settings)
    identity = IdentityService(StoreDirectory(store), _sender(settings, console), client, limits, executor=codes)
    services = Services(
        store=store,
        identity=identity,
        desk=desk,
        today=today,
        now=now,
        venue=venue_of(settings),
        disclose_stage_publicly=settings.disclose_stage_publicly,
        idle_minutes=limits.idle_seconds // 60,
        call_back=Calls(client).caller,
    )
    team = kf.team if kf and kf.team else _team(settings, client, console, desk)
    outbox = desk.outbox(team, channels)
    post = Post(inbox, desk.ticket_of, desk.member)
    return Parts(services, client, store, transcript, console, desk, team, outbox, post, wechat, kf, codes)


class StoreDirectory:
    """Who is registered in which case, out of the case store."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store

    def find(self, case_number: str, name: str) -> RegisteredParty | None:
        """The one party of that name in that case; ``None`` if there is none or more than one person."""
        wanted = comparable_name(name)
        fitting = [party for party in self._store.parties(case_number) if comparable_name(party.name) == wanted]
        if len({party.person_key for party in fitting}) != 1:
            return None
        party = fitting[0]
        return RegisteredParty(party.person_key, party.name, party.phone)


def _with_person(desk: Desk, conversation: str) -> bool:
    """Whether a colleague has it; while the desk does not answer, the assistant goes on."""
    try:
        return desk.owner(conversation) in SILENT
    except DeskUnavailable:
        return False


def _kf(settings: Settings, client: redis.Redis[str], talk: WrittenTalk) -> WecomKf:
    # It takes turns and so knows Rasa, which a separate action server, wired here as well, does without.
    from connectors.wecom_kf import WecomKf

    return WecomKf(settings, client, talk)


def _party_channels(inbox: Inbox, wechat: WechatParty | None, kf: WecomKf | None) -> dict[str, PartyChannel]:
    """Those that can speak outside a turn, by what a conversation's name begins with."""
    told: dict[str, PartyChannel] = {"web": inbox, "rest": inbox}
    if wechat:
        told["wechat"] = wechat
    if kf:
        told["wecom_kf"] = kf.talk
    return told


def _team(settings: Settings, client: redis.Redis[str], console: ConsoleLog, desk: Desk) -> TeamChannel:
    if settings.team_driver is TeamDriver.WECOM_APP:
        return WecomTeam(settings, client)
    return EmbeddedTeam(console, desk.member, desk.queue_name)


def _sender(settings: Settings, console: ConsoleLog) -> CodeSender:
    if settings.code_sender is CodeSenderKind.HTTP:
        return SmsGateway(settings.sms_url, settings.sms_token, settings.sms_time_limit)
    return console


def _identity_limits(settings: Settings) -> IdentitySettings:
    return IdentitySettings(
        secret=secret_of(settings),
        code_seconds=settings.code_lifetime,
        code_tries=settings.code_tries,
        sender_starts=settings.codes_per_sender,
        sender_wrong=settings.wrong_codes_per_sender,
        case_starts=settings.codes_per_case,
        idle_seconds=settings.identity_idle,
        absolute_seconds=settings.identity_lifetime,
    )
