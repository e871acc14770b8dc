"""The web channel: what it answers, whom it refuses, and who keeps which conversation."""

from __future__ import annotations

import json
import logging
import re
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from bot import settings as settings_module
from bot.answers.reply import Disclosure, Reply
from bot.settings import Settings
from connectors.incoming import LARGEST_BODY
from connectors.sessions import COOKIE
from connectors.web import WebChannel
from tests.connectors.server import ANSWER, Bot, BrokenBot, SlowBot, serving


def test_answers_with_all_of_each_reply(web: httpx.Client, bot: Bot) -> None:
    bot.replies = (ANSWER, Reply(lines=("请核对。",), disclosure=Disclosure.PARTY))
    response = web.post("/message", json={"text": "我的案子到哪了"})
    assert response.status_code == 200
    first, second = response.json()["replies"]
    assert first.pop("text") == "进展\n财产已经冻结。\n下一步划拨。"
    assert Reply.from_dict(first) == ANSWER
    assert second["disclosure"] == "party"


def test_hands_the_text_on_as_it_is(web: httpx.Client, bot: Bot) -> None:
    for text in ('/restart{"a": 1}', "", "（２０２４）粵０１１１執１２３４號\u200b", "\ud800x"):
        assert web.post("/message", content=json.dumps({"text": text})).status_code == 415
        web.post("/message", content=json.dumps({"text": text}), headers={"Content-Type": "application/json"})
        assert bot.heard[-1].text == text
    assert bot.heard[0].input_channel == "web"
    assert bot.heard[0].metadata == {}


def test_a_bot_that_is_silent_gives_no_replies(embedded: Settings) -> None:
    class Silent(Bot):
        async def __call__(self, message: object) -> None:
            """While a person owns the conversation the bot says nothing."""

    with serving(Silent(), WebChannel(embedded)) as url:
        assert httpx.post(f"{url}/webhooks/web/message", json={"text": "你好"}).json() == {"replies": []}


BAD_BODIES = [
    (b"", 400),
    (b"text=1", 400),
    (b'{"text": ', 400),
    (b"\xff\xfe", 400),
    (b"[" * 50_000, 400),
    (b"9" * 50_000, 400),
    (b"null", 400),
    (b'["text"]', 400),
    (b'"text"', 400),
    (b"{}", 400),
    (b'{"text": null}', 400),
    (b'{"text": 1}', 400),
    (b'{"text": ["a"]}', 400),
    (b'{"text": {"a": 1}}', 400),
    (b'{"message": "a"}', 400),
    (b'{"text": "' + b"a" * LARGEST_BODY + b'"}', 413),
    (b"x" * (LARGEST_BODY + 1), 413),
]


@pytest.mark.parametrize(("body", "status"), BAD_BODIES, ids=[repr(body[:20]) for body, _ in BAD_BODIES])
def test_bad_bodies_get_a_kind_sentence(web: httpx.Client, bot: Bot, body: bytes, status: int) -> None:
    response = web.post("/message", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == status
    assert re.search("[一-龥]", response.json()["error"])
    assert bot.heard == []


def test_the_largest_body_is_read(web: httpx.Client, bot: Bot) -> None:
    body = b'{"text": "' + b"a" * (LARGEST_BODY - 12) + b'"}'
    assert len(body) == LARGEST_BODY
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert web.post("/message", content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_cannot_make_a_browser_talk(web: httpx.Client, bot: Bot, headers: dict[str, str]) -> None:
    response = web.post("/message", json={"text": "退出"}, headers=headers)
    assert response.status_code == 403
    assert "别的网站" in response.json()["error"]
    assert bot.heard == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_can_send_is_refused(web: httpx.Client, bot: Bot, kind: str) -> None:
    response = web.post("/message", content=b'{"text": "a"}', headers={"Content-Type": kind})
    assert response.status_code == 415
    assert bot.heard == []


def test_the_own_page_may_talk(web: httpx.Client, bot: Bot) -> None:
    own = f"http://{urlsplit(str(web.base_url)).netloc}"
    headers = {"Origin": own, "Sec-Fetch-Site": "same-origin"}
    assert web.post("/message", json={"text": "你好"}, headers=headers).status_code == 200


def test_one_browser_is_one_conversation(web: httpx.Client, bot: Bot) -> None:
    web.get("/")
    web.post("/message", json={"text": "一"})
    web.get("/")
    web.post("/message", json={"text": "二"})
    web.cookies.clear()
    web.post("/message", json={"text": "三"})
    web.post("/message", json={"text": "四"})
    first, second, third, fourth = (message.sender_id for message in bot.heard)
    assert first == second != third == fourth
    assert re.fullmatch(r"web:[0-9a-f]{32}", first)


def test_nobody_can_choose_a_session(web: httpx.Client, bot: Bot) -> None:
    """Neither a made-up id, nor one seen elsewhere (it stands on the team's cards), nor a foreign signature."""
    web.post("/message", json={"text": "一"})
    victim = bot.heard[0].sender_id.removeprefix("web:")
    cookie = web.cookies[COOKIE]
    stolen = (victim, f"{victim}.", f"{victim}.{'0' * 64}", "." + cookie.partition(".")[2], f"0{cookie[1:]}", "x", "")
    for value in (*stolen, b"\xff\xfe.\xff"):
        value = value.encode() if isinstance(value, str) else value
        web.cookies.clear()
        response = web.post("/message", json={"text": "二"}, headers={b"Cookie": COOKIE.encode() + b"=" + value})
        assert response.status_code == 200
        assert COOKIE in response.cookies or value == cookie.encode()
        assert bot.heard[-1].sender_id != f"web:{victim}"


def test_the_cookie_is_kept_from_scripts_and_other_sites(web: httpx.Client) -> None:
    cookie = web.get("/").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # embedded mode speaks plain HTTP
    assert "set-cookie" not in web.get("/").headers


def test_in_production_the_cookie_needs_https(production: Settings) -> None:
    with serving(Bot(), WebChannel(production)) as url:
        assert "Secure" in httpx.get(f"{url}/webhooks/web/").headers["set-cookie"].split("; ")


def test_a_configured_secret_keeps_conversations_over_a_restart(embedded: Settings) -> None:
    bot, cookie = Bot(), "none"
    for secret in ("s" * 32, "s" * 32, "t" * 32):
        with serving(bot, WebChannel(settings_module.load(secret=secret))) as url:
            headers = {"Cookie": f"{COOKIE}={cookie}"}
            response = httpx.post(f"{url}/webhooks/web/message", json={"text": "你好"}, headers=headers)
            cookie = response.cookies.get(COOKIE, cookie)
    first, second, third = (message.sender_id for message in bot.heard)
    assert first == second != third


def test_a_turn_goes_on_when_the_caller_hangs_up(embedded: Settings) -> None:
    bot = SlowBot()
    with serving(bot, WebChannel(embedded)) as url:
        where = urlsplit(url)
        with socket.create_connection((where.hostname, where.port)) as caller:
            body = b'{"text": "a"}'
            caller.sendall(
                b"POST /webhooks/web/message HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (where.netloc.encode(), len(body), body)
            )
            assert bot.began.wait(5)
        # An answered request behind the hang-up: the server has noticed it by then.
        assert httpx.get(f"{url}/health").status_code == 200
        bot.allowed.set()
        assert bot.ended.wait(5)
    assert len(bot.heard) == 1


def test_a_failed_turn_is_told_and_its_text_stays_out_of_the_log(
    embedded: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), serving(BrokenBot(), WebChannel(embedded)) as url:
        response = httpx.post(f"{url}/webhooks/web/message", json={"text": "我是张三"})
    assert response.status_code == 500
    assert "再发一次" in response.json()["error"]
    assert "a turn failed: RuntimeError" in caplog.text
    assert "张三" not in caplog.text


@pytest.mark.parametrize("path", ["/", "/pages/main.js", "/surroundings"])
def test_pages_are_sealed(web: httpx.Client, path: str) -> None:
    headers = web.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_errors_are_sealed_too(web: httpx.Client) -> None:
    for response in (web.post("/message", content=b"x"), web.get("/pages/nothing.js")):
        assert response.status_code in (404, 415)
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_answers_are_kept_by_no_cache(web: httpx.Client) -> None:
    assert web.post("/message", json={"text": "你好"}).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["../words.yml", "..%2Fwords.yml", "%2e%2e/words.yml", "words.yml", "index.htm", ""])
def test_only_the_pages_are_served(web: httpx.Client, name: str) -> None:
    assert web.get(f"/pages/{name}").status_code == 404


def test_the_page_asks_nothing_of_other_servers(web: httpx.Client) -> None:
    """Every address in page, scripts and styles is a path of our own, and each of them is there."""
    html = web.get("/").text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", html)
    files = [*re.findall(r'(?:src|href)="(/[^"]+)"', html), *_imports(web, "/pages/main.js")]
    assert "/console/" in files  # the team's page, which is served elsewhere
    for path in set(files) - {"/console/"}:
        response = web.get(path.removeprefix("/webhooks/web"))
        assert response.status_code == 200, path
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)[a-z]|@import|innerHTML|eval\(", response.text), path
    assert len(set(files)) >= 9


def _imports(web: httpx.Client, path: str) -> list[str]:
    found = [f"/pages/{name}" for name in re.findall(r'from "\./([a-z]+\.js)"', web.get(path).text)]
    return [*found, *(deeper for file in found for deeper in _imports(web, file))]


CASES = [{"case_number": "（2026）粤0111执1001号", "story": "已冻结", "applicant": {"name": "何桂芳"}}]


def test_demo_cases_stand_beside_an_open_console_only(embedded: Settings, production: Settings) -> None:
    guarded = settings_module.load(console_token="t")
    for settings, shown in ((embedded, True), (production, False), (guarded, False)):
        with serving(Bot(), WebChannel(settings, CASES)) as url:
            surroundings = httpx.get(f"{url}/webhooks/web/surroundings").json()
        assert surroundings == {"console": shown, "demo_cases": CASES if shown else []}
