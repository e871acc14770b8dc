"""Who may read the team console."""

from __future__ import annotations

import httpx
import pytest
import redis

from bot import settings as settings_module
from bot.settings import Settings
from connectors.console import console
from connectors.console_log import ConsoleLog
from tests.connectors.conftest import TOKEN
from tests.connectors.server import Bot, serving
from tests.connectors.test_console_log import CARD


def read(settings: Settings, log: ConsoleLog, query: str = "", **headers: str) -> httpx.Response:
    with serving(Bot(), console(settings, lambda: log)) as url:
        return httpx.get(f"{url}/console/log{query}", headers=headers)


def test_shows_what_came_after(embedded: Settings, log: ConsoleLog) -> None:
    log.send("15400001001", "验证码135790")
    last = log.last_id()
    log.add_once("k", "card", CARD)
    everything = read(embedded, log).json()["entries"]
    assert [entry["kind"] for entry in everything] == ["code", "card"]
    assert "15400001001" not in str(everything)
    assert set(everything[0]) == {"id", "kind", "at", "body"}
    response = read(embedded, log, f"?after={last}")
    assert response.json()["entries"] == everything[1:]
    assert response.headers["cache-control"] == "no-store"


def guarded(settings: Settings) -> Settings:
    return settings_module.load(**{**settings.dict(), "console_token": TOKEN})


def test_the_token_opens_it(embedded: Settings, production: Settings, log: ConsoleLog) -> None:
    for settings in (guarded(production), guarded(embedded)):
        assert read(settings, log, Authorization=f"Bearer {TOKEN}").status_code == 200


@pytest.mark.parametrize("given", ["", f"Bearer {TOKEN}x", "Bearer", TOKEN, "Bearer None"])
def test_without_the_token_it_does_not_exist(
    embedded: Settings, production: Settings, log: ConsoleLog, given: str
) -> None:
    """A configured token counts in embedded mode too; without one, production has no console at all."""
    for settings in (guarded(production), guarded(embedded), production):
        response = read(settings, log, Authorization=given)
        assert response.status_code == 404
        assert response.text == read(settings, log, Authorization=given).text


def test_the_refusal_looks_like_any_unknown_address(production: Settings, log: ConsoleLog) -> None:
    with serving(Bot(), console(production, lambda: log)) as url:
        here, nowhere = httpx.get(f"{url}/console/log").text, httpx.get(f"{url}/console/nil").text
    assert here == nowhere.replace("/console/nil", "/console/log")


@pytest.mark.parametrize("after", ["x", "1-", "-", "1-1-1", "+", "$", "%281", "１", "9" * 30, ""])
def test_a_wrong_id_is_told(embedded: Settings, log: ConsoleLog, after: str) -> None:
    response = read(embedded, log, f"?after={after}")
    assert (response.status_code, "entries" in response.json()) in ((400, False), (200, after == ""))


def test_a_dead_redis_is_told(embedded: Settings) -> None:
    response = read(embedded, ConsoleLog(redis.Redis(port=1, decode_responses=True)))
    assert response.status_code == 503
    assert "稍后再试" in response.json()["error"]
