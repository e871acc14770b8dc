"""The envelope of a callback: signed, fresh, encrypted. wechatpy does the cipher and the XML; what it leaves out
(constant time, age, both keys of a change, hostile XML) is here. Source: the platform's page on callbacks (path/96466).
"""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wechatpy.utils import WeChatSigner
from wechatpy.work import parse_message
from wechatpy.work.crypto import PrpCrypto

from bot.settings import Settings
from connectors.incoming import LARGEST_BODY

_OLDEST = 300  # seconds that our clock and the platform's may differ, either way
_ENCRYPTED = re.compile(r"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=\s]+?)(?:\]\]>)?\s*</Encrypt>")
_SHAPE = re.compile(r"\s*<xml[\s>]")  # nothing, above all no declaration of entities, stands before the root


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
    """Opens and closes what goes between the platform and one app. ``clock`` gives seconds since 1970."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._token, self._corp_id = settings.wecom_token, settings.wecom_corp_id
        keys = (settings.wecom_aes_key, settings.wecom_previous_aes_key)
        self._keys = [base64.b64decode(f"{key}=") for key in keys if key]
        self._clock = clock

    def open_echo(self, query: Mapping[str, str]) -> str:
        """The text that proves to the platform that this address is ours. Raises :class:`Forged`."""
        return self._open(query, query.get("echostr", "")).text

    def open_body(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The XML inside a callback's body. Raises :class:`Forged`, :class:`TooLarge`."""
        if len(body) > LARGEST_BODY:
            raise TooLarge("the body is too large")
        text = body.decode("utf-8", "replace")
        found = _ENCRYPTED.search(text)
        if not found or not _SHAPE.match(text) or "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
            raise Forged("the body is not an encrypted message")
        return self._open(query, "".join(found[1].split()))

    def close(self, text: str, key: bytes, nonce: str) -> str:
        """An encrypted and signed answer as XML."""
        timestamp = str(int(self._clock()))
        encrypted = PrpCrypto(key).encrypt(text, self._corp_id).decode("ascii")
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self._signature(timestamp, nonce, encrypted)}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
        )

    def _open(self, query: Mapping[str, str], encrypted: str) -> Opened:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        signature = self._signature(timestamp, nonce, encrypted)
        given = query.get("msg_signature", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), signature.encode("ascii")):
            raise Forged("the signature is wrong")
        if not timestamp.isascii() or not timestamp.isdigit() or abs(self._clock() - int(timestamp)) > _OLDEST:
            raise Forged("the timestamp is not of these five minutes")
        return self._decrypted(encrypted)

    def _signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        signer = WeChatSigner()
        signer.add_data(*(part.encode("utf-8", "replace") for part in (self._token, timestamp, nonce, encrypted)))
        signature: str = signer.signature
        return signature

    def _decrypted(self, encrypted: str) -> Opened:
        for key in self._keys:
            with suppress(
                Exception
            ):  # what a wrong key makes of it lets wechatpy raise anything; there is no common base
                return Opened(PrpCrypto(key).decrypt(encrypted, self._corp_id), key)
        raise Forged("no key of ours opens it")


def fields_of(xml: str) -> dict[str, Any]:
    """The fields of a decrypted message, as wechatpy reads them. Raises :class:`Forged` for anything else."""
    if not _SHAPE.match(xml):
        raise Forged("the message is not of the platform's form")
    try:
        return dict(parse_message(xml)._data)
    except Exception as error:
        raise Forged(f"the message cannot be read: {type(error).__name__}") from None


def cdata(text: str) -> str:
    """Text for XML, with whatever signs: ``]]>`` cannot end it early, and what XML cannot hold is left out."""
    allowed = re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    return "<![CDATA[" + allowed.replace("]]>", "]]]]><![CDATA[>") + "]]>"
