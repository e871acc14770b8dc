"""Who gets into the team console."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx

from bot import settings as settings_module
from bot.desk.desk import Desk
from bot.settings import Settings
from connectors.console_session import COOKIE
from tests.connectors.conftest import TOKEN
from tests.connectors.team import HE, LIN, console_of

READ = ["/tickets", "/news", "/undelivered", "/ticket/ZX1126-001", "/ticket/ZX1126-001/said", "/events"]
CHANGES = [*(f"/ticket/ZX1126-001/{what}" for what in ("claim", "reply", "transfer", "close")), "/retry"]


def guarded(settings: Settings) -> Settings:
    return settings_module.load(**{**settings.dict(), "console_token": TOKEN})


def test_the_team_is_shown_and_one_is_chosen(api: str) -> None:
    with httpx.Client(base_url=api) as browser:
        before = browser.get("/session").json()
        assert before["member"] is None
        assert [member["id"] for member in before["members"]][:2] == [LIN, HE]
        assert {"id": "duty", "name": "值班团队"} in before["queues"]
        assert browser.get("/tickets").json() == {"error": "请先选择您是谁。"}
        browser.post("/session", json={"member": LIN})
        assert browser.get("/session").json()["member"]["name"] == "林书瑶"
        browser.post("/session", json={"member": ""})
        assert browser.get("/tickets").status_code == 403


def test_nobody_works_as_somebody_who_is_not_of_the_team(api: str) -> None:
    with httpx.Client(base_url=api) as browser:
        response = browser.post("/session", json={"member": "stranger"})
        assert (response.status_code, "团队里没有" in response.json()["error"]) == (400, True)
        assert COOKIE not in response.cookies


def test_the_token_is_asked_for_once(production: Settings, embedded: Settings, desk: Desk) -> None:
    for settings in (guarded(embedded), guarded(production)):
        with console_of(settings, desk) as api, httpx.Client(base_url=api) as browser:
            for wrong in ("", "x", None, 1, [TOKEN], TOKEN + "x"):
                assert browser.post("/session", json={"token": wrong}).status_code == 404
            opened = browser.post("/session", json={"token": f" {TOKEN} "})
            assert opened.json()["member"] is None
            cookie = opened.headers["set-cookie"]
            assert {"HttpOnly", "SameSite=Strict", "Path=/console"} <= set(cookie.split("; "))
            assert ("Secure" in cookie.split("; ")) == (settings.mode is settings_module.Mode.PRODUCTION)
            headers = {"Cookie": cookie.partition(";")[0]}
            chosen = httpx.post(f"{api}/session", json={"member": LIN}, headers=headers)
            headers = {"Cookie": chosen.headers["set-cookie"].partition(";")[0]}
            assert httpx.get(f"{api}/tickets", headers=headers).json()["tickets"] == []


def test_a_stranger_finds_nothing(embedded: Settings, desk: Desk) -> None:
    """Not by the status, not by the words, not by the headers."""
    with console_of(guarded(embedded), desk) as api, httpx.Client(base_url=api) as stranger:
        nowhere = stranger.get("/nowhere")
        for path in [*READ, "/session"]:
            here = stranger.get(path)
            assert here.status_code == 404, path
            assert here.text == nowhere.text.replace("/console/api/nowhere", f"/console/api{path}")
            assert set(here.headers) == set(nowhere.headers), path


def test_a_stranger_changes_nothing(embedded: Settings, desk: Desk) -> None:
    with console_of(guarded(embedded), desk) as api, httpx.Client(base_url=api) as stranger:
        for body in (b"", b"{}", b"x", b'{"key": "12345678", "text": "a", "to": "duty"}'):
            for path in [*CHANGES, "/session"]:
                response = stranger.post(path, content=body)
                assert (response.status_code, f"/console/api{path} not found" in response.text) == (404, True), path


def test_production_without_a_token_has_no_console(production: Settings, desk: Desk) -> None:
    with console_of(production, desk) as api:
        for path in ("/session", "/tickets", "/../", "/../pages/main.js"):
            assert httpx.get(api + path).status_code == 404


def test_forged_and_foreign_cookies_open_nothing(embedded: Settings, desk: Desk) -> None:
    settings = settings_module.load(**{**guarded(embedded).dict(), "secret": "s" * 32})
    renewed = settings_module.load(**{**settings.dict(), "console_token": "another"})
    with console_of(settings, desk) as api:
        cookie = httpx.post(f"{api}/session", json={"token": TOKEN, "member": LIN}).cookies[COOKIE]
        assert httpx.get(f"{api}/tickets", cookies={COOKIE: cookie}).status_code == 200
        member, end, signature = cookie.split(".")
        forged = (f"{HE.encode().hex()}.{end}.{signature}", f"{member}.9{end}.{signature}", f"{member}.{end}.", "x")
        for value in forged:
            assert httpx.get(f"{api}/tickets", cookies={COOKIE: value}).status_code == 404
    with console_of(renewed, desk) as api:
        assert httpx.get(f"{api}/tickets", cookies={COOKIE: cookie}).status_code == 404


def test_the_page_is_sealed_and_asks_nothing_of_other_servers(embedded: Settings, desk: Desk) -> None:
    with console_of(embedded, desk) as api, httpx.Client(base_url=api.removesuffix("/api")) as browser:
        page = browser.get("/")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-frame-options"] == "DENY"
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", page.text)
        files = {*re.findall(r'(?:src|href)="/console(/[^"]+)"', page.text), *scripts(browser, "/pages/main.js")}
        assert len(files) >= 18
        for path in files:
            file = browser.get(path)
            assert file.status_code == 200, path
            assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|innerHTML|eval\(", file.text), path
        for name in ("..%2Fwords.yml", "../console_api.py", "reply_templates.yml", ""):
            assert browser.get(f"/pages/{name}").status_code == 404


def scripts(browser: httpx.Client, path: str) -> Iterator[str]:
    for name in re.findall(r'from "\./([a-z]+\.js)"', browser.get(path).text):
        yield f"/pages/{name}"
        yield from scripts(browser, f"/pages/{name}")
