"""The robot's page in a real browser: a visitor is led, goes, and leaves nothing behind."""

from __future__ import annotations

import redis

from bot.settings import Settings
from tests.connectors.browser import browsing, needs_browser
from tests.connectors.server import Bot
from tests.connectors.test_robot import FINANCE, robot

pytestmark = needs_browser


TALL = (800, 1280)  # as robots' screens are


def test_a_visit_from_waking_to_wiping(bot: Bot, embedded: Settings, redis_client: redis.Redis[str]) -> None:
    bot.replies = (FINANCE,)
    public = embedded.copy(update={"public_url": "https://court.example/zhixun"})
    with robot(bot, public, redis_client, silence=4) as http, browsing(TALL) as page:
        page.open(f"{http.base_url}/")
        page.click("#wake")
        page.shown("#speech", "我是执询")
        page.shown("#code svg")
        page.write("#text", "财务专窗在哪里\n")
        page.shown("#lines", "3号窗口")
        page.shown(".box.target")
        page.shown("#caption", "财务专窗")
        assert page.overflow() == []
        page.click(".choice.lead")
        page.shown("#state", "请跟我来")
        page.shown("#speech", "到了，这里是财务专窗")
        page.shown("#state", "叫醒我")  # after the silence
        page.gone("#card")
        page.gone(".way")
        seen = page.driver.execute_script("return document.body.innerText + document.body.outerHTML")
        assert "3号窗口在一楼" not in seen and "到了" not in seen and "一楼大厅北侧" not in seen
        assert page.errors() == []
    assert redis_client.keys("zhixun:robot:visit:*") == []
