"""The envelope of a callback: signed, fresh, encrypted. One for work WeChat and for the official account.

wechatpy does the cipher; what it leaves out (constant time, age, both keys of a change, hostile XML) is here. Sources:
the platforms' pages on callbacks (work WeChat path/96466; official account 消息加解密说明).
"""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import xmltodict
from wechatpy.utils import WeChatSigner
from wechatpy.work.crypto import PrpCrypto

from connectors.incoming import LARGEST_BODY

_OLDEST = 300  # seconds that our clock and the platform's may differ, either way
_SECONDS = re.compile(r"[0-9]{1,12}")  # no longer: what has hundreds of digits is no number to Python
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_SHAPE = re.compile(r"\s*<xml[\s>]")  # nothing, above all no declaration of entities, stands before the root
_QUOTED = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Forged(Exception):
    """It does not come from the platform, or not now: not answered, not processed. The text says what was wrong."""


class TooLarge(Exception):
    """A body that no real callback has."""


@dataclass(frozen=True)
class Opened:
    """A decrypted text and the key that opened it, with which the answer must be closed."""

    text: str
    key: bytes


class Envelope:
    """Opens and closes what goes between the platform and one account. ``receiver`` is the corporation's or the
    account's id; ``aes_keys`` are the present one and, during a change, the one before. ``clock`` gives seconds since
    1970."""

    def __init__(
        self, token: str, receiver: str, aes_keys: Iterable[str], clock: Callable[[], float] = time.time
    ) -> None:
        self._token, self._receiver = token, receiver
        self._keys = [base64.b64decode(f"{key}=") for key in aes_keys if key]
        self._clock = clock

    def open_echo(self, query: Mapping[str, str]) -> str:
        """The text that proves to work WeChat that this address is ours. Raises :class:`Forged`."""
        return self._open(query, query.get("echostr", "")).text

    def open_body(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The XML inside a callback's body; what stands there beside it in plain text is nobody's word. Raises
        :class:`Forged`, :class:`TooLarge`."""
        encrypted = fields_of(_text(body)).get("Encrypt")
        if not isinstance(encrypted, str) or not _BASE64.fullmatch(encrypted):
            raise Forged("the body is not an encrypted message")
        return self._open(query, "".join(encrypted.split()))

    def check_query(self, query: Mapping[str, str]) -> None:
        """That the official account's plain ``signature`` is right, which covers no body. Raises :class:`Forged`."""
        self._check(query, query.get("signature", ""))

    def read_plain(self, query: Mapping[str, str], body: bytes) -> str:
        """The XML of a body that is not encrypted. Raises :class:`Forged`, :class:`TooLarge`."""
        text = _text(body)
        self.check_query(query)
        return text

    def close(self, text: str, key: bytes, nonce: str) -> str:
        """An encrypted and signed answer as XML."""
        timestamp = str(int(self._clock()))
        encrypted = PrpCrypto(key).encrypt(text, self._receiver).decode("ascii")
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self._signature(timestamp, nonce, encrypted)}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
        )

    def _open(self, query: Mapping[str, str], encrypted: str) -> Opened:
        self._check(query, query.get("msg_signature", ""), encrypted)
        return self._decrypted(encrypted)

    def _check(self, query: Mapping[str, str], given: str, *signed: str) -> None:
        timestamp = query.get("timestamp", "")
        signature = self._signature(timestamp, query.get("nonce", ""), *signed)
        if not hmac.compare_digest(given.encode("utf-8", "replace"), signature.encode("ascii")):
            raise Forged("the signature is wrong")
        if not _SECONDS.fullmatch(timestamp) or abs(self._clock() - int(timestamp)) > _OLDEST:
            raise Forged("the timestamp is not of these five minutes")

    def _signature(self, *parts: str) -> str:
        signer = WeChatSigner()
        signer.add_data(*(part.encode("utf-8", "replace") for part in (self._token, *parts)))
        signature: str = signer.signature
        return signature

    def _decrypted(self, encrypted: str) -> Opened:
        for key in self._keys:
            # What a wrong key makes of it lets wechatpy raise anything; there is no common base.
            with suppress(Exception):
                return Opened(PrpCrypto(key).decrypt(encrypted, self._receiver), key)
        raise Forged("no key of ours opens it")


def fields_of(xml: str) -> dict[str, Any]:
    """The fields of a message, as the platform names them. Raises :class:`Forged` for anything else."""
    if not _SHAPE.match(xml) or _DECLARED.search(_QUOTED.sub("", xml)):
        raise Forged("the message is not of the platform's form")
    try:
        fields = xmltodict.parse(xml)["xml"]
    except Exception as error:  # the parser's errors have no common base
        raise Forged(f"the message cannot be read: {type(error).__name__}") from None
    if not isinstance(fields, dict):
        raise Forged("the message is empty")
    return fields


def identity_of(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Who sent a message, and its id, which is the same for its repeats; an event has none of its own, and a person can
    cause two in one second. Raises :class:`Forged` if it names no sender or no kind."""
    sender, message = fields.get("FromUserName"), fields.get("MsgId")
    if not isinstance(sender, str) or not isinstance(fields.get("MsgType"), str):
        raise Forged("the message has no sender or no kind")
    parts = (message,) if message else (sender, *map(fields.get, ("CreateTime", "Event", "EventKey", "TaskId")))
    return sender, ":".join(str(part or "") for part in parts)


def cdata(text: str) -> str:
    """Text for XML, with whatever signs: ``]]>`` cannot end it early, and what XML cannot hold is left out."""
    allowed = re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    return "<![CDATA[" + allowed.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_answer(to: str, sender: str, at: float, content: str) -> str:
    """The XML of a passive answer, before it is closed; ``at`` in seconds since 1970."""
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(sender)}</FromUserName>"
        f"<CreateTime>{int(at)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{cdata(content)}</Content></xml>"
    )


def _text(body: bytes) -> str:
    if len(body) > LARGEST_BODY:
        raise TooLarge("the body is too large")
    return body.decode("utf-8", "replace")
