"""Everything real except the platform: desk, outbox, driver and callback, joined to the simulated work WeChat."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, time, timezone
from pathlib import Path

import redis

from bot import settings as settings_module
from bot.answers.reply import Urgency
from bot.desk.desk import Desk
from bot.desk.outbox import Outbox
from bot.desk.ports import Member, PartyMessage, Request, Ticket
from bot.desk.staff import Staff
from bot.hours import Hours
from bot.settings import Settings
from connectors.callback import blueprint
from connectors.wecom_callback import WecomCallback
from connectors.wecom_desk import WecomTeam
from tests.connectors.server import Bot, serving
from tests.simulators.wecom import Clock, WecomSimulator

SECRET = "s" * 32
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=timezone.utc).timestamp()  # a Thursday, ten in the morning in China
CHEN, LI, WANG = "chen", "Li.Si", "wang"
STAFF = Staff(
    members=(
        Member(CHEN, "陈一", ("duty",), ("duty",)),
        Member(LI, "李四", ("duty", "mediation")),
        Member(WANG, "王五", ("mediation",)),
    ),
    queues={"duty": "值班团队", "mediation": "调解团队"},
    absences=(),
    hours=Hours(((time(0, 0), time(23, 59)),)),
)


@dataclass
class Parties:
    """Every party's phone: a message arrives once for its key, as the channel promises."""

    heard: dict[str, list[PartyMessage]] = field(default_factory=dict)

    async def deliver(self, message: PartyMessage) -> None:
        mine = self.heard.setdefault(message.conversation, [])
        if all(message.key != other.key for other in mine):
            mine.append(message)

    def texts(self, conversation: str) -> list[str]:
        """What a party reads from members and desk."""
        return [message.text for message in self.heard.get(conversation, [])]


@dataclass
class World:
    """A team and its parties. ``clock`` drives platform, desk and drivers alike."""

    sim: WecomSimulator
    desk: Desk
    outbox: Outbox
    callback: WecomCallback
    driver: WecomTeam
    parties: Parties
    clock: Clock
    settings: Settings
    redis: redis.Redis[str]
    file: Path

    def ask(self, name: str, asked: str = "我要找法官", **more: object) -> Ticket:
        """A party asks for a person."""
        request = Request(
            key=f"{name}:{asked}", conversation=name, channel="web", reason="request_human", urgency=Urgency.NORMAL,
            asked=asked, party=f"{name}某", **more,  # type: ignore[arg-type]
        )  # fmt: skip
        return self.desk.request(request)

    async def carry(self) -> None:
        """Let the outbox carry what is due now."""
        while await self.outbox.run_once():
            pass

    async def carry_all(self, step: float = 15.0, longest: float = 4 * 3600) -> None:
        """Let time pass until the outbox has nothing left; ``AssertionError`` if it has after ``longest`` seconds."""
        end = self.clock() + longest
        await self.carry()
        while self.waiting():
            assert self.clock() < end, self.waiting()[:3]
            self.clock.advance(step)
            await self.carry()

    def waiting(self) -> list[tuple[str, str]]:
        """What has not arrived: its state and why."""
        with closing(sqlite3.connect(self.file)) as connection:
            rows = connection.execute("SELECT state, error FROM desk_outbox WHERE state <> 'done' ORDER BY id")
            return rows.fetchall()

    async def settled(self) -> None:
        """Wait until the callback has done what it does beside its answers, and the outbox has carried it."""
        await self.carry()
        for _ in range(500):
            if not self.callback.busy:
                break
            await asyncio.sleep(0.01)
        await self.carry()


@asynccontextmanager
async def world(folder: Path, client: redis.Redis[str], staff: Staff = STAFF, **more: object) -> AsyncIterator[World]:
    """Join everything; the callback runs behind a Sanic server of its own."""
    clock = Clock(NOW)
    members = {member.id for member in staff.members}
    desk = Desk.open(
        f"sqlite:///{folder / 'desk.db'}",
        lambda: staff,
        SECRET,
        clock=lambda: datetime.fromtimestamp(clock(), timezone.utc),
    )
    async with WecomSimulator(members, clock=clock) as sim:
        settings = settings_module.load(**{**sim.settings(), "team_driver": "wecom_app", **more})
        heard = WecomCallback(settings, client, desk, WecomTeam(settings, client, clock), clock)
        team, parties = WecomTeam(settings, client, clock), Parties()
        outbox = desk.outbox(team, parties)
        with ExitStack() as stack:
            address = await asyncio.to_thread(
                stack.enter_context, serving(Bot(), blueprint("wecom_desk", lambda: heard))
            )
            sim.caller.url = f"{address}/webhooks/wecom_desk/callback"
            yield World(sim, desk, outbox, heard, team, parties, clock, settings, client, folder / "desk.db")
            await asyncio.to_thread(stack.close)
        await team.close()
        outbox.close()
    desk.shut()
