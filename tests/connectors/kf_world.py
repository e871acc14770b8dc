"""Everything real except the platform and the assistant's wit: desk, outbox, mailroom and channel, joined to the
simulated 微信客服."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import redis
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint

from bot import settings as settings_module
from bot.answers.reply import Reply
from bot.desk.desk import Desk
from bot.desk.outbox import Outbox
from bot.desk.ports import SILENT, Ticket
from bot.engine.transcript import Transcript, Written, WrittenTalk
from bot.settings import Settings
from connectors import callback
from connectors.inbox import PartyChannels
from connectors.wecom_callback import WecomCallback
from connectors.wecom_desk import WecomTeam
from connectors.wecom_kf import WecomKf
from tests.connectors.server import Bot, serving
from tests.connectors.team import ask
from tests.connectors.wecom_world import CHEN, LI, NOW, SECRET, STAFF, WANG
from tests.simulators.wecom import Clock, WecomSimulator
from tests.simulators.wecom_kf import KfSimulator

HE = "wmHe"
ANSWER = "机器人的回答。"
__all__ = ["ANSWER", "CHEN", "HE", "LI", "WANG", "KfWorld", "conversation", "kf_world"]


def conversation(user: str) -> str:
    """A party's conversation."""
    return f"wecom_kf:wkAccount:{user}"


@dataclass
class Assistant:
    """What the engine does, in a few lines: silent while a person owns the conversation, hands over when asked."""

    desk: Desk
    replies: dict[str, Reply] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    metadata: list[Mapping[str, Any]] = field(default_factory=list)

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message.text)
        self.metadata.append(message.metadata)
        for reply in await asyncio.to_thread(self._turn, message.text, message.sender_id, message.message_id):
            await message.output_channel.send_custom_json(message.sender_id, reply.to_dict())

    def _turn(self, text: str, name: str, key: str) -> list[Reply]:
        told = [Reply(lines=(one.text,), choices=one.choices) for one in self._held(name)]
        owner, content, _ = self.desk.heard(name, text, key)
        if owner in SILENT:
            return told
        if content is not None:
            return [*told, Reply(lines=("谢谢您告诉我们。",))]
        if text == "转人工":
            number = ask(self.desk, name, team_id="duty", verified=False, key=key, party="何某").number
            return [*told, Reply(lines=(f"已经转给执行团队，编号{number}。",))]
        return [*told, self.replies.get(text, Reply(lines=(ANSWER,)))]

    def _held(self, name: str) -> list[Any]:
        held = self.desk.held(name)
        for one in held:
            self.desk.arrived(one.key)
        return held


@dataclass
class KfWorld:
    """A team, its parties and the platform. ``served`` is the channel behind the server, ``here`` the same in the
    test's own loop, where the outbox works. ``clock`` drives platform, desk and channel alike."""

    sim: WecomSimulator
    desk: Desk
    outbox: Outbox
    served: WecomKf
    here: WecomKf
    assistant: Assistant
    clock: Clock
    settings: Settings
    redis: redis.Redis[str]
    file: Path

    @property
    def kf(self) -> KfSimulator:
        """The platform's kf account."""
        return self.sim.kf

    def ticket(self, user: str = HE) -> Ticket:
        """A party's ticket."""
        ticket = self.desk.ticket_of(conversation(user))
        assert ticket is not None
        return ticket

    async def settled(self, seconds: float = 0.0) -> None:
        """Wait until nothing is under way; ``seconds`` later."""
        await self._quiet()
        self.clock.advance(seconds)
        await self._quiet()

    async def _quiet(self) -> None:
        for _ in range(2):
            for _ in range(1000):
                if not self.served.busy:
                    break
                await asyncio.sleep(0.01)
            assert not self.served.busy
            while await self.outbox.run_once():
                pass

    async def handed_over(self, user: str = HE) -> str:
        """A party asks for a person; the ticket's number."""
        await self.kf.write(user, "转人工")
        await self.settled(2)
        return self.ticket(user).number

    async def served_by(self, member: str, user: str = HE) -> str:
        """A member claims the party's ticket and has them in the client; the ticket's number."""
        number = await self.handed_over(user)
        self.desk.claim(number, member, f"claim {user}")
        await self.settled(2)
        assert self.kf.state(user) == (3, member)
        return number

    def said(self, number: str) -> list[str]:
        """What was said in a ticket."""
        return [one.text for one in self.desk.said(number, CHEN)]

    def waiting(self) -> list[tuple[str, str]]:
        """What the outbox has not delivered: its state and why."""
        with closing(sqlite3.connect(self.file)) as connection:
            rows = connection.execute("SELECT state, error FROM desk_outbox WHERE state <> 'done' ORDER BY id")
            return rows.fetchall()


@asynccontextmanager
async def kf_world(folder: Path, client: redis.Redis[str], **more: object) -> AsyncIterator[KfWorld]:
    """Join everything; callback, puller and mailroom run behind a Sanic server, the outbox here as a second worker."""
    clock = Clock(NOW)
    file = folder / "desk.db"
    driver = more.setdefault("team_driver", "kf")
    desk = Desk.open(
        f"sqlite:///{file}",
        lambda: STAFF,
        SECRET,
        clock=lambda: datetime.fromtimestamp(clock(), timezone.utc),
        native=("wecom_kf",) if driver == "kf" else (),
    )
    async with WecomSimulator({member.id for member in STAFF.members}, clock=clock) as sim:
        sim.kf.platform.servicers |= {CHEN: True, LI: True}
        settings = settings_module.load(**{**sim.settings(), **sim.kf.settings(), **more})
        transcript = Transcript(client, 3600)
        talk, assistant = WrittenTalk(desk, transcript), Assistant(desk)
        served, here = (WecomKf(settings, client, talk, clock, gather=0.05) for _ in range(2))
        team = here.team or WecomTeam(settings, client, clock)
        outbox = desk.outbox(team, Written(PartyChannels({"wecom_kf": here.talk}), transcript))
        app = WecomCallback(settings, client, desk, WecomTeam(settings, client, clock), clock, kf=served)
        loops: list[asyncio.AbstractEventLoop] = []
        life = Blueprint("life")

        @life.after_server_start
        async def start(_: object, loop: asyncio.AbstractEventLoop) -> None:
            await served.start(assistant)
            loops.append(loop)

        with ExitStack() as stack:
            parts = (callback.blueprint("wecom_kf", lambda: served), callback.blueprint("wecom_desk", lambda: app))
            address = await asyncio.to_thread(stack.enter_context, serving(Bot(), *parts, life))
            while not loops or client.exists("zhixun:kf:wanted:wkAccount"):  # the first look at the account is over
                await asyncio.sleep(0.01)
            sim.kf.caller.url = f"{address}/webhooks/wecom_kf/callback"
            sim.caller.url = f"{address}/webhooks/wecom_desk/callback"
            yield KfWorld(sim, desk, outbox, served, here, assistant, clock, settings, client, file)
            for ending in (served.stop(), served.close(), app.close()):
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(ending, loops[0]))
            await asyncio.to_thread(stack.close)
        await here.close()
        await team.close()
        outbox.close()
    desk.shut()
