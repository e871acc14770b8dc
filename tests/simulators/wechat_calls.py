"""The platform's calls to the account's address: it proves the address, and brings what parties send and do."""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp

from tests.simulators import wechat_replies
from tests.simulators.cipher import encrypt, signature
from tests.simulators.wechat_replies import BadReply, Reply

ATTEMPTS = 3


class Mode(str, Enum):
    """How an account has its callbacks brought (消息加解密方式)."""

    PLAIN = "plain"
    COMPATIBLE = "compatible"
    SAFE = "safe"


@dataclass
class Brought:
    """What came of one callback: the status of every attempt (0: no answer in time, or the platform hung up), the reply
    that was used, and what was wrong with one that was not."""

    statuses: list[int] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    wrong: str = ""

    @property
    def taken(self) -> bool:
        """Whether the account answered any attempt."""
        return 200 in self.statuses

    @property
    def text(self) -> str | None:
        """The passive reply's text; ``None`` without one."""
        return self.replies[0].text if self.replies else None


class Mischief:
    """Which callbacks come twice, and after how many seconds the platform hangs up on a first attempt."""

    def __init__(self, duplicates: float = 0.0, disconnects: float = 0.0, seed: int = 0) -> None:
        self._duplicates, self._disconnects, self._random = duplicates, disconnects, random.Random(seed)

    def draw(self) -> tuple[int, float | None]:
        """How many copies of this callback come at once, and when the first is cut."""
        copies = 1 + (self._random.random() < self._duplicates)
        cut = self._random.uniform(0.001, 0.03) if self._random.random() < self._disconnects else None
        return copies, cut


class Caller:
    """Calls one address with the account's token and key. ``seconds`` the platform waits for an answer."""

    def __init__(
        self, url: str, account: str, app_id: str, token: str, aes_key: str, clock: Callable[[], float], mode: Mode
    ) -> None:
        self.url, self.account, self.app_id, self.token, self.aes_key = url, account, app_id, token, aes_key
        self.clock, self.mode, self.seconds = clock, mode, 5.0
        self.mischief = Mischief()
        # An id is never given twice, not even by the next simulator; it is larger than a JavaScript number holds.
        self._ids = itertools.count(time.time_ns())
        self._session: aiohttp.ClientSession | None = None

    async def prove(self, echo: str) -> tuple[int, str]:
        """What an administrator's click on 提交 does: status and text of the answer. The echo is always plain."""
        async with self._connections().get(self.url, params={**self.signed(), "echostr": echo}) as response:
            return response.status, await response.text()

    async def bring(
        self, party: str, fields: Mapping[str, Any], *, copies: int | None = None, cut: float | None = None
    ) -> Brought:
        """Bring what a party sent in up to three attempts, ``copies`` times at once; ``cut`` seconds after the first
        attempt began the platform hangs up."""
        drawn_copies, drawn_cut = self.mischief.draw()
        xml = self.xml(party, fields)
        return await self.bring_xml(party, xml, copies or drawn_copies, cut or drawn_cut)

    async def bring_xml(self, party: str, xml: str, copies: int = 1, cut: float | None = None) -> Brought:
        """As :meth:`bring`, for a message that is written already: brought again, it is a repeat."""
        brought = Brought()
        await asyncio.gather(*(self._deliver(party, xml, brought, None if copy else cut) for copy in range(copies)))
        return brought

    async def post(self, query: Mapping[str, str], body: bytes, seconds: float | None = None) -> tuple[int, str]:
        """One attempt, with whatever it is given: status and body, status 0 without an answer in time."""
        limit = aiohttp.ClientTimeout(total=seconds or self.seconds)
        headers = {"Content-Type": "text/xml"}
        try:
            async with self._connections().post(
                self.url, params=query, data=body, timeout=limit, headers=headers
            ) as response:
                return response.status, await response.text()
        except (aiohttp.ClientError, asyncio.TimeoutError, UnicodeDecodeError):
            return 0, ""

    async def post_half(self, query: Mapping[str, str], body: bytes) -> None:
        """Hang up in the middle of the body."""
        parts = urlsplit(self.url)
        _, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        head = (
            f"POST {parts.path}?{urlencode(query)} HTTP/1.1",
            f"Host: {parts.netloc}",
            f"Content-Length: {len(body)}",
        )
        writer.write("\r\n".join((*head, "", "")).encode() + body[: len(body) // 2])
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    def xml(self, party: str, fields: Mapping[str, Any]) -> str:
        """A message as the platform writes it; events have no ``MsgId``."""
        known = {"ToUserName": self.account, "FromUserName": party, "CreateTime": int(self.clock())}
        last = {} if fields.get("MsgType") == "event" else {"MsgId": next(self._ids)}
        inner = "".join(f"<{name}>{_value(value)}</{name}>" for name, value in {**known, **fields, **last}.items())
        return f"<xml>{inner}</xml>"

    def sealed(self, party: str, xml: str) -> tuple[dict[str, str], bytes]:
        """Query and body of a callback, as the account's mode wants it."""
        query = {**self.signed(), "openid": party}
        if self.mode is Mode.PLAIN:
            return query, xml.encode()
        encrypted = encrypt(xml, self.aes_key, self.app_id)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(self.token, query["timestamp"], query["nonce"], encrypted)
        known = f"<ToUserName><![CDATA[{self.account}]]></ToUserName>"
        shell = xml.removesuffix("</xml>") if self.mode is Mode.COMPATIBLE else f"<xml>{known}"
        return query, f"{shell}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()

    def signed(self) -> dict[str, str]:
        """The part of the query that every call has."""
        timestamp, nonce = str(int(self.clock())), str(secrets.randbelow(2**31))
        return {"signature": signature(self.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _deliver(self, party: str, xml: str, brought: Brought, cut: float | None) -> None:
        """The second attempt repeats the first to the byte, the third is signed anew: it is not documented which of
        them the platform does."""
        envelope = self.sealed(party, xml)
        for attempt in range(ATTEMPTS):
            query, body = envelope if attempt < 2 else self.sealed(party, xml)
            status, answer = await self.post(query, body, cut if cut and not attempt else None)
            brought.statuses.append(status)
            if status == 200:
                return self._used(party, xml, answer, brought)

    def _used(self, party: str, xml: str, answer: str, brought: Brought) -> None:
        try:
            if self.mode is not Mode.PLAIN:
                answer = wechat_replies.open_envelope(answer, self.token, self.aes_key, self.app_id)
            reply = wechat_replies.read(answer, party, self.account, "<MsgType><![CDATA[event]]>" in xml)
        except BadReply as bad:
            brought.wrong = str(bad)
        else:
            brought.replies += [reply] if reply and reply not in brought.replies else []

    def _connections(self) -> aiohttp.ClientSession:
        self._session = self._session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def _value(value: object) -> str:
    text = str(value)
    return text if isinstance(value, (int, float)) else "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
