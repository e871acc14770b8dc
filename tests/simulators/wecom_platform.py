"""The rules of work WeChat as far as the bot meets them, and what every member's phone shows. No network here.

Limits and codes are those of the platform's documents (path/90236, 90454, 91039, 94945). Where these say nothing, the
less convenient reading is simulated: a repeat that is dropped, and a card that is dropped for its rate, give no usable
answer; a used code is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.simulators.served import Answer, Refusal, read_json

TOKEN_SECONDS = 7200
CODE_SECONDS = 72 * 3600
TEXT_BYTES = 2048
PER_MINUTE, PER_HOUR = 30, 1000
_TASK_ID = re.compile(r"[0-9a-zA-Z_@-]{1,128}")


@dataclass
class Shown:
    """One thing on a phone. ``buttons`` are a card's living buttons (text by key); ``state`` is what stands instead."""

    kind: str
    text: str
    at: float
    task_id: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    state: str = ""
    passive: bool = False

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class _Code:
    born: float
    cards: dict[str, Shown]  # by member
    used: bool = False


class Platform:
    """One corporation with one app. ``members`` are those in the app's visible range; ``None`` means everybody."""

    def __init__(
        self, corp_id: str, agent_id: int, secret: str, members: Collection[str] | None, clock: Callable[[], float]
    ) -> None:
        self.corp_id, self.agent_id, self.secret = corp_id, agent_id, secret
        self.members = members
        self.clock = clock
        self.phones: defaultdict[str, list[Shown]] = defaultdict(list)
        self.trusted = True
        self.tokens_given = 0
        self.dropped = 0
        self._token, self._token_born = "", 0.0
        self._old_tokens: dict[str, int] = {}
        self._codes: dict[str, _Code] = {}
        self._task_ids: set[str] = set()
        self._recent: dict[str, float] = {}
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)

    def gettoken(self, corp_id: str, secret: str) -> Answer:
        """The app's token: the same one as long as it lives."""
        if corp_id != self.corp_id:
            raise Refusal(40013, "invalid corpid")
        if secret != self.secret:
            raise Refusal(40001, "invalid credential")
        if not self._token or self._age() >= TOKEN_SECONDS:
            self.revoke(42001)
            self._token, self._token_born = secrets.token_urlsafe(64), self.clock()
            self.tokens_given += 1
        return {"access_token": self._token, "expires_in": int(TOKEN_SECONDS - self._age())}

    def revoke(self, code: int = 40014) -> None:
        """End the token early; whoever uses it hears ``code``."""
        if self._token:
            self._old_tokens[self._token] = code
        self._token = ""

    def check_token(self, token: str) -> None:
        """Raises :class:`Refusal` for every call that may not be made."""
        if not token:
            raise Refusal(41001, "access_token missing")
        if token != self._token:
            raise Refusal(self._old_tokens.get(token, 40014), "invalid access_token")
        if self._age() >= TOKEN_SECONDS:
            raise Refusal(42001, "access_token expired")
        if not self.trusted:
            raise Refusal(60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at …")

    def agent(self, agent_id: str) -> Answer:
        """``agent/get``: the app as its administrator set it up."""
        if agent_id != str(self.agent_id):
            raise Refusal(301002, "not allow operate another agent with this accesstoken")
        users = [{"userid": member} for member in self.members or ()]
        parties = {} if self.members is not None else {"allow_partys": {"partyid": [1]}}
        return {"agentid": self.agent_id, "name": "执询", "close": 0, "allow_userinfos": {"user": users}, **parties}

    def send(self, body: bytes) -> Answer:
        """``message/send``."""
        message = self._read(body)
        receivers = [one for one in str(message.get("touser", "")).split("|") if one]
        if len(receivers) > 1000:
            raise Refusal(40032, "userid list too long")
        valid = [one for one in receivers if self.members is None or one in self.members]
        if not valid:
            raise Refusal(81013, "user & party & tag all invalid")
        shown = self._shown(message)
        answer = {"invaliduser": "|".join(one.lower() for one in receivers if one not in valid), "msgid": _random()}
        if self._repeated(message):
            return answer
        cards = {one: thing for one in valid if (thing := self._put(one, shown))}
        if shown.kind == "card":
            self._task_ids.add(shown.task_id)
            answer["response_code"] = self.new_code(cards)
        return answer

    def update(self, body: bytes) -> Answer:
        """``message/update_template_card``: a code works once, for 72 hours, on the cards it came with."""
        change = self._read(body)
        code = self._codes.get(str(change.get("response_code")))
        if not code or code.used or self.clock() - code.born > CODE_SECONDS:
            raise Refusal(40058, "invalid response_code")
        new = self._card(change["template_card"]) if "template_card" in change else None
        name = change.get("button", {}).get("replace_name", "")
        if not new and not name:
            raise Refusal(40063, "button or template_card")
        code.used = True
        for member in change.get("userids", ()):
            card = code.cards.get(member)
            if card and new:
                card.text, card.task_id, card.buttons, card.state = new.text, new.task_id, dict(new.buttons), ""
            elif card:
                card.buttons, card.state = {}, name
        return {}

    def new_code(self, cards: Mapping[str, Shown]) -> str:
        """A code with which these cards can be changed once."""
        code = _random()
        self._codes[code] = _Code(self.clock(), dict(cards))
        return code

    def _read(self, body: bytes) -> dict[str, Any]:
        message = read_json(body)
        if "agentid" not in message:
            raise Refusal(41011, "agentid missing")
        if message["agentid"] != self.agent_id:
            raise Refusal(40056, "invalid agentid")
        return dict(message)

    def _shown(self, message: Mapping[str, Any]) -> Shown:
        if message.get("msgtype") == "text":
            content = message["text"]["content"]
            if not content:
                raise Refusal(44004, "empty content")
            if len(content.encode()) > TEXT_BYTES:
                raise Refusal(45002, "content size out of limit")
            return Shown("text", content, self.clock())
        if message.get("msgtype") == "template_card":
            card = self._card(message["template_card"])
            if card.task_id in self._task_ids and not self._repeats(message):
                raise Refusal(40058, "task_id is not unique")
            return card
        raise Refusal(40008, "invalid message type")

    def _card(self, card: Mapping[str, Any]) -> Shown:
        buttons, task_id = card.get("button_list", []), str(card.get("task_id", ""))
        well_formed = (
            card.get("card_type") == "button_interaction"
            and _TASK_ID.fullmatch(task_id)
            and 1 <= len(buttons) <= 6
            and all(0 < len(one["text"]) <= 10 and 0 < len(one["key"].encode()) <= 1024 for one in buttons)
            and (card.get("main_title", {}).get("title") or card.get("sub_title_text"))
        )
        if not well_formed:
            raise Refusal(40058, "invalid template_card")
        title, rows = card.get("main_title", {}), card.get("horizontal_content_list", [])
        lines = [card.get("source", {}).get("desc", ""), title.get("title", ""), title.get("desc", "")]
        lines += [card.get("sub_title_text", ""), *(f"{one['keyname']}：{one['value']}" for one in rows)]
        keys = {one["key"]: one["text"] for one in buttons}
        return Shown("card", "\n".join(filter(None, lines)), self.clock(), task_id, keys)

    def _repeats(self, message: Mapping[str, Any]) -> bool:
        within = min(message.get("duplicate_check_interval", 1800), 4 * 3600)
        before = self._recent.get(_digest(message))
        return bool(message.get("enable_duplicate_check")) and before is not None and self.clock() - before < within

    def _repeated(self, message: Mapping[str, Any]) -> bool:
        repeated = self._repeats(message)
        if not repeated:
            self._recent[_digest(message)] = self.clock()
        return repeated

    def _put(self, member: str, shown: Shown) -> Shown | None:
        """Show it on the phone; beyond the member's rate it vanishes without a word."""
        sent, now = self._sent[member], self.clock()
        while sent and now - sent[0] >= 3600:
            sent.popleft()
        if len(sent) >= PER_HOUR or sum(now - at < 60 for at in sent) >= PER_MINUTE:
            self.dropped += 1
            return None
        sent.append(now)
        copy = Shown(**shown.to_dict())
        self.phones[member].append(copy)
        return copy

    def _age(self) -> float:
        return self.clock() - self._token_born


def _digest(message: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()


def _random() -> str:
    return secrets.token_urlsafe(24)
