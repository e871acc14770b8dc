"""The calls to a kf account (微信客服). Sources: the platform's pages 94670 (pull), 94677 (send), 94669 (states), 95122
(messages on events), 94645 and 94661 (servicers, accounts)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.desk.ports import NotDelivered
from connectors.platform_api import PlatformApi
from connectors.words import say_in_kf as say

CHANNEL = "wecom_kf"
_EVENT = "kf_msg_or_event"
_PAGE = 1000  # messages a pull
Message = dict[str, Any]
"""``msgtype`` and its content, as the platform wants it."""


class State(IntEnum):
    """Who serves a party, as the platform has it. We may send in the first two; a person serves in ``HUMAN``."""

    NEW = 0
    ASSISTANT = 1
    POOL = 2
    HUMAN = 3
    OVER = 4


@dataclass(frozen=True)
class Standing:
    """A party's state, and the userid of who serves them (empty: nobody)."""

    state: State
    servicer: str = ""


@dataclass(frozen=True)
class Party:
    """One party of one account; the conversation is ``wecom_kf:<open_kfid>:<external_userid>``."""

    account: str
    user: str

    @classmethod
    def of(cls, conversation: str) -> Party:
        """Raises ``ValueError`` for a conversation of another channel."""
        _, account, user = conversation.split(":", 2)
        return cls(account, user)

    @property
    def conversation(self) -> str:
        """The name of the party's conversation."""
        return f"{CHANNEL}:{self.account}:{self.user}"

    @property
    def named(self) -> dict[str, str]:
        """As the platform's calls name it."""
        return {"open_kfid": self.account, "external_userid": self.user}


@dataclass(frozen=True)
class Page:
    """What one pull brought; ``more``: there is another page, even if this one is empty."""

    items: list[dict[str, Any]]
    cursor: str
    more: bool


@dataclass(frozen=True)
class Account:
    """A kf account's name, and whether the app may manage its talks."""

    name: str
    managed: bool


class KfApi:
    """Over the app that manages the accounts. Every method raises :class:`~bot.desk.ports.NotDelivered` and
    :class:`~connectors.platform_errors.Rejected`."""

    def __init__(self, api: PlatformApi) -> None:
        self._api = api

    async def pull(self, account: str, cursor: str, token: str) -> Page:
        """What came after ``cursor`` (empty: the oldest of three days). Without the ``token`` of a callback the
        platform lets us ask seldom."""
        known = {name: value for name, value in (("cursor", cursor), ("token", token)) if value}
        answer = await self._api.call("kf/sync_msg", {"open_kfid": account, "limit": _PAGE, **known})
        return Page(
            items=[one for one in answer.get("msg_list", ()) if isinstance(one, dict)],
            cursor=str(answer.get("next_cursor", "")),
            more=bool(answer.get("has_more")),
        )

    async def standing(self, party: Party) -> Standing:
        """Who serves a party now."""
        answer = await self._api.call("kf/service_state/get", party.named)
        try:
            return Standing(State(int(answer.get("service_state", -1))), str(answer.get("servicer_userid") or ""))
        except (TypeError, ValueError):
            raise NotDelivered(say("unknown_state")) from None

    async def pass_on(self, party: Party, state: State, servicer: str = "") -> str:
        """Change the state; the code with which one thing can be told to the party (may be empty)."""
        named = {"servicer_userid": servicer} if servicer else {}
        body = {**party.named, "service_state": int(state), **named}
        return str((await self._api.call("kf/service_state/trans", body)).get("msg_code") or "")

    async def send(self, party: Party, msgid: str, message: Message) -> None:
        """Send in the states ``NEW`` and ``ASSISTANT``. The platform takes a ``msgid`` once."""
        target = {"touser": party.user, "open_kfid": party.account, "msgid": msgid}
        await self._api.call("kf/send_msg", {**target, **message})

    async def send_on_event(self, code: str, msgid: str, message: Message) -> None:
        """Send with a code, which serves once: the only way to speak in the other states."""
        await self._api.call("kf/send_msg_on_event", {"code": code, "msgid": msgid, **message})

    async def servicers(self, account: str) -> Mapping[str, bool]:
        """Who may serve the parties of an account, and whether they receive now (this list says 0 for that)."""
        answer = await self._api.call("kf/servicer/list", None, {"open_kfid": account})
        return {str(one["userid"]): one.get("status") == 0 for one in answer["servicer_list"] if one.get("userid")}

    async def accounts(self) -> Mapping[str, Account]:
        """The accounts that the app can see, by ``open_kfid``."""
        answer = await self._api.call("kf/account/list", {"offset": 0, "limit": 100})
        return {
            str(one["open_kfid"]): Account(str(one.get("name", "")), bool(one.get("manage_privilege", True)))
            for one in answer.get("account_list", ())
        }

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()


def is_kf(fields: Mapping[str, Any]) -> bool:
    """Whether a callback's fields say that there is something to pull."""
    return str(fields.get("Event") or "").lower() == _EVENT
