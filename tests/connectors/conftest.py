"""Real servers around small bots."""

from __future__ import annotations

from bot.engine.lean_imports import without_tensorflow

without_tensorflow()

from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import httpx  # noqa: E402
import pytest  # noqa: E402
import redis  # noqa: E402

from bot import settings as settings_module  # noqa: E402
from bot.desk import staff  # noqa: E402
from bot.desk.desk import Desk  # noqa: E402
from bot.settings import Settings  # noqa: E402
from connectors.console_log import ConsoleLog  # noqa: E402
from connectors.rest import RestChannel  # noqa: E402
from connectors.web import WebChannel  # noqa: E402
from tests.connectors.server import Bot, serving  # noqa: E402
from tests.connectors.team import HE, LIN, console_of, member_at  # noqa: E402

TOKEN = "a-token-for-tests"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything here is on this machine; a proxy of the environment must not come between."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def log(redis_client: redis.Redis[str]) -> ConsoleLog:
    return ConsoleLog(redis_client)


@pytest.fixture
def production() -> Settings:
    """A court's own systems; nothing of it is reached here."""
    return settings_module.load(
        mode="production",
        secret="s" * 32,
        store_url="postgresql://store.invalid/cases",
        redis_url="redis://redis.invalid",
        code_sender="http",
        sms_url="https://sms.invalid",
    )


@pytest.fixture
def web(bot: Bot, embedded: Settings) -> Iterator[httpx.Client]:
    """A browser without a page: keeps cookies, speaks to the web channel."""
    with serving(bot, WebChannel(embedded)) as url, httpx.Client(base_url=f"{url}/webhooks/web") as client:
        yield client


@pytest.fixture
def rest(bot: Bot, embedded: Settings) -> Iterator[httpx.Client]:
    """A program that speaks to the REST channel."""
    with serving(bot, RestChannel(embedded)) as url, httpx.Client(base_url=f"{url}/webhooks/rest") as client:
        yield client


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The real desk with the sample team."""
    team = staff.load()
    opened = Desk.open(f"sqlite:///{tmp_path / 'desk.db'}", lambda: team, "s" * 32)
    yield opened
    opened.shut()


@pytest.fixture
def api(embedded: Settings, desk: Desk) -> Iterator[str]:
    """The console of this machine, which nobody locked."""
    with console_of(embedded, desk) as url:
        yield url


@pytest.fixture
def lin(api: str) -> Iterator[httpx.Client]:
    with member_at(api, LIN) as browser:
        yield browser


@pytest.fixture
def he(api: str) -> Iterator[httpx.Client]:
    with member_at(api, HE) as browser:
        yield browser
