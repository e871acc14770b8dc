"""What the platform accepts as the answer to a callback, and what it shows of it. Source: the passive replies' page."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from tests.simulators.cipher import decrypt, signature
from tests.simulators.wechat_platform import TEXT_BYTES

_NEEDED = {
    "image": ("Image/MediaId",),
    "voice": ("Voice/MediaId",),
    "video": ("Video/MediaId",),
    "music": ("Music/ThumbMediaId",),
    "news": ("ArticleCount", "Articles/item/Title", "Articles/item/Url"),
    "transfer_customer_service": (),
}


class BadReply(Exception):
    """The platform cannot use the answer; the text says why."""


@dataclass(frozen=True)
class Reply:
    """A passive reply: its kind and the text that the party reads."""

    kind: str
    text: str
    link: str = ""


def read(answer: str, party: str, account: str, event: bool) -> Reply | None:
    """The reply in a plain answer, ``None`` if the account says nothing. Raises :class:`BadReply`."""
    if answer in ("", "success"):
        return None
    root = _parsed(answer)
    if _text(root, "ToUserName") != party or _text(root, "FromUserName") != account:
        raise BadReply("sender and receiver are not swapped")
    if not _text(root, "CreateTime").isdecimal():
        raise BadReply("CreateTime is not a number")
    kind = _text(root, "MsgType")
    if kind == "text":
        return Reply(kind, _content(root))
    return _other(root, kind, event)


def open_envelope(answer: str, token: str, aes_key: str, app_id: str) -> str:
    """The plain answer in an encrypted one; silence stays silence. Raises :class:`BadReply`."""
    if answer in ("", "success"):
        return answer
    root = _parsed(answer)
    encrypted, stamp, nonce = (_text(root, name) for name in ("Encrypt", "TimeStamp", "Nonce"))
    if not encrypted:
        raise BadReply("the answer to an encrypted callback is not encrypted")
    if _text(root, "MsgSignature") != signature(token, stamp, nonce, encrypted):
        raise BadReply("the signature is wrong")
    try:
        return decrypt(encrypted, aes_key, app_id)
    except ValueError as error:
        raise BadReply("closed with another key, or for another account") from error


def _other(root: ElementTree.Element, kind: str, event: bool) -> Reply:
    if kind not in _NEEDED or (event and kind == "transfer_customer_service"):
        raise BadReply(f"no reply of the kind {kind!r}")
    if not all(_text(root, path) for path in _NEEDED[kind]):
        raise BadReply(f"a reply of the kind {kind} lacks a part")
    if kind == "news" and _text(root, "ArticleCount") != "1":
        raise BadReply("more than one article")
    return Reply(kind, _text(root, "Articles/item/Title"), _text(root, "Articles/item/Url"))


def _content(root: ElementTree.Element) -> str:
    content = _text(root, "Content")
    if not content.strip():
        raise BadReply("an empty Content")
    if len(content.encode()) > TEXT_BYTES:
        raise BadReply(f"Content of {len(content.encode())} bytes")
    return content


def _parsed(answer: str) -> ElementTree.Element:
    if "<!DOCTYPE" in answer:
        raise BadReply("a DOCTYPE")
    try:
        root = ElementTree.fromstring(answer)
    except ElementTree.ParseError as error:
        raise BadReply("not XML") from error
    if root.tag != "xml":
        raise BadReply(f"the root is {root.tag!r}")
    if len({child.tag for child in root}) != len(root):
        raise BadReply("an element twice")
    return root


def _text(root: ElementTree.Element, path: str) -> str:
    return root.findtext(path) or ""
