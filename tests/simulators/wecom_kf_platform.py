"""The rules of 微信客服 as far as the bot meets them. No network here.

States, codes, windows and kinds are those of the platform's documents (94669, 94670, 94677, 95122). Where these say
nothing, the less convenient reading is simulated: a repeated ``msgid`` is refused as a wrong parameter, an event comes
for every change that a person makes and for none that the app makes.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.served import Answer, Refusal

HISTORY = 3 * 86400
TOKEN_SECONDS = 600
SESSION_SECONDS = 48 * 3600
MESSAGES = 5
WELCOME_SECONDS, END_SECONDS, CODE_SECONDS = 20, 20, 48 * 3600
TEXT_BYTES, HEAD_BYTES, LABEL_BYTES, ITEMS = 2048, 1024, 128, 10
PULLS_WITHOUT_TOKEN = 5  # a minute
PARTY, EVENT, SERVICER = 3, 4, 5
NEW, ASSISTANT, POOL, HUMAN, OVER = range(5)
_ALLOWED = {NEW: {ASSISTANT, POOL, HUMAN}, ASSISTANT: {POOL, HUMAN}, POOL: {HUMAN}, HUMAN: {HUMAN, OVER}, OVER: set()}
_MSGID = re.compile(r"[0-9a-zA-Z_-]{1,32}")


@dataclass
class Seen:
    """One thing on a party's phone: ``by`` is the app, a servicer's userid or the party; ``choices`` can be tapped."""

    text: str
    by: str
    at: float
    choices: dict[str, str] = field(default_factory=dict)


@dataclass
class Session:
    """One party at one account."""

    state: int = OVER
    servicer: str = ""
    wrote_at: float = float("-inf")
    touched_at: float = float("-inf")
    sent: int = MESSAGES
    welcomed_at: float = float("-inf")
    phone: list[Seen] = field(default_factory=list)


@dataclass
class _Code:
    party: tuple[str, str]
    until: float
    state: int | None  # in which it serves; ``None``: in any
    kinds: tuple[str, ...] = ("text", "msgmenu")


class KfPlatform:
    """The accounts of one corporation. ``accounts`` are names by ``open_kfid``; ``servicers`` tells of each userid
    whether they receive. Without ``open_to_all`` a new session must be taken before anything is said in it. ``page``
    limits the items of a pull; ``empty_pages`` come before the next one with items."""

    def __init__(self, clock: Callable[[], float], account: str = "wkAccount", name: str = "执行咨询") -> None:
        self.clock = clock
        self.account = account
        self.accounts = {account: name}
        self.servicers: dict[str, bool] = {}
        self.sessions: defaultdict[tuple[str, str], Session] = defaultdict(Session)
        self.page, self.empty_pages = 1000, 0
        self.managed, self.verified, self.open_to_all = True, True, True
        self.fail_next: list[int] = []
        self._items: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._tokens: dict[str, float] = {}
        self._codes: dict[str, _Code] = {}
        self._msgids: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        self._bare_pulls: list[float] = []

    # -- what the app calls

    def sync(self, body: dict[str, Any]) -> Answer:
        """``kf/sync_msg``."""
        account = self._account(body)
        if token := body.get("token"):
            if self._tokens.get(str(token), 0) < self.clock():
                raise Refusal(95007, "invalid msg token")
        else:
            self._bare_pulls = [at for at in self._bare_pulls if self.clock() - at < 60]
            self._bare_pulls.append(self.clock())
            if len(self._bare_pulls) > PULLS_WITHOUT_TOKEN:
                raise Refusal(45009, "api freq out of limit")
        items = self._items[account]
        start = int(body["cursor"]) if body.get("cursor") else 0
        if self.empty_pages:
            self.empty_pages -= 1
            return {"next_cursor": str(start), "has_more": 1, "msg_list": []}
        end = min(start + min(int(body.get("limit", 1000)), self.page), len(items))
        young = [one for one in items[start:end] if self.clock() - one["send_time"] < HISTORY]
        return {"next_cursor": str(end), "has_more": int(end < len(items)), "msg_list": young}

    def send(self, body: dict[str, Any]) -> Answer:
        """``kf/send_msg``."""
        party = self._party(body, "touser")
        session, msgid = self.session(party), self._msgid(party[0], body)
        seen = self._seen(body)
        speaks = (NEW, ASSISTANT) if self.open_to_all else (ASSISTANT,)
        if session.state not in speaks or not self.verified:
            raise Refusal(95013 if session.state == OVER else 95018, "state of the session")
        if self.clock() - session.wrote_at > SESSION_SECONDS:
            raise Refusal(95002, "over 48 hours")
        if session.sent >= MESSAGES:
            raise Refusal(95001, "over 5 messages")
        session.sent += 1
        self._msgids[party[0]][msgid] = party
        if self.fail_next:
            event = {"event_type": "msg_send_fail", "fail_msgid": msgid, "fail_type": self.fail_next.pop(0)}
            self.happened(party, event)
        else:
            session.phone.append(seen)
        return {"msgid": msgid}

    def send_on_event(self, body: dict[str, Any]) -> Answer:
        """``kf/send_msg_on_event``: a code serves once, in the state that produced it."""
        code = self._codes.get(str(body.get("code")))
        if code is None or code.until < self.clock():
            raise Refusal(95007, "invalid code")
        session = self.session(code.party)
        if code.state is not None and session.state != code.state:
            raise Refusal(95007, "the session has gone on")
        if body.get("msgtype") not in code.kinds:
            raise Refusal(40008, "invalid message type")
        msgid, seen = self._msgid(code.party[0], body), self._seen(body)
        del self._codes[str(body["code"])]
        self._msgids[code.party[0]][msgid] = code.party
        session.phone.append(seen)
        return {"msgid": msgid}

    def standing(self, body: dict[str, Any]) -> Answer:
        """``kf/service_state/get``."""
        session = self.session(self._party(body))
        return {"service_state": session.state, "servicer_userid": session.servicer}

    def trans(self, body: dict[str, Any]) -> Answer:
        """``kf/service_state/trans``."""
        party, wanted = self._party(body), body.get("service_state")
        session = self.session(party)
        if wanted not in _ALLOWED[session.state]:
            raise Refusal(95016, "this change is not allowed")
        servicer = str(body.get("servicer_userid", ""))
        if wanted == HUMAN and not self.servicers.get(servicer):
            raise Refusal(95014, "not a servicer who receives")
        from_pool = session.state == POOL
        self._become(session, int(wanted), servicer if wanted == HUMAN else "")
        if wanted == POOL:
            return {"msg_code": self._code(party, CODE_SECONDS, POOL, "text")}
        if wanted == OVER:
            return {"msg_code": self._code(party, END_SECONDS, OVER)}
        return {"msg_code": self._code(party, CODE_SECONDS, HUMAN, "text")} if from_pool else {}

    def servicer_list(self, account: str) -> Answer:
        """``kf/servicer/list``: here 0 means that they receive."""
        self._account({"open_kfid": account})
        return {"servicer_list": [{"userid": one, "status": int(not on)} for one, on in self.servicers.items()]}

    def account_list(self, body: dict[str, Any]) -> Answer:
        """``kf/account/list``."""
        listed = [
            {"open_kfid": one, "name": name, "manage_privilege": self.managed} for one, name in self.accounts.items()
        ]
        return {"account_list": listed[int(body.get("offset", 0)) :][: int(body.get("limit", 100))]}

    # -- what people do

    def entered(self, party: tuple[str, str], **scene: str) -> None:
        """Somebody opens the chat; a welcome may be said once in 48 hours, to whom nothing was said before."""
        session = self.session(party)
        fresh = self.clock() - max(session.welcomed_at, session.wrote_at) > SESSION_SECONDS
        welcome = {"welcome_code": self._code(party, WELCOME_SECONDS, None)} if fresh else {}
        session.welcomed_at = self.clock() if fresh else session.welcomed_at
        self.happened(party, {"event_type": "enter_session", **scene, **welcome})

    def wrote(self, party: tuple[str, str], text: str, kind: str = "text", **content: Any) -> str:
        """Somebody sends something; its msgid."""
        session = self.session(party)
        if session.state == OVER:
            self._become(session, NEW, "")
        session.wrote_at, session.sent = self.clock(), 0
        session.phone.append(Seen(text, "", self.clock()))
        body = {"content": text, **content} if kind == "text" else content
        return self._put(party, {"origin": PARTY, "msgtype": kind, kind: body})

    def said(self, party: tuple[str, str], servicer: str, text: str) -> None:
        """A servicer writes in the client: in their own session, or in one that has ended."""
        session = self.session(party)
        if session.state == OVER:
            self._become(session, HUMAN, servicer)
            self._changed(party, 4, "", servicer)
        assert session.state == HUMAN and session.servicer == servicer, "this session is not theirs"
        session.phone.append(Seen(text, servicer, self.clock()))
        said = {"origin": SERVICER, "servicer_userid": servicer, "msgtype": "text", "text": {"content": text}}
        self._put(party, said)

    def taken(self, party: tuple[str, str], servicer: str) -> None:
        """A servicer takes a party out of the pool."""
        session = self.session(party)
        assert session.state == POOL
        self._become(session, HUMAN, servicer)
        self._changed(party, 1, "", servicer, msg_code=self._code(party, CODE_SECONDS, HUMAN, "text"))

    def transferred(self, party: tuple[str, str], to: str) -> None:
        """A servicer gives their session to another."""
        session = self.session(party)
        before = session.servicer
        assert session.state == HUMAN
        self._become(session, HUMAN, to)
        self._changed(party, 2, before, to)

    def ended(self, party: tuple[str, str]) -> None:
        """A servicer ends their session."""
        session = self.session(party)
        before = session.servicer
        assert session.state == HUMAN
        self._become(session, OVER, "")
        self._changed(party, 3, before, "", msg_code=self._code(party, END_SECONDS, OVER))

    def happened(self, party: tuple[str, str], event: dict[str, Any]) -> str:
        """An event comes: its ids are inside."""
        account, user = party
        item = {"origin": EVENT, "msgtype": "event"}
        item["event"] = {"open_kfid": account, "external_userid": user, **event}
        return self._put(party, item, top=False)

    def new_token(self) -> str:
        """The token of a callback."""
        token = secrets.token_urlsafe(16)
        self._tokens[token] = self.clock() + TOKEN_SECONDS
        return token

    def session(self, party: tuple[str, str]) -> Session:
        """A party's session; after 48 hours it is over."""
        session = self.sessions[party]
        if session.state != OVER and self.clock() - session.touched_at > SESSION_SECONDS:
            self._become(session, OVER, "")
        return session

    def _become(self, session: Session, state: int, servicer: str) -> None:
        session.state, session.servicer, session.touched_at = state, servicer, self.clock()

    def _changed(self, party: tuple[str, str], kind: int, old: str, new: str, **more: str) -> None:
        who = {"old_servicer_userid": old} if old else {}
        who |= {"new_servicer_userid": new} if new else {}
        self.happened(party, {"event_type": "session_status_change", "change_type": kind, **who, **more})

    def _put(self, party: tuple[str, str], item: dict[str, Any], top: bool = True) -> str:
        account, user = party
        msgid = secrets.token_urlsafe(16)
        ids = {"open_kfid": account, "external_userid": user} if top else {}
        self._items[account].append({"msgid": msgid, **ids, "send_time": int(self.clock()), **item})
        self.session(party).touched_at = self.clock()
        return msgid

    def _code(self, party: tuple[str, str], seconds: int, state: int | None, *kinds: str) -> str:
        code = secrets.token_urlsafe(12)
        self._codes[code] = _Code(party, self.clock() + seconds, state, kinds or ("text", "msgmenu"))
        return code

    def _account(self, body: dict[str, Any]) -> str:
        account = str(body.get("open_kfid", ""))
        if account not in self.accounts:
            raise Refusal(95000, "invalid open_kfid")
        if not self.managed:
            raise Refusal(95017, "api switch is off")
        return account

    def _party(self, body: dict[str, Any], name: str = "external_userid") -> tuple[str, str]:
        party = (self._account(body), str(body.get(name, "")))
        if party not in self.sessions:
            raise Refusal(40096, "invalid external userid")
        return party

    def _msgid(self, account: str, body: dict[str, Any]) -> str:
        msgid = str(body.get("msgid") or secrets.token_hex(16))
        if not _MSGID.fullmatch(msgid) or msgid in self._msgids[account]:
            raise Refusal(40058, "invalid msgid")
        return msgid

    def _seen(self, body: dict[str, Any]) -> Seen:
        if body.get("msgtype") == "text":
            content = body["text"]["content"]
            if not content or len(content.encode()) > TEXT_BYTES:
                raise Refusal(45002 if content else 44004, "content size")
            return Seen(content, "app", self.clock())
        if body.get("msgtype") != "msgmenu":
            raise Refusal(40008, "invalid message type")
        head, items = body["msgmenu"].get("head_content", ""), body["msgmenu"].get("list", [])
        clicks = {one["click"]["id"]: one["click"]["content"] for one in items if one.get("type") == "click"}
        if len(head.encode()) > HEAD_BYTES or not 0 < len(items) <= ITEMS or len(clicks) != len(items):
            raise Refusal(40058, "invalid msgmenu")
        if any(len(content.encode()) > LABEL_BYTES or len(id.encode()) > 64 for id, content in clicks.items()):
            raise Refusal(40058, "invalid msgmenu")
        return Seen(head, "app", self.clock(), clicks)


def read(body: bytes) -> dict[str, Any]:
    """A call's body. Raises :class:`~tests.simulators.served.Refusal`."""
    if re.search(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}", body):
        raise Refusal(40033, "invalid charset: \\u escapes")
    try:
        return dict(json.loads(body.decode() or "{}"))
    except ValueError as error:
        raise Refusal(47001, "data format error") from error
