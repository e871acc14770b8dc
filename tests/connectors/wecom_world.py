"""Everything real except the platform: desk, outbox, driver and callback, joined to the simulated work WeChat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timezone
from pathlib import Path

import redis

from bot import settings as settings_module
from bot.answers.reply import Urgency
from bot.desk.audit import Seal
from bot.desk.database import Database
from bot.desk.desk import Desk
from bot.desk.hours import Hours
from bot.desk.outbox import Outbox, Pace
from bot.desk.ports import Member, PartyMessage, Request, Ticket
from bot.desk.staff import Staff
from bot.settings import Settings
from connectors.wecom_callback import WecomCallback, blueprint
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
    parties: Parties
    clock: Clock
    settings: Settings
    redis: redis.Redis[str]

    def ask(self, name: str, asked: str = "我要找法官", **more: object) -> Ticket:
        """A party asks for a person."""
        request = Request(
            key=f"{name}:{asked}", conversation=name, channel="web", reason="request_human", urgency=Urgency.NORMAL,
            asked=asked, party=f"{name}某", **more,  # type: ignore[arg-type]
        )  # fmt: skip
        return self.desk.request(request)

    async def carry(self, rounds: int = 1) -> None:
        """Let the outbox carry what is due; between rounds a minute passes."""
        for turn in range(rounds):
            self.clock.advance(60 if turn else 0)
            while await self.outbox.run_once():
                pass

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
    database = Database(f"sqlite:///{folder / 'desk.db'}")
    desk = Desk.open(database, lambda: staff, SECRET, lambda: datetime.fromtimestamp(clock(), timezone.utc))
    async with WecomSimulator(members, clock=clock) as sim:
        settings = settings_module.load(**{**sim.settings(), "team_driver": "wecom_app", **more})
        heard = WecomCallback(settings, client, desk, WecomTeam(settings, client, clock), clock)
        team, parties = WecomTeam(settings, client, clock), Parties()
        pace = Pace(time_limit=5.0)
        outbox = Outbox(database, Seal(SECRET), team, parties, desk._clock, pace)
        with ExitStack() as stack:
            address = await asyncio.to_thread(stack.enter_context, serving(Bot(), blueprint(lambda: heard)))
            sim.caller.url = f"{address}/webhooks/wecom_desk/callback"
            yield World(sim, desk, outbox, heard, parties, clock, settings, client)
            await asyncio.to_thread(stack.close)
        await team.close()
        outbox.close()
    database.close()
