"""A callback as it goes over the wire, and what one of WeChat's platforms needs to make one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.simulators.cipher import encrypt, signature


@dataclass(frozen=True)
class Call:
    """One request as it goes over the wire; ``query`` is encoded already."""

    query: str
    body: bytes = b""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})


@dataclass(frozen=True)
class Target:
    """An address and what the platform would need to call it. ``xml`` writes a fresh genuine message; ``official``:
    the account is a 公众号, which signs the query by itself as well."""

    token: str
    aes_key: str
    receiver: str
    account: str
    clock: Callable[[], float]
    xml: Callable[[], str]
    official: bool
    plain = False

    def sealed(self, xml: str | None = None, **changes: str) -> tuple[dict[str, str], str]:
        """Query and encrypted text of a message; ``changes`` of ``aes_key``, ``receiver``, and of what is signed."""
        key, receiver = changes.pop("aes_key", self.aes_key), changes.pop("receiver", self.receiver)
        encrypted = encrypt(self.xml() if xml is None else xml, key, receiver)
        return self.signed(encrypted, **changes), encrypted

    def signed(self, encrypted: str, **changes: str) -> dict[str, str]:
        """The query that goes with an encrypted text; ``changes`` of ``token``, ``timestamp`` and ``nonce``."""
        token = changes.get("token", self.token)
        timestamp = changes.get("timestamp", str(int(self.clock())))
        nonce = changes.get("nonce", secrets.token_hex(6))
        query = {"msg_signature": signature(token, timestamp, nonce, encrypted), "timestamp": timestamp, "nonce": nonce}
        if self.official:
            query.update(signature=signature(token, timestamp, nonce), encrypt_type="aes", openid="oForged")
        return query

    def shell(self, encrypted: str) -> bytes:
        """The body around an encrypted text."""
        receiver = f"<ToUserName><![CDATA[{self.account}]]></ToUserName>"
        return f"<xml>{receiver}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()

    @property
    def signs(self) -> str:
        """The part of the query that covers the message."""
        return "msg_signature"

    def genuine(self) -> Call:
        """What the platform itself would send."""
        query, encrypted = self.sealed()
        return Call(urlencode(query), self.shell(encrypted))


class PlainTarget(Target):
    """A 公众号 in plain mode: nothing is encrypted, and no signature covers the body."""

    plain = True

    @property
    def signs(self) -> str:
        return "signature"

    def sealed(self, xml: str | None = None, **changes: str) -> tuple[dict[str, str], str]:
        return self.signed("", **changes), self.xml() if xml is None else xml

    def signed(self, encrypted: str, **changes: str) -> dict[str, str]:
        query = super().signed(encrypted, **changes)
        return {name: query[name] for name in ("signature", "timestamp", "nonce", "openid")}

    def shell(self, encrypted: str) -> bytes:
        return encrypted.encode()


Forgery = tuple[str, Call]
"""What is wrong with a call, and the call."""


def typed(kind: str) -> dict[str, str]:
    """Headers of a body of this kind."""
    return {"Content-Type": kind}
