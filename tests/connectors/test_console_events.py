"""The team console is told at once what changed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from bot.desk.desk import Desk
from bot.settings import Settings
from tests.connectors.team import LIN, ask, console_of, key


def events(browser: httpx.Client, number: str = "") -> Iterator[dict[str, Any]]:
    with browser.stream("GET", "/events", params={"ticket": number}, timeout=10) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def test_what_changes_is_sent(desk: Desk, lin: httpx.Client) -> None:
    number = ask(desk, "web:a").number
    news = events(lin, number)
    first = next(news)
    assert [said["text"] for said in first["said"]] == ["钱什么时候发给我？"]
    urgent = ask(desk, "web:b", urgent=True).number
    assert [row["number"] for row in next(news)["tickets"]] == [urgent, number]
    desk.claim(number, LIN, key())
    desk.heard("web:a", "我再说一句", key())
    heard: list[str] = []
    while "我再说一句" not in heard:
        heard += [said["text"] for said in next(news)["said"]]
    assert heard == ["我再说一句"]
    news.close()


def test_a_member_has_three_connections_and_other_pages_ask(lin: httpx.Client, he: httpx.Client) -> None:
    open_ones = [events(lin) for _ in range(3)]
    for each in open_ones:
        next(each)
    assert lin.get("/events").status_code == 204
    his = events(he)
    assert next(his)["tickets"] == []
    his.close()
    open_ones.pop().close()
    assert eventually(lambda: next(events(lin), None) is not None)
    for each in open_ones:
        each.close()


def eventually(holds: Callable[[], bool]) -> bool:
    """The server notices a page that went away at its next look."""
    for _ in range(50):
        try:
            if holds():
                return True
        except (AssertionError, KeyError):
            pass
        time.sleep(0.2)
    return False


def test_an_open_connection_does_not_hold_up_a_server_that_stops(embedded: Settings, desk: Desk) -> None:
    with httpx.Client() as browser:
        with console_of(embedded, desk) as api:
            browser.post(f"{api}/session", json={"member": LIN})
            browser.base_url = api
            news = events(browser)
            next(news)
        assert list(news) == []
