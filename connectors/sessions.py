"""What a browser proves about itself: a cookie that only this server can have written."""

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


class SignedCookie:
    """One text kept in a browser, readable there and signed here; for no script and no other site, in production over
    HTTPS only.

    Without a configured secret the key is made anew at each start, and earlier cookies prove nothing. ``purpose`` keeps
    the signature of one cookie from being used for another. With ``seconds`` the browser keeps it over a restart.
    """

    def __init__(self, settings: Settings, name: str, purpose: str, *, path: str = "/", seconds: int | None = None):
        self._key = settings.secret.encode() or secrets.token_bytes(32)
        self._purpose = purpose.encode() + b":"
        self._name = name
        secure = settings.mode is Mode.PRODUCTION
        self._options = {"httponly": True, "samesite": "Strict", "path": path, "secure": secure}
        if seconds is not None:
            self._options["max-age"] = seconds

    def read(self, request: Request) -> str | None:
        """The text that the request's cookie proves, or ``None``."""
        text, _, signature = request.cookies.get(self._name, "").rpartition(".")
        return text if same(signature, self._signature(text)) else None

    def write(self, response: HTTPResponse, text: str) -> None:
        """Give it to the browser."""
        response.cookies[self._name] = f"{text}.{self._signature(text)}"
        for option, value in self._options.items():
            response.cookies[self._name][option] = value

    def _signature(self, text: str) -> str:
        signed = self._purpose + text.encode("utf-8", "surrogateescape")
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()


class Sessions:
    """Names of conversations, until the browser is closed: random, and signed in the cookie. Nobody can choose one, and
    one seen on a card or in a log opens nothing."""

    def __init__(self, settings: Settings) -> None:
        self._cookie = SignedCookie(settings, COOKIE, "web session")

    def opened(self, request: Request) -> str | None:
        """The session that the request's cookie proves, or ``None``."""
        return self._cookie.read(request)

    def new(self) -> str:
        """A session that nobody can guess (128 bits)."""
        return secrets.token_hex(_BYTES)

    def keep(self, response: HTTPResponse, session: str) -> None:
        """Give the browser the session."""
        self._cookie.write(response, session)
