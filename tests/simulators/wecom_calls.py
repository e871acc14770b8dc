"""The platform's calls to the app: it proves the address, and brings what members write and press."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.simulators.cipher import decrypt, encrypt, signature

ATTEMPTS = 3
_FIELD = re.compile(r"<(?P<name>\w+)>(?:<!\[CDATA\[(?P<text>.*?)\]\]>|(?P<plain>[^<]*))</(?P=name)>", re.DOTALL)


class Caller:
    """Calls one address with the app's token and key. ``attempts`` remembers the status of every attempt, 0 where no
    answer came in time."""

    def __init__(self, url: str, corp_id: str, token: str, aes_key: str, clock: Callable[[], float]) -> None:
        self.url, self.corp_id, self.token, self.aes_key, self.clock = url, corp_id, token, aes_key, clock
        self.seconds = 5.0
        self.attempts: list[int] = []
        # An id is never given twice, not even by the next simulator: the bot remembers what it has heard.
        self._ids = itertools.count(time.time_ns())
        self._session: aiohttp.ClientSession | None = None

    async def prove(self, echo: str) -> tuple[int, str]:
        """What an administrator's click on 保存 does: status and text of the answer."""
        encrypted = encrypt(echo, self.aes_key, self.corp_id)
        query = {**self.signed(encrypted), "echostr": encrypted}
        async with self._connections().get(self.url, params=query) as response:
            return response.status, await response.text()

    async def bring(self, member: str, fields: dict[str, Any]) -> str | None:
        """Bring a message in up to three attempts; the passive answer's text, ``None`` if it was never taken."""
        return await self.bring_xml(self.xml(member, fields))

    async def bring_xml(self, xml: str) -> str | None:
        """As :meth:`bring`. The second attempt repeats the first to the byte, the third is signed anew: it is not
        documented which of them the platform does."""
        envelope = self.sealed(xml)
        for attempt in range(ATTEMPTS):
            query, body = envelope if attempt < 2 else self.sealed(xml)
            status, answer = await self.post(query, body)
            if status == 200:
                return self.opened(answer) if answer else ""
        return None

    async def post(self, query: dict[str, str], body: bytes) -> tuple[int, str]:
        """One attempt, with whatever it is given: status and body, status 0 without an answer in time."""
        limit = aiohttp.ClientTimeout(total=self.seconds)
        try:
            async with self._connections().post(self.url, params=query, data=body, timeout=limit) as response:
                outcome = response.status, await response.text()
        except (aiohttp.ClientError, asyncio.TimeoutError):
            outcome = 0, ""
        self.attempts.append(outcome[0])
        return outcome

    def xml(self, member: str, fields: dict[str, Any]) -> str:
        """A message as the platform writes it; texts get a ``MsgId``, events none."""
        known = {"ToUserName": self.corp_id, "FromUserName": member, "CreateTime": int(self.clock())}
        if fields.get("MsgType") != "event":
            known["MsgId"] = next(self._ids)
        inner = "".join(f"<{name}>{_value(value)}</{name}>" for name, value in {**known, **fields}.items())
        return f"<xml>{inner}</xml>"

    def sealed(self, xml: str) -> tuple[dict[str, str], bytes]:
        """Query and body of a callback."""
        encrypted = encrypt(xml, self.aes_key, self.corp_id)
        body = (
            f"<xml><ToUserName><![CDATA[{self.corp_id}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        )
        return self.signed(encrypted), body.encode()

    def signed(self, encrypted: str) -> dict[str, str]:
        """The query that goes with an encrypted text."""
        timestamp, nonce = str(int(self.clock())), secrets.token_hex(5)
        given = signature(self.token, timestamp, nonce, encrypted)
        return {"msg_signature": given, "timestamp": timestamp, "nonce": nonce}

    def opened(self, answer: str) -> str:
        """The text of a passive answer, checked as the platform checks it: badly signed or formed, it is an error."""
        outer = _fields(answer)
        expected = signature(self.token, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
        assert outer["MsgSignature"] == expected, "a passive answer with a wrong signature"
        inner = decrypt(outer["Encrypt"], self.aes_key, self.corp_id)
        content = re.search(r"<Content>(.*)</Content>", inner, re.DOTALL)
        assert content, "a passive answer without a text"
        return "".join(re.findall(r"<!\[CDATA\[(.*?)\]\]>", content[1], re.DOTALL))

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _connections(self) -> aiohttp.ClientSession:
        self._session = self._session or aiohttp.ClientSession()
        return self._session


def _value(value: object) -> str:
    text = str(value)
    return text if isinstance(value, int) else "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _fields(xml: str) -> dict[str, str]:
    inner = xml.removeprefix("<xml>").removesuffix("</xml>")
    return {found["name"]: found["text"] or found["plain"] or "" for found in _FIELD.finditer(inner)}
