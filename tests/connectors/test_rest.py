"""The REST channel: Rasa's own form, behind a token."""

from __future__ import annotations

import re

import httpx
import pytest

from bot import settings as settings_module
from bot.answers.reply import Handover, Reply, Urgency
from bot.settings import Settings
from connectors.incoming import LARGEST_BODY
from connectors.rest import RestChannel
from tests.connectors.conftest import TOKEN
from tests.connectors.server import ANSWER, Bot, BrokenBot, serving

HELLO = {"sender": "a1", "message": "你好"}


def test_answers_in_rasas_form_with_the_whole_reply(rest: httpx.Client, bot: Bot) -> None:
    urgent = Reply(lines=("已转。",), handover=Handover("crisis", "救命", Urgency.URGENT))
    bot.replies = (ANSWER, urgent)
    first, second = rest.post("/webhook", json=HELLO).json()
    assert first["recipient_id"] == "a1"
    assert first["text"] == "进展\n财产已经冻结。\n下一步划拨。"
    assert Reply.from_dict(first["custom"]) == ANSWER
    assert Reply.from_dict(second["custom"]) == urgent


def test_answers_are_readable_in_a_terminal(rest: httpx.Client) -> None:
    assert "财产已经冻结" in rest.post("/webhook", json=HELLO).content.decode()


def test_sender_and_channel_cannot_be_disguised(rest: httpx.Client, bot: Bot) -> None:
    body = {"sender": "web:0123", "message": "/x", "input_channel": "ivr", "metadata": {"channel": "ivr"}}
    rest.post("/webhook", json=body)
    (heard,) = bot.heard
    assert (heard.sender_id, heard.input_channel, heard.text) == ("rest:web:0123", "rest", "/x")
    assert heard.metadata == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"sender=1",
        b"[]",
        b"{}",
        b'{"sender": "a"}',
        b'{"message": "a"}',
        b'{"sender": "", "message": "a"}',
        b'{"sender": null, "message": "a"}',
        b'{"sender": 7, "message": "a"}',
        b'{"sender": "a\\n", "message": "a"}',
        b'{"sender": "\\ud800", "message": "a"}',
        b'{"sender": "' + b"a" * 129 + b'", "message": "a"}',
        b'{"sender": "a", "message": ["a"]}',
    ],
)
def test_bad_bodies_get_a_json_error(rest: httpx.Client, bot: Bot, body: bytes) -> None:
    response = rest.post("/webhook", content=body)
    assert response.status_code == 400
    assert re.search("[一-龥]", response.json()["error"])
    assert bot.heard == []


def test_too_large_bodies_are_refused(rest: httpx.Client) -> None:
    assert rest.post("/webhook", content=b"x" * (LARGEST_BODY + 1)).status_code == 413


@pytest.mark.parametrize("value", ["true", "True", "1", "yes"])
def test_streaming_is_refused_clearly(rest: httpx.Client, bot: Bot, value: str) -> None:
    response = rest.post("/webhook", params={"stream": value}, json=HELLO)
    assert response.status_code == 400
    assert "stream" in response.json()["error"]
    assert bot.heard == []


def test_asking_for_no_stream_is_fine(rest: httpx.Client) -> None:
    assert rest.post("/webhook", params={"stream": "false"}, json=HELLO).status_code == 200


def test_other_sites_cannot_make_a_browser_talk(rest: httpx.Client, bot: Bot) -> None:
    assert rest.post("/webhook", json=HELLO, headers={"Origin": "https://evil.example"}).status_code == 403
    assert bot.heard == []


def test_without_a_token_production_has_no_rest_channel(production: Settings) -> None:
    with serving(Bot(), RestChannel(production)) as url:
        for token in ("", " None", f" {TOKEN}"):
            headers = {"Authorization": f"Bearer{token}"}
            assert httpx.post(f"{url}/webhooks/rest/webhook", json=HELLO, headers=headers).status_code == 404


@pytest.mark.parametrize("mode", ["embedded", "production"])
@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        ("Bearer", 401),
        ("", 401),
        (TOKEN, 401),
        (f"Basic {TOKEN}", 401),
        (b"Bearer \xff\xfe", 401),
    ],
)
def test_a_configured_token_is_asked_for(
    production: Settings, mode: str, authorization: str | bytes, status: int
) -> None:
    settings = settings_module.load(**{**production.dict(), "mode": mode, "rest_token": TOKEN})
    with serving(Bot(), RestChannel(settings)) as url:
        headers = {"Authorization": authorization}
        response = httpx.post(f"{url}/webhooks/rest/webhook", json=HELLO, headers=headers)
    assert response.status_code == status
    assert response.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


def test_a_failed_turn_is_told(embedded: Settings) -> None:
    with serving(BrokenBot(), RestChannel(embedded)) as url:
        response = httpx.post(f"{url}/webhooks/rest/webhook", json=HELLO)
    assert response.status_code == 500
    assert "你好" not in response.text
