"""Where ports meet drivers: the one place that knows both the core and what stands around it."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import redis

from bot.actions.services import Services
from bot.cases.store import CaseStore
from bot.desk.ports import TeamUnavailable
from bot.engine.clock import today
from bot.engine.redis_server import connect
from bot.parties import CodeSender, IdentityService, IdentitySettings, RegisteredParty
from bot.parties.reading import comparable_name
from bot.settings import CodeSenderKind, Mode, Settings
from connectors.console_log import ConsoleLog
from connectors.sms_gateway import SmsGateway


@dataclass(frozen=True)
class Parts:
    """Everything that one process of the assistant holds open."""

    services: Services
    redis: redis.Redis[str]
    store: CaseStore
    console: ConsoleLog
    _codes: ThreadPoolExecutor

    def codes_sent(self) -> None:
        """Wait until the one-time codes of this turn are on their way (they are sent beside the turn)."""
        for _ in range(self._codes._max_workers):
            self._codes.submit(lambda: None).result()

    def close(self) -> None:
        """Let go of store and Redis; codes under way are sent first."""
        self._codes.shutdown()
        self.services.identity.close()
        self.store.close()
        self.redis.close()


def build(settings: Settings, client: redis.Redis[str] | None = None) -> Parts:
    """Join ports to drivers. Raises what the drivers raise when they cannot start: ``CaseStoreError``,
    ``RedisUnavailable``."""
    client = client or connect(settings)
    store = CaseStore.open(
        settings.case_store_url, time_limit=settings.store_time_limit, row_limit=settings.store_row_limit
    )
    console = ConsoleLog(client)
    codes = ThreadPoolExecutor(1, thread_name_prefix="one-time-codes")
    limits = IdentitySettings(secret=secret_of(settings))
    identity = IdentityService(StoreDirectory(store), _sender(settings, console), client, limits, executor=codes)
    services = Services(
        store=store,
        identity=identity,
        team=console,
        ticket_number=lambda: _ticket_number(client),
        today=today,
        disclose_stage_publicly=settings.disclose_stage_publicly,
        idle_minutes=limits.idle_seconds // 60,
    )
    return Parts(services, client, store, console, codes)


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


def _sender(settings: Settings, console: ConsoleLog) -> CodeSender:
    if settings.code_sender is CodeSenderKind.HTTP:
        return SmsGateway(settings.sms_url, settings.sms_token, settings.sms_time_limit)
    return console


def secret_of(settings: Settings) -> str:
    """The key of all hashes; in embedded mode one is made and kept in a file that only this user can read."""
    if settings.secret or settings.mode is Mode.PRODUCTION:
        return settings.secret
    file = settings.data_dir / "secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii")


def _ticket_number(client: redis.Redis[str]) -> str:
    """ZX, the day, a running number of the day: short enough to read out."""
    day = f"{today():%m%d}"
    try:
        with client.pipeline() as pipe:
            pipe.incr(f"zhixun:tickets:{today():%Y%m%d}")
            pipe.expire(f"zhixun:tickets:{today():%Y%m%d}", 2 * 86400)
            running, _ = pipe.execute()
    except redis.RedisError as error:
        raise TeamUnavailable("no ticket number: Redis does not answer") from error
    return f"ZX{day}-{running:03d}"
