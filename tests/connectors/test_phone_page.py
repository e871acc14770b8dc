"""The telephone on this machine in a real browser, with the real phone line and desk behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest
import redis
from rasa.core.channels.channel import UserMessage

from bot.answers.reply import Handover, Reply
from bot.desk import staff
from bot.desk.desk import Desk
from bot.settings import Settings
from connectors.home import home
from connectors.web import WebChannel
from tests.connectors.browser import PHONE, Browser, browsing, needs_browser
from tests.connectors.ivr_line import line_to
from tests.connectors.server import Bot, serving
from tests.connectors.team import ask

pytestmark = needs_browser

A_MORNING = datetime(2026, 11, 25, 2, tzinfo=timezone.utc)  # a Wednesday, 10:00 in China


class Switchboard(Bot):
    """Answers, and hands over whoever asks for a person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Reply(lines=("欠5,289.00元。", "第二句。", "第三句。", "还有一句。")))
        self._desk = desk

    async def __call__(self, message: UserMessage) -> None:
        if message.text != "转人工":
            return await super().__call__(message)
        ask(self._desk, message.sender_id)
        reply = Reply(lines=("已经转给执行团队。",), handover=Handover("request_human", "要找人工"))
        return await message.output_channel.send_custom_json(message.sender_id, reply.to_dict())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk on a working day."""
    team = staff.load()
    opened = Desk.open(f"sqlite:///{tmp_path / 'desk.db'}", lambda: team, "s" * 32, clock=lambda: A_MORNING)
    yield opened
    opened.shut()


@pytest.fixture
def bot(desk: Desk) -> Switchboard:
    return Switchboard(desk)


@pytest.fixture
def page(embedded: Settings, redis_client: redis.Redis[str], desk: Desk, bot: Bot) -> Iterator[Browser]:
    settings = embedded.copy(update={"ivr_targets": "*=8001", "public_url": "https://zhixun.example"})
    with line_to(bot, settings, redis_client, desk) as line, browsing(PHONE) as browser:
        browser.open(f"{line.base_url}")
        yield browser


def test_a_call_from_the_first_ring_to_the_transfer(page: Browser, bot: Switchboard) -> None:
    page.click("#call")
    page.shown(".theirs", "请问您要办什么")

    page.click("#trial summary")
    page.write("#confidence", "0.4")
    page.write("#alternatives", "我欠多少钱 0.9")
    page.write("#text", "<b>我前多少钱</b>\n")
    page.shown(".mine", "<b>我前多少钱</b>")
    page.shown(".mine small", "把握 0.4，也像：我欠多少钱")
    page.shown(".theirs", "欠五千二百八十九元。第二句。第三句。要继续听吗？")
    page.click("#trial summary")

    page.click(".key", "1")
    page.shown(".mine", "按键 1")
    page.shown(".theirs", "还有一句。")
    page.write("#text", "慢一点\n")
    page.shown(".theirs small", "语速 80%")
    page.write("#text", "发短信\n")
    assert page.shown(".sms a").get_attribute("href").startswith("https://zhixun.example")

    page.write("#text", "转人工\n")
    page.shown("#transfer", "正在转接 8001")
    page.click("#unanswered")
    page.shown(".theirs", "没有接通")
    assert page.overflow() == []
    page.click("#call")
    page.shown(".note", "您挂断了")
    page.shown("#status", "通话已结束")
    assert len({heard.sender_id for heard in bot.heard}) == 1


def test_what_goes_wrong_is_said_and_the_call_lives_on(page: Browser) -> None:
    page.click("#call")
    page.shown("[data-state=ready] #status")
    page.driver.execute_script("document.getElementById('text').removeAttribute('maxlength')")
    page.driver.execute_script("document.getElementById('text').value = '长'.repeat(2001)")
    page.click("#send")
    page.shown(".trouble", "speech.text")
    page.write("#text", "我欠多少钱\n")
    page.shown(".theirs", "欠五千二百八十九元")


def test_the_front_door_shows_the_ways_in_that_there_are(embedded: Settings, bot: Bot) -> None:
    with serving(bot, home(embedded), WebChannel(embedded)) as url, browsing(PHONE) as browser:
        browser.open(f"{url}/")
        browser.shown(".way", "当事人对话")
        browser.gone("[href='/webhooks/robot/']")
        assert browser.overflow() == []
        browser.click(".way", "当事人对话")
        browser.shown("#text")


def test_who_may_not_see_all_ways_in_is_led_to_the_chat(production: Settings, bot: Bot) -> None:
    with serving(bot, home(production)) as url:
        answer = httpx.get(f"{url}/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/webhooks/web/")
