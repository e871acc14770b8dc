"""Who sits at the team console: the token once, then the member, both kept in a signed cookie."""

from __future__ import annotations

import hashlib
import time

from sanic import Request
from sanic.response import HTTPResponse

from bot.settings import Settings
from connectors.console import exists, is_open
from connectors.incoming import same
from connectors.sessions import SignedCookie

COOKIE = "zhixun_console"
_LIFETIME = 7 * 86400  # seconds: a working week without typing the token again


class ConsoleSession:
    """Reads and writes the console's cookie ``<member id in hex>.<end, Unix time>``.

    The signature also covers the token, so a new token ends every session. An empty member means that the token was
    given and nobody chosen yet.
    """

    def __init__(self, settings: Settings) -> None:
        self._open = is_open(settings)
        self._exists = exists(settings)
        self._token = settings.console_token
        purpose = f"console {hashlib.sha256(self._token.encode()).hexdigest()}"
        self._cookie = SignedCookie(settings, COOKIE, purpose, path="/console", seconds=_LIFETIME)

    def entered(self, request: Request) -> bool:
        """Whether the caller may use the console at all: the cookie shows it, or nobody set a token on this machine."""
        return self._open or (self._exists and self._read(request) is not None)

    def admits(self, token: object) -> bool:
        """Whether this token opens the console."""
        return isinstance(token, str) and bool(self._token) and same(token.strip(), self._token)

    def member_id(self, request: Request) -> str:
        """Who was chosen; empty if nobody was."""
        return self._read(request) or ""

    def keep(self, response: HTTPResponse, member_id: str) -> None:
        """Remember the member (or, if empty, only that the token was given) in this browser."""
        self._cookie.write(response, f"{member_id.encode().hex()}.{int(time.time()) + _LIFETIME}")

    def _read(self, request: Request) -> str | None:
        member, _, end = (self._cookie.read(request) or "").partition(".")
        return bytes.fromhex(member).decode() if end and int(end) > time.time() else None
