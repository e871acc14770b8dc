"""Who is who among the visitors of the page, until the browser is closed."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sanic import Request
from sanic.response import HTTPResponse

from bot.settings import Mode, Settings
from connectors.incoming import same

COOKIE = "zhixun_session"
_BYTES = 16


class Sessions:
    """Names of conversations: random, and signed in the cookie. Nobody can choose one, and one seen on a card or in a
    log opens nothing.

    Without a configured secret the key is made anew at each start; who comes back then begins a new conversation.
    """

    def __init__(self, settings: Settings) -> None:
        self._key = settings.secret.encode() or secrets.token_bytes(32)
        self._secure = settings.mode is Mode.PRODUCTION

    def opened(self, request: Request) -> str | None:
        """The session that the request's cookie proves, or ``None``."""
        session, _, signature = request.cookies.get(COOKIE, "").partition(".")
        return session if same(signature, self._signature(session)) else None

    def new(self) -> str:
        """A session that nobody can guess (128 bits)."""
        return secrets.token_hex(_BYTES)

    def keep(self, response: HTTPResponse, session: str) -> None:
        """Give the browser the session, for no script and no other site; in production over HTTPS only."""
        response.cookies[COOKIE] = f"{session}.{self._signature(session)}"
        response.cookies[COOKIE].update({"httponly": True, "samesite": "Strict", "path": "/"})
        response.cookies[COOKIE]["secure"] = self._secure

    def _signature(self, session: str) -> str:
        signed = b"web session:" + session.encode("utf-8", "surrogateescape")
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()
