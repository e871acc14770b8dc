"""Everything real except the platform: callback, mailroom, party's channel, joined to the simulated 公众号."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone

import redis
from rasa.core.channels.channel import UserMessage

from bot import settings as settings_module
from bot.answers.reply import Reply
from bot.settings import Settings
from connectors import wechat_menu
from connectors.callback import blueprint
from connectors.wechat import WechatAccount
from connectors.wechat_party import WechatParty
from tests.connectors.server import Bot, serving
from tests.simulators.served import Clock
from tests.simulators.wechat import WechatSimulator
from tests.simulators.wechat_calls import Mode

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=timezone.utc).timestamp()  # a Thursday, ten in the morning in China


class Assistant(Bot):
    """Answers each message with its words; holds back those in ``held`` until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.said: Callable[[str], list[Reply]] = lambda text: [Reply(lines=(f"答：{text}",))]
        self.held: dict[str, asyncio.Event] = {}
        self.failing: set[str] = set()

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        if message.text in self.failing:
            raise RuntimeError(f"cannot answer {message.text}")
        if held := self.held.get(message.text):
            await held.wait()
        for reply in self.said(message.text):
            await message.output_channel.send_custom_json(message.sender_id, reply.to_dict())

    def hold(self, text: str) -> None:
        self.held[text] = asyncio.Event()

    @property
    def texts(self) -> list[str]:
        """What it was asked, in this order."""
        return [message.text for message in self.heard]


@dataclass
class World:
    """One account and its parties. ``clock`` drives platform and channel alike; ``loop`` is the server's."""

    sim: WechatSimulator
    account: WechatAccount
    party: WechatParty
    bot: Assistant
    clock: Clock
    settings: Settings
    redis: redis.Redis[str]
    loop: list[asyncio.AbstractEventLoop] = field(default_factory=list)

    async def release(self, text: str) -> None:
        """Let the assistant go on with what it holds back."""
        self.loop[0].call_soon_threadsafe(self.bot.held[text].set)

    async def settled(self) -> None:
        """Wait until the channel has done what it does beside its answers."""
        await self.sim.settled()
        for _ in range(500):
            if not self.account.busy:
                return
            await asyncio.sleep(0.01)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something; ``AssertionError`` if it does not come."""
        for _ in range(500):
            if true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it did not come")


@asynccontextmanager
async def world(client: redis.Redis[str], mode: Mode = Mode.SAFE, **more: object) -> AsyncIterator[World]:
    """Join everything; the account listens behind a Sanic server of its own, in whose loop all of it runs."""
    clock, bot = Clock(NOW), Assistant()
    async with WechatSimulator(clock=clock, mode=mode) as sim:
        settings = settings_module.load(**{**sim.settings(), "gather_seconds": 0.05, **more})
        party = WechatParty(settings, client, clock=clock)
        account = WechatAccount(settings, client, party, bot, wechat_menu.load(settings).scenes, clock)
        with ExitStack() as stack:
            routes = blueprint("wechat", lambda: account)
            joined = World(sim, account, party, bot, clock, settings, client)

            @routes.before_server_start
            async def start(*_: object) -> None:
                joined.loop.append(asyncio.get_running_loop())
                await account.start()

            address = await asyncio.to_thread(stack.enter_context, serving(bot, routes))
            sim.caller.url = f"{address}/webhooks/wechat/callback"
            yield joined
            await _in(joined.loop[0], account.close())
            await _in(joined.loop[0], party.close())
            await asyncio.to_thread(stack.close)


async def _in(loop: asyncio.AbstractEventLoop, work: object) -> object:
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))  # type: ignore[arg-type]
