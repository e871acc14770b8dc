"""What a party sent or did, out of the platform's fields: words for the assistant, words of the channel, or nothing.

Source of the kinds and fields: the platform's pages on messages and on events.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.envelope import Forged, identity_of
from connectors.wechat_ledger import Act
from connectors.wechat_menu import asked_by
from connectors.words import say_on_wechat as say

_log = logging.getLogger(__name__)
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWABLE = re.compile(r"[A-Za-z0-9_]{1,40}")
_SCENE = "qrscene_"
_NOT_SHOWN = re.compile(r"[\[【]收到不支持的消息类型，暂无法显示[\]】]")  # what a sticker arrives as
_SENTENCES = {
    "voice": "voice",
    "image": "picture",
    "video": "video",
    "shortvideo": "video",
    "location": "place",
    "link": "link",
}


@dataclass(frozen=True)
class Inbound:
    """One callback. ``id`` is the same for its repeats; ``account`` is whom it was sent to. ``ask`` goes to the
    assistant, else ``words`` are the answer; both empty: nothing is said. ``act``: what it allows us to send."""

    id: str
    openid: str
    account: str
    ask: str = ""
    words: str = ""
    act: Act | None = None
    left: bool = False

    @property
    def conversation(self) -> str:
        """Its name, everywhere."""
        return f"wechat:{self.openid}"


def read(fields: Mapping[str, Any], scenes: Mapping[str, str]) -> Inbound:
    """Raises :class:`~connectors.envelope.Forged` for what the platform would not send."""
    openid, id = identity_of(fields)
    if not _OPENID.fullmatch(openid):
        raise Forged("the sender is none of the platform's")
    known = (f"wechat:{id}", openid, _text(fields, "ToUserName"))
    kind = _text(fields, "MsgType").lower()
    if kind == "event":
        return _event(known, fields, scenes)
    ask = _asked(kind, fields)
    act = Act.TAP if fields.get("bizmsgmenuid") else Act.MESSAGE
    return Inbound(*known, ask, "" if ask else say(_SENTENCES.get(kind, "unknown")), act)


def _asked(kind: str, fields: Mapping[str, Any]) -> str:
    """The words of a text, or of a voice message that the platform could read."""
    name = {"text": "Content", "voice": "Recognition"}.get(kind, "")
    text = _text(fields, name) if name else ""
    return "" if _NOT_SHOWN.fullmatch(text) else text


def _event(known: tuple[str, str, str], fields: Mapping[str, Any], scenes: Mapping[str, str]) -> Inbound:
    event, key = _text(fields, "Event").lower(), _text(fields, "EventKey")
    if event in ("subscribe", "scan"):
        ask = scenes.get(key.removeprefix(_SCENE), "")
        return Inbound(*known, ask, "" if ask else say("welcome"), Act.TAP)
    if event == "click":
        ask = asked_by(key)
        return Inbound(*known, ask, "" if ask else say("old_menu"), Act.TAP)
    if event == "templatesendjobfinish" and _text(fields, "Status") != "success":
        _log.warning("a notice that an answer waits did not arrive")
    elif event not in ("view", "unsubscribe", "templatesendjobfinish", "location"):
        _log.info("an event of the kind %s is not used", event if _SHOWABLE.fullmatch(event) else "?")
    return Inbound(*known, left=event == "unsubscribe")


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""
