"""A real desk with the sample team, behind a bot that hands over: what the engine does, in a few lines."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint

from bot.answers.reply import Reply, Urgency
from bot.desk.desk import Desk
from bot.desk.outbox import Outbox
from bot.desk.ports import SILENT, PartyChannel, Request, TeamChannel, Ticket
from bot.desk.rules import rules
from bot.desk.wording import texts
from bot.settings import Settings
from connectors.console_api import team_console
from connectors.console_view import Labels
from tests.connectors.server import Bot, serving

LIN, HE, SHEN = "lin.shuyao", "he.zhiyuan", "shen.anran"
QUEUE = "0111-K"  # Lin heads it, He serves it, Shen has nothing to do with it
LABELS = Labels(
    reasons={reason: rule.label for reason, rule in rules().items()},
    first={reason: rule.first for reason, rule in rules().items()},
    channels=texts()["channels"],
)


def ask(desk: Desk, conversation: str = "web:a1", *, urgent: bool = False, **changes: Any) -> Ticket:
    """Hand a conversation over."""
    request = {
        "key": uuid4().hex,
        "conversation": conversation,
        "channel": conversation.partition(":")[0],
        "reason": "moving" if urgent else "request_human",
        "urgency": Urgency.URGENT if urgent else Urgency.NORMAL,
        "asked": "他正在把车过户给他弟弟！" if urgent else "钱什么时候发给我？",
        "turns": ("当事人：我的案子到哪一步了", "执询：账户已经冻结。", "当事人：转人工"),
        "verified": True,
        "party": "何桂芳",
        "case_number": "（2026）粤0111执1001号",
        "team_id": QUEUE,
        "stage": "账户已经冻结，接下来划拨。",
        "deadlines": ("对划拨的异议：12月1日止",),
        "suggested": "账户里的钱划到法院以后，核对清楚就发放。",
    }
    return desk.request(Request(**{**request, **changes}))


def key() -> str:
    """What a page gives each change."""
    return uuid4().hex


@contextmanager
def console_of(settings: Settings, desk: Any) -> Iterator[str]:
    """Serve the team console; yields the address of its API."""
    with serving(Bot(), team_console(settings, lambda: desk, LABELS)) as url:
        yield f"{url}/console/api"


@contextmanager
def member_at(api: str, member: str) -> Iterator[httpx.Client]:
    """A browser in which a member was chosen."""
    with httpx.Client(base_url=api) as browser:
        assert browser.post("/session", json={"member": member}).status_code == 200
        yield browser


class DeskBot(Bot):
    """Silent while a person owns the conversation, hands over when asked, else answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    async def __call__(self, message: UserMessage) -> None:
        owner, content, _ = self._desk.heard(message.sender_id, message.text, key())
        if owner in SILENT:
            return
        if message.text == "转人工":
            text = f"已经转给执行团队，编号{ask(self._desk, message.sender_id).number}。"
        else:
            text = "机器人的回答。" if content is None else "谢谢您告诉我们。"
        await message.output_channel.send_custom_json(message.sender_id, Reply(lines=(text,)).to_dict())


def carrying(desk: Desk, team: TeamChannel, party: PartyChannel) -> Blueprint:
    """The desk's outbox at work while the server runs."""
    blueprint = Blueprint("outbox")
    box: list[tuple[Outbox, asyncio.Task[None]]] = []

    @blueprint.after_server_start
    async def start(*_: object) -> None:
        outbox = desk.outbox(team, party)
        box.append((outbox, asyncio.create_task(outbox.run_forever())))

    @blueprint.before_server_stop
    async def stop(*_: object) -> None:
        outbox, task = box.pop()
        outbox.stop()
        await task
        outbox.close()

    return blueprint
