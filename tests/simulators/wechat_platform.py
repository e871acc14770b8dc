"""The rules of a 公众号 as far as the bot meets them, and what every party's phone shows. No network here.

Limits and codes are those of the platform's pages on customer messages, typing, template messages and menus. Where
these say nothing, the less convenient reading is simulated: a customer message is taken off every open allowance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.simulators.served import Answer, Refusal, read_json
from tests.simulators.wechat_menu import Menu
from tests.simulators.wechat_tokens import Tokens

TEXT_BYTES = 2048
ALLOWED = {"message": (5, 48 * 3600), "click": (3, 60), "follow": (3, 60), "scan": (3, 60)}
"""How many customer messages what a party does allows, and for how many seconds."""
TYPING_SECONDS, TYPING_AFTER = 15, 30
TEMPLATE = "template-of-the-simulated-account"
_MEDIA = {"image": "media_id", "voice": "media_id", "video": "media_id", "mpnews": "media_id"}
_FIELD_KINDS = {
    "thing": r".{1,20}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "number": r"[0-9.]{1,32}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "name": r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}",
    "time": r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2})( \d{1,2}:\d{2}(:\d{2})?)?",
    "date": r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2})( \d{1,2}:\d{2}(:\d{2})?)?",
    "const": r".{1,20}",
}


@dataclass
class Shown:
    """One thing in the chat, by ``way`` of: ``party`` (their own), ``passive``, ``customer``, ``template``, ``system``.
    ``choices`` are the items of a menu message by their ids."""

    kind: str
    text: str
    at: float
    way: str
    choices: dict[str, str] = field(default_factory=dict)
    link: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class _Allowance:
    left: int
    until: float


@dataclass
class Phone:
    """One party's chat with the account. ``blocked``: they follow, but refuse its messages."""

    openid: str
    shown: list[Shown] = field(default_factory=list)
    following: bool = True
    blocked: bool = False
    heard_at: float = float("-inf")
    typing_until: float = float("-inf")
    allowances: dict[str, _Allowance] = field(default_factory=dict)


class Platform:
    """One account. ``verified`` is false for an account without customer messages and templates, ``test`` true for a
    test account, which has no menu messages. ``templates``: the fields of each template by its id."""

    def __init__(self, app_id: str, secret: str, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.tokens = Tokens(app_id, secret, clock)
        self.menu = Menu()
        self.verified, self.test = True, False
        self.templates: dict[str, tuple[str, ...]] = {TEMPLATE: ("thing1", "time2")}
        self.phones: dict[str, Phone] = {}
        self._sent = 0

    def phone(self, openid: str) -> Phone:
        """A party's phone; it follows the account from the first look on."""
        return self.phones.setdefault(openid, Phone(openid))

    def acts(self, openid: str, what: str) -> None:
        """A party does what allows customer messages for a while (:data:`ALLOWED`)."""
        phone, (number, seconds) = self.phone(openid), ALLOWED[what]
        phone.allowances[what] = _Allowance(number, self.clock() + seconds)
        if what == "message":
            phone.heard_at = self.clock()

    def follow(self, openid: str, following: bool) -> None:
        phone = self.phone(openid)
        phone.following = following
        if not following:
            phone.allowances.clear()

    def left(self, openid: str) -> int | None:
        """How many customer messages the party can still be sent now; ``None``: the window is closed."""
        now, phone = self.clock(), self.phone(openid)
        open_now = [allowance.left for allowance in phone.allowances.values() if now < allowance.until]
        return max(open_now) if phone.following and open_now else None

    def send(self, body: bytes) -> Answer:
        """``message/custom/send``."""
        message, phone = self._addressed(body)
        shown = self._customer_message(message)
        self._may_be_told(phone)
        left = self.left(phone.openid)
        if left is None:
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        if not left:
            raise Refusal(45047, "out of response count limit")
        for allowance in phone.allowances.values():
            allowance.left = max(0, allowance.left - 1)
        phone.typing_until = float("-inf")
        phone.shown.append(shown)
        return {}

    def typing(self, body: bytes) -> Answer:
        """``message/custom/typing``."""
        message, phone = self._addressed(body)
        now = self.clock()
        if message.get("command") not in ("Typing", "CancelTyping"):
            raise Refusal(45072, "invalid command")
        if now - phone.heard_at > TYPING_AFTER:
            raise Refusal(45080, "no interaction within 30 seconds")
        if message["command"] == "Typing" and now < phone.typing_until:
            raise Refusal(45081, "already in typing state")
        phone.typing_until = now + TYPING_SECONDS if message["command"] == "Typing" else now
        return {}

    def template(self, body: bytes) -> Answer:
        """``message/template/send``; ``TEMPLATESENDJOBFINISH`` follows, see :meth:`template_status`."""
        message, phone = self._addressed(body)
        fields = self.templates.get(str(message.get("template_id")))
        if fields is None:
            raise Refusal(40037, "invalid template_id")
        values = {name: _template_value(name, message.get("data")) for name in fields}
        if not phone.following:
            raise Refusal(43004, "require subscribe")
        if not phone.blocked:
            link = str(message.get("url", ""))
            phone.shown.append(Shown("template", "\n".join(values.values()), self.clock(), "template", link=link))
        self._sent += 1
        return {"msgid": self._sent}

    def template_status(self, openid: str) -> str:
        """How a template message to this party ends."""
        return "failed:user block" if self.phone(openid).blocked else "success"

    def all_templates(self) -> Answer:
        """``template/get_all_private_template``."""
        return {"template_list": [_described(*template) for template in self.templates.items()]}

    def read(self, body: bytes) -> dict[str, Any]:
        """A body as JSON. Raises :class:`Refusal` for what the platform does not read."""
        if not body:
            raise Refusal(44002, "empty post data")
        return read_json(body)

    def _addressed(self, body: bytes) -> tuple[dict[str, Any], Phone]:
        message = self.read(body)
        phone = self.phones.get(str(message.get("touser", "")))
        if not self.verified:
            raise Refusal(48001, "api unauthorized")
        if phone is None:
            raise Refusal(40003, "invalid openid")
        return message, phone

    def _may_be_told(self, phone: Phone) -> None:
        if phone.blocked:
            raise Refusal(48002, "user block")

    def _customer_message(self, message: Mapping[str, Any]) -> Shown:
        kind = str(message.get("msgtype", ""))
        content = message.get(kind)
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        if kind == "text":
            return self._shown("text", text_of(content.get("content")))
        if kind in _MEDIA:
            if not content.get(_MEDIA[kind]):
                raise Refusal(40007, "invalid media_id")
            return self._shown(kind, str(content[_MEDIA[kind]]))
        if kind == "msgmenu":
            return self._menu_message(content)
        if kind == "news":
            return self._news(content.get("articles") or [])
        if kind == "link" and content.get("url"):
            return self._shown("link", str(content.get("title", "")), link=str(content["url"]))
        raise Refusal(40008, "invalid message type")

    def _menu_message(self, content: Mapping[str, Any]) -> Shown:
        if self.test:
            raise Refusal(40200, "invalid account type")
        items = content.get("list")
        if not isinstance(items, list) or not items or not all(one.get("id") and one.get("content") for one in items):
            raise Refusal(40035, "invalid parameter")
        words = "\n".join(filter(None, (content.get("head_content"), content.get("tail_content"))))
        if len((words + "".join(one["content"] for one in items)).encode()) > TEXT_BYTES:
            raise Refusal(45002, "content size out of limit")
        return self._shown("menu", words, choices={str(one["id"]): str(one["content"]) for one in items})

    def _news(self, articles: list[Mapping[str, Any]]) -> Shown:
        if len(articles) != 1:
            raise Refusal(45008 if articles else 44003, "article size out of limit")
        return self._shown("news", str(articles[0].get("title", "")), link=str(articles[0].get("url", "")))

    def _shown(self, kind: str, text: str, **more: Any) -> Shown:
        return Shown(kind, text, self.clock(), "customer", **more)


def text_of(content: object) -> str:
    """A text that may be sent. Raises :class:`Refusal`."""
    if not isinstance(content, str) or not content:
        raise Refusal(44004, "empty content")
    if len(content.encode()) > TEXT_BYTES:
        raise Refusal(45002, "content size out of limit")
    return content


def _described(template: str, fields: tuple[str, ...]) -> Answer:
    content = "\n".join(f"{{{{{name}.DATA}}}}" for name in fields)
    return {"template_id": template, "title": "有新回复", "content": content}


def _template_value(name: str, data: object) -> str:
    given = data.get(name) if isinstance(data, dict) else None
    value = given.get("value") if isinstance(given, dict) else None
    kind = _FIELD_KINDS.get(name.rstrip("0123456789"), r".{1,200}")
    if not isinstance(value, str) or not re.fullmatch(kind, value, re.DOTALL):
        raise Refusal(47003, f"argument invalid! data.{name}.value invalid")
    return value
