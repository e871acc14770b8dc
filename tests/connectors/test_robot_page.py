"""The robot's page in a real browser: a visitor is led, goes, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from bot.settings import Settings
from tests.connectors.browser import Browser, browsing, needs_browser
from tests.connectors.server import Bot
from tests.connectors.test_robot import FINANCE, robot

pytestmark = needs_browser

TALL = (800, 1280)  # as robots' screens are
_WORDS = ("3号窗口", "三号窗口", "到了", "我是执询")


@pytest.fixture
def page() -> Iterator[Browser]:
    with browsing(TALL) as page:
        yield page


def _is_wiped(page: Browser) -> bool:
    page.shown("#state", "叫醒我")
    page.gone("#card")
    page.gone(".way")
    seen = page.driver.execute_script("return document.body.outerHTML")
    return not any(word in seen for word in _WORDS) and page.errors() == []


def test_a_visit_and_silence(page: Browser, bot: Bot, embedded: Settings, redis_client: redis.Redis[str]) -> None:
    bot.replies = (FINANCE,)
    public = embedded.copy(update={"public_url": "https://court.example/zhixun"})
    with robot(bot, public, redis_client) as http:
        page.open(f"{http.base_url}/")
        page.click("#wake")
        page.shown("#speech", "我是执询")
        page.shown("#code svg")
        page.write("#text", "财务专窗在哪里\n")
        page.shown("#lines", "3号窗口")
        page.shown(".box.target")
        assert page.overflow() == []
        page.click(".choice.lead")
        page.shown("#state", "请跟我来")
        page.shown("#speech", "到了，这里是财务专窗")
        page.click("#leave")
        assert _is_wiped(page)
    with robot(bot, public, redis_client, silence=2) as http:
        page.open(f"{http.base_url}/")
        page.write("#text", "财务专窗在哪里\n")
        page.shown("body:not([data-state='asleep'])")
        assert _is_wiped(page)
