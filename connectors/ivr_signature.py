"""Who may call the phone line: signed requests, or this machine alone while there is no key."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from sanic import Request

from bot.settings import Settings
from connectors.incoming import Refused, refuse_cross_site, same
from connectors.ivr_contract import Problem
from connectors.signed import is_fresh, is_from_here, signature

TIMESTAMP, SIGNATURE = "x-zhixun-timestamp", "x-zhixun-signature"
_FRESH = 300  # seconds that the clocks may differ


class Signed:
    """Admits requests to the neutral contract."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._secret = settings.ivr_secret
        self._clock = clock

    def admit(self, request: Request) -> None:
        """Raise :class:`~connectors.ivr_contract.Problem` unless the request is signed and fresh. Without a key: unless
        it comes from this machine, from a program or from our own page, and past no proxy."""
        if self._secret:
            self._check(request)
            return
        try:
            refuse_cross_site(request)
        except Refused as refused:
            raise Problem(403, "not_allowed") from refused
        if not is_from_here(request):
            raise Problem(403, "not_allowed")

    def _check(self, request: Request) -> None:
        stamp = request.headers.get(TIMESTAMP, "")
        wanted = signature(self._secret, stamp, request.body)
        genuine = same(request.headers.get(SIGNATURE, ""), wanted)
        if not (genuine and is_fresh(stamp, self._clock(), _FRESH)):
            raise Problem(401, "bad_signature")


class Listed:
    """Admits platforms that cannot sign: by the token in the path and by where they come from."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.ivr_token
        self._networks = [ip_network(one.strip(), strict=False) for one in settings.ivr_allow.split(",") if one.strip()]

    def admit(self, request: Request, token: str) -> None:
        """Raise :class:`~connectors.ivr_contract.Problem` for another token or another place."""
        place = ip_address(request.ip)
        if not (self._token and same(token, self._token) and any(place in network for network in self._networks)):
            raise Problem(403, "not_allowed")
