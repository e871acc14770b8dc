"""The real assistant and the real desk behind the simulated 公众号: to a person and back, with words that must wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import ExitStack, asynccontextmanager

from bot import settings as settings_module
from bot.desk.ports import Owner
from bot.engine.assistant import Assistant
from bot.engine.wiring import Parts, _with_person
from connectors.callback import blueprint
from connectors.inbox import PartyChannels
from connectors.wechat import WechatAccount
from connectors.wechat_party import WechatParty
from tests.connectors.server import Bot, serving
from tests.simulators.wechat import WechatSimulator

PARTY = "oWholeWayRound"


@asynccontextmanager
async def talking(assistant: Assistant, parts: Parts) -> AsyncIterator[tuple[WechatSimulator, WechatParty]]:
    """The account as the application joins it; the outbox speaks from the test's own loop."""
    async with WechatSimulator() as sim:
        settings = settings_module.load(**sim.settings(), gather_seconds=0.01)
        account, party = (_party(settings, parts) for _ in range(2))
        answering = WechatAccount(settings, parts.redis, account, assistant.handle, {})
        with ExitStack() as stack:
            server = serving(Bot(), blueprint("wechat", lambda: answering))
            sim.caller.url = await asyncio.to_thread(stack.enter_context, server) + "/webhooks/wechat/callback"
            yield sim, party
            await asyncio.to_thread(stack.close)
        await party.close()


async def told(sim: WechatSimulator, act: Awaitable[object]) -> str:
    """What the party reads after doing something, in the callback's answer or, on a busy machine, a moment later."""
    before = len(sim.shown(PARTY))
    await act
    for _ in range(1000):
        if new := sim.texts(PARTY)[before:]:
            return new[-1]
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was said")


def _party(settings: settings_module.Settings, parts: Parts) -> WechatParty:
    return WechatParty(settings, parts.redis, lambda conversation: _with_person(parts.desk, conversation))


async def test_to_a_person_and_back(assistant: Assistant, parts: Parts) -> None:
    conversation = f"wechat:{PARTY}"
    duty = next(member.id for member in parts.desk.members() if "duty" in member.queues)
    async with talking(assistant, parts) as (sim, party):
        outbox = parts.desk.outbox(parts.team, PartyChannels({"wechat": party}))

        async def carry() -> None:
            while await outbox.run_once():
                pass

        assert "15天" in await told(sim, sim.write(PARTY, "最多拘留几天"))
        assert "转给" in await told(sim, sim.event(PARTY, "CLICK", EventKey="ask:转人工"))
        number = parts.desk.ticket_of(conversation).number  # type: ignore[union-attr]

        parts.desk.claim(number, duty, f"{number}-claim")
        for words in ("在吗", "慢一点"):  # even what is an order to the assistant is for the person now
            assert (await sim.write(PARTY, words)).replies == []
        assert {"在吗", "慢一点"} <= {one.text for one in parts.desk.said(number, duty)}

        parts.desk.reply(number, duty, "您好，我来帮您看", f"{number}-1")
        await carry()
        assert sim.texts(PARTY)[-1].endswith("您好，我来帮您看")

        sim.phone(PARTY).allowances["message"].left = 0
        parts.desk.reply(number, duty, "今天划拨", f"{number}-2")
        await carry()
        await sim.settled()
        assert sim.shown(PARTY)[-1].way == "template"
        assert "今天划拨" in await told(sim, sim.write(PARTY, "有消息吗"))

        parts.desk.close(number, duty, f"{number}-close")
        await carry()
        assert "1. 解决了" in sim.texts(PARTY)[-1]
        assert "谢谢" in await told(sim, sim.write(PARTY, "1"))
        assert parts.desk.owner(conversation) is Owner.BOT
        assert "15天" in await told(sim, sim.write(PARTY, "最多拘留几天"))
        outbox.close()
