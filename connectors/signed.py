"""Who calls: a request signed with a shared key, or this very machine. For the phone line and for robots.

The signature is HMAC-SHA256 of ``<timestamp>.<body>`` in hexadecimal digits, as in the Standard Webhooks specification;
the timestamp is seconds since 1970.
"""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import ip_address

from sanic import Request

_BEHIND_A_PROXY = ("x-forwarded-for", "forwarded", "x-real-ip")


def signature(key: str, timestamp: str, body: bytes) -> str:
    """What the caller writes into its header."""
    signed = timestamp.encode("utf-8", "surrogateescape") + b"." + body
    return hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()


def is_fresh(timestamp: str, now: float, seconds: int) -> bool:
    """Whether a timestamp differs from now by at most so many seconds."""
    return timestamp.isascii() and timestamp.isdecimal() and abs(now - int(timestamp[:12])) <= seconds


def is_from_here(request: Request) -> bool:
    """Whether a request comes from this machine, and past no proxy."""
    proxied = any(name in request.headers for name in _BEHIND_A_PROXY)
    return bool(request.ip) and ip_address(request.ip).is_loopback and not proxied
