"""The SMS gateway over a real connection: what is sent, what counts as failed, and that nothing of it is logged."""

from __future__ import annotations

import json
import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from connectors.sms_gateway import SmsFailed, SmsGateway

PHONE, TEXT, TOKEN = "15400001001", "验证码135790，5分钟内有效", "secret-token"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Gateway:
    """Answers as told; remembers headers and bodies."""

    def __init__(self) -> None:
        self.answer: Answer = status(200)
        self.got: list[tuple[dict[str, str], Any]] = []
        self.released = threading.Event()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.got.append((dict(self.headers), json.loads(body)))
                gateway.answer(self)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"


def status(code: int, *headers: tuple[str, str]) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in (("Content-Length", "0"), *headers):
            handler.send_header(name, value)
        handler.end_headers()

    return answer


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    gateway = Gateway()
    thread = threading.Thread(target=gateway.server.serve_forever, args=(0.01,))
    thread.start()
    yield gateway
    gateway.released.set()
    gateway.server.shutdown()
    gateway.server.server_close()
    thread.join()


def test_sends_number_and_text_with_the_token(gateway: Gateway) -> None:
    SmsGateway(gateway.url, TOKEN, 5).send(PHONE, TEXT)
    ((headers, body),) = gateway.got
    assert body == {"phone": PHONE, "text": TEXT}
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"


def test_without_a_token_none_is_sent(gateway: Gateway) -> None:
    SmsGateway(gateway.url, "", 5).send(PHONE, TEXT)
    assert "Authorization" not in gateway.got[0][0]


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_any_success_will_do(gateway: Gateway, code: int) -> None:
    gateway.answer = status(code)
    SmsGateway(gateway.url, "t", 5).send(PHONE, TEXT)
    assert len(gateway.got) == 1


@pytest.mark.parametrize("code", [302, 400, 401, 404, 429, 500, 503])
def test_everything_else_is_a_failure(gateway: Gateway, code: int) -> None:
    gateway.answer = status(code, ("Location", gateway.url))
    with pytest.raises(SmsFailed, match=str(code)):
        SmsGateway(gateway.url, "t", 5).send(PHONE, TEXT)
    assert len(gateway.got) == 1  # a code must not go out twice, and not to where a redirect points


def test_a_slow_gateway_is_left(gateway: Gateway) -> None:
    gateway.answer = lambda handler: gateway.released.wait(10) and None
    begun = time.monotonic()
    with pytest.raises(SmsFailed, match=r"within 0\.2 s"):
        SmsGateway(gateway.url, "t", 0.2).send(PHONE, TEXT)
    assert time.monotonic() - begun < 2


def test_a_gateway_that_trickles_is_left(gateway: Gateway) -> None:
    """Each byte comes in time, the answer never does."""

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        for sign in b"HTTP/1.1 200 OK\r\n" + b"X" * 200:
            handler.wfile.write(bytes([sign]))
            if gateway.released.wait(0.05):
                return

    gateway.answer = trickle
    begun = time.monotonic()
    with pytest.raises(SmsFailed, match="within"):
        SmsGateway(gateway.url, "t", 0.3).send(PHONE, TEXT)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://[", "ftp://127.0.0.1/", "no address", "", "http://127.0.0.1:99999/", "http://a b/"],
)
def test_whatever_goes_wrong_is_a_failure_of_ours(url: str) -> None:
    with pytest.raises(SmsFailed):
        SmsGateway(url, "t", 5).send(PHONE, TEXT)


def test_hanging_up_is_a_failure(gateway: Gateway) -> None:
    gateway.answer = lambda handler: handler.connection.close()
    with pytest.raises(SmsFailed):
        SmsGateway(gateway.url, "t", 5).send(PHONE, TEXT)


@pytest.mark.parametrize("code", [200, 500])
def test_number_text_and_token_stay_out_of_logs_and_errors(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    gateway.answer = status(code)
    told = ""
    with caplog.at_level(logging.DEBUG):
        try:
            SmsGateway(gateway.url, TOKEN, 5).send(PHONE, TEXT)
        except SmsFailed as error:
            told = "".join(traceback.format_exception(error)) + repr(error.__cause__)
    for secret in (PHONE, "135790", TOKEN):
        assert secret not in caplog.text + told


def test_every_transport_error_of_httpx_is_expected() -> None:
    """What a request may raise derives from these; a new branch of the tree must be looked at."""
    branches = {error for error in vars(httpx).values() if isinstance(error, type) and issubclass(error, Exception)}
    unexpected = {error for error in branches if not issubclass(error, (httpx.HTTPError, httpx.InvalidURL))}
    # Misuse of responses, not a failed request.
    assert {error.__name__ for error in unexpected} == {
        "CookieConflict",
        "RequestNotRead",
        "ResponseNotRead",
        "StreamClosed",
        "StreamConsumed",
        "StreamError",
    }
