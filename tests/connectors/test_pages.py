"""The team console and the party's page in a real browser, with the real desk and its outbox between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from bot import settings as settings_module
from bot.desk.desk import Desk
from bot.desk.ports import Author
from bot.settings import Settings
from connectors.console import console
from connectors.console_api import team_console
from connectors.console_log import ConsoleLog
from connectors.embedded_team import EmbeddedTeam
from connectors.inbox import Inbox, PartyChannels, Post
from connectors.web import WebChannel
from tests.connectors.browser import DESKTOP, PHONE, Browser, browsing, needs_browser
from tests.connectors.conftest import TOKEN
from tests.connectors.server import serving
from tests.connectors.team import HE, LABELS, LIN, DeskBot, ask, carrying, key

pytestmark = needs_browser


@pytest.fixture
def site(embedded: Settings, desk: Desk, redis_client: redis.Redis[str]) -> Iterator[str]:
    """Everything that a hand-over on the web needs."""
    with _serving(embedded, desk, redis_client) as url:
        yield url


def _serving(settings: Settings, desk: Desk, client: redis.Redis[str]) -> object:
    inbox, log = Inbox(settings, client), ConsoleLog(client)
    post = Post(inbox, desk.ticket_of, desk.member)
    return serving(
        DeskBot(desk),
        WebChannel(settings, post=lambda: post),
        team_console(settings, lambda: desk, LABELS),
        console(settings, lambda: log),
        carrying(desk, EmbeddedTeam(log, desk.member, desk.queue_name), PartyChannels({"web": inbox})),
    )


def sign_in(page: Browser, site: str, name: str) -> None:
    page.open(f"{site}/console/")
    page.click(".person", name)
    page.shown("#connection", "已连接")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_hand_over_from_the_first_word_to_the_last(site: str, desk: Desk, size: tuple[int, int]) -> None:
    with browsing(size) as party, browsing(size) as member:
        party.open(f"{site}/webhooks/web/")
        party.write("#text", "转人工\n")
        party.shown("#standing", "已转交工作人员")

        sign_in(member, site, "林书瑶")
        member.click(".entry", "要找人工")
        member.shown("#facts", "身份已核实")
        member.shown("#talk", "执询：账户已经冻结。")
        member.click("#claim")
        member.shown("#ticket-state", "林书瑶已受理")
        party.shown("#standing", "林书瑶已经受理")

        member.click(".use", "采用")
        member.click("#send")
        member.shown(".said.mine", "核对清楚就发放")
        party.shown(".colleague", "执行团队 林书瑶")
        party.shown(".colleague .bubble", "核对清楚就发放")
        party.shown("#standing", "林书瑶正在与您对话")

        party.write("#text", "好的<b>谢谢</b>\n")
        member.shown(".said.party", "好的<b>谢谢</b>")
        assert (party.overflow(), member.overflow()) == ([], [])

        member.click("#close")
        member.click("#close-dialog .do")
        member.shown("#ticket-state", "已结束")
        assert member.gone("#reply")
        party.click(".chip", "解决了")
        party.shown(".bubble", "谢谢您告诉我们")
        party.shown("#standing", "已结束")
        assert party.gone(".chip")
        assert desk.tickets(LIN, closed=True)[0].content is True
        assert (party.errors(), member.errors()) == ([], [])


def test_two_members_see_who_was_first(site: str, desk: Desk) -> None:
    number = ask(desk).number
    with browsing(DESKTOP) as page:
        sign_in(page, site, "林书瑶")
        page.click(".entry", number)
        page.shown("#claim")
        page.driver.execute_cdp_cmd("Network.enable", {})
        page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/api/events*", "*/api/news*"]})
        desk.claim(number, HE, key())
        page.click("#claim")
        page.shown("#told", "何知远")
        page.shown("#no-reply", "何知远")
        assert page.gone("#claim")


def test_the_page_falls_back_to_asking(site: str, desk: Desk) -> None:
    with browsing(DESKTOP) as page:
        page.driver.execute_cdp_cmd("Network.enable", {})
        page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/api/events*"]})
        sign_in(page, site, "林书瑶")
        page.shown("#no-tickets", "没有待受理")
        number = ask(desk).number
        page.shown(".entry", number)


def test_a_new_urgent_ticket_cannot_be_missed(site: str, desk: Desk) -> None:
    ask(desk, "web:a")
    with browsing(PHONE) as page:
        sign_in(page, site, "林书瑶")
        page.shown(".entry", "要找人工")
        urgent = ask(desk, "web:b", urgent=True).number
        page.shown("#alarm", "对方正在转移财产")
        assert "1件紧急" in page.driver.title
        assert urgent in page.shown(".entry").text  # on top
        assert page.overflow() == []
        page.click("#alarm button", "打开")
        page.shown("#ticket-state", urgent)
        page.click("#claim")
        page.shown("#ticket-state", "已受理")
        assert page.gone("#alarm")


def test_templates_have_blanks_that_must_be_filled(site: str, desk: Desk) -> None:
    number = ask(desk).number
    with browsing(DESKTOP) as page:
        sign_in(page, site, "林书瑶")
        page.click(".entry", number)
        page.choose("#templates", "请交材料")
        page.click("#send")
        page.shown("#reply-trouble", "没有填好")
        page.write("#text", "收入证明\n")  # the blank is selected: writing fills it
        page.shown(".said.mine", "请准备收入证明，交到法院")
        assert [said.author for said in desk.said(number, LIN)] == [Author.PARTY, Author.MEMBER]


def test_hand_on_search_and_keyboard(site: str, desk: Desk) -> None:
    number = ask(desk, "web:a").number
    ask(desk, "web:b", asked="另一件", turns=())
    with browsing(DESKTOP) as page:
        sign_in(page, site, "林书瑶")
        page.shown(".entry", "另一件")
        page.driver.switch_to.active_element.send_keys("/")
        page.driver.switch_to.active_element.send_keys("什么时候")
        page.gone(f".entry:not([data-number='{number}'])")
        page.driver.switch_to.active_element.send_keys("\ue015")  # arrow down, to the list
        page.driver.switch_to.active_element.send_keys("\n")
        page.shown("#ticket-state", number)
        page.click("#transfer")
        page.write("#transfer-filter", "何知")
        page.click("#transfer-dialog .do")
        page.shown("#ticket-state", "何知远已受理")


def test_the_token_is_asked_for_and_kept(desk: Desk, embedded: Settings, redis_client: redis.Redis[str]) -> None:
    guarded = settings_module.load(**{**embedded.dict(), "console_token": TOKEN})
    with _serving(guarded, desk, redis_client) as site, browsing(PHONE) as page:
        page.open(f"{site}/console/")
        page.write("#token", "wrong\n")
        page.shown("#door-trouble", "令牌不对")
        page.write("#token", f"{TOKEN}\n")
        page.click(".person", "何知远")
        page.shown("#leave", "何知远")
        page.open(f"{site}/console/")
        page.shown("#leave", "何知远")
        page.click("#leave")
        page.shown(".person", "林书瑶")
