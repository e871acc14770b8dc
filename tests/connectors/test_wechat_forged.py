"""Nobody but the platform is heard, and nothing that anybody sends breaks or slows an address of WeChat's platforms."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import resource
import string
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
import redis
import yarl

from tests.connectors.callbacks import Call, PlainTarget, Target
from tests.connectors.forgeries import forgeries
from tests.connectors.kf_world import HE, kf_world
from tests.connectors.wechat_world import world as wechat_world
from tests.connectors.wecom_world import CHEN
from tests.connectors.wecom_world import world as wecom_world
from tests.simulators import wechat, wecom
from tests.simulators.wechat_calls import Mode

SLOW = 1.0  # seconds; on an idle core the slowest takes some milliseconds
GROWTH = 4 * 1024 * 1024  # bytes that thousands of bodies may leave behind
_BASE64 = string.ascii_letters + string.digits + "+/"
_LANES = 8


class Attack:
    """An address under attack. ``stored`` is everything that could have come of a callback,
    ``share`` how many broken bodies it has to bear; ``heedless``: what is well sealed and of no use gets a 200."""

    def __init__(
        self,
        url: str,
        target: Target,
        stored: Callable[[], object],
        settled: Callable[[], Awaitable[None]],
        share: int,
        heedless: bool = False,
    ) -> None:
        self.url, self.target, self.stored, self.settled = url, target, stored, settled
        self.share, self.heedless = share, heedless
        self._slow: list[Call] = []

    async def send(self, session: aiohttp.ClientSession, call: Call) -> tuple[int, str]:
        began = time.perf_counter()
        url = yarl.URL(f"{self.url}?{call.query}", encoded=True)
        async with session.request(call.method, url, data=call.body, headers=call.headers) as response:
            answer = response.status, await response.text()
        if time.perf_counter() - began > SLOW:
            self._slow.append(call)
        return answer

    async def slow(self) -> list[Call]:
        """The calls that are slow whenever they come; once may be the machine's fault."""
        async with aiohttp.ClientSession() as session:
            for _ in range(2):
                again, self._slow = self._slow, []
                for call in again:
                    await self.send(session, call)
        return self._slow

    async def flood(self, calls: Sequence[Call]) -> list[int]:
        """Many calls over a few connections that stay open."""
        lanes = [calls[at::_LANES] for at in range(_LANES)]
        return [status for statuses in await asyncio.gather(*map(self._lane, lanes)) for status in statuses]

    async def _lane(self, calls: Sequence[Call]) -> list[int]:
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        statuses = []
        for call in calls:
            began = time.perf_counter()
            head = (
                f"POST {parts.path}?{call.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: text/xml\r\n"
                f"Content-Length: {len(call.body)}\r\n\r\n"
            )
            writer.write(head.encode() + call.body)
            answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(int(answer.partition("content-length: ")[2].partition("\r")[0] or 0))
            statuses.append(int(answer.split(" ", 2)[1]))
            if time.perf_counter() - began > SLOW:
                self._slow.append(call)
        writer.close()
        await writer.wait_closed()
        return statuses


@asynccontextmanager
async def attacked_desk(folder: Path, client: redis.Redis[str], **more: object) -> AsyncIterator[Attack]:
    async with wecom_world(folder, client, **more) as team:
        ticket = team.ask("甲")
        team.desk.claim(ticket.number, CHEN, "claim")
        await team.settled()
        caller = team.sim.caller
        target = Target(
            wecom.TOKEN, wecom.AES_KEY, wecom.CORP_ID, wecom.CORP_ID, team.clock,
            lambda: caller.xml(CHEN, {"MsgType": "text", "Content": "我替您办", "AgentID": wecom.AGENT_ID}),
            official=False,
        )  # fmt: skip

        def stored() -> object:
            return kept(client), team.desk.tickets(CHEN), team.parties.texts("甲"), len(team.sim.phone(CHEN))

        yield Attack(caller.url, target, stored, team.settled, 200)


@asynccontextmanager
async def attacked_account(
    _: Path, client: redis.Redis[str], mode: Mode = Mode.SAFE, share: int = 100, **more: object
) -> AsyncIterator[Attack]:
    async with wechat_world(client, mode, **more) as party:
        caller = party.sim.caller
        target = (PlainTarget if mode is Mode.PLAIN else Target)(
            wechat.TOKEN,
            wechat.AES_KEY,
            wechat.APP_ID,
            wechat.ACCOUNT,
            party.clock,
            lambda: caller.xml("oForged", {"MsgType": "text", "Content": "我的案子到哪一步了"}),
            official=True,
        )

        def stored() -> object:
            return kept(client), list(party.bot.texts), list(party.sim.calls)

        yield Attack(caller.url, target, stored, party.settled, share)


@asynccontextmanager
async def attacked_kf(folder: Path, client: redis.Redis[str]) -> AsyncIterator[Attack]:
    """A message waits at the platform: whatever is taken for a callback lets the bot fetch it."""
    async with kf_world(folder, client) as kf:
        caller = kf.kf.caller
        await caller.bring_xml(kf.kf.xml())
        await kf.settled()
        kf.kf.quiet = True
        await kf.kf.write(HE, "我的案子到哪一步了")
        target = Target(
            caller.token, caller.aes_key, wecom.CORP_ID, wecom.CORP_ID, kf.clock, lambda: kf.kf.xml(), official=False
        )
        yield Attack(caller.url, target, lambda: list(kf.assistant.heard), kf.settled, 200, heedless=True)


WORLDS: dict[str, Any] = {
    "wecom_desk": attacked_desk,
    "wecom_kf": attacked_kf,
    "wechat": partial(attacked_account, share=5000),
    "wechat-compatible": partial(attacked_account, mode=Mode.COMPATIBLE),
    "wechat-plain": partial(attacked_account, mode=Mode.PLAIN),
}


@pytest.fixture(params=WORLDS)
async def attack(
    request: pytest.FixtureRequest, tmp_path: Path, redis_client: redis.Redis[str]
) -> AsyncIterator[Attack]:
    async with WORLDS[request.param](tmp_path, redis_client) as attack:
        yield attack


async def test_no_forgery_is_taken(attack: Attack) -> None:
    before, heard, seen = attack.stored(), [], set()
    async with aiohttp.ClientSession() as session:
        for name, call in forgeries(attack.target):
            assert name not in seen
            seen.add(name)
            status, answer = await attack.send(session, call)
            if attack.heedless and name.startswith("a message of") and (status, answer) == (200, ""):
                continue
            if not 400 <= status < 500 or (call.method in ("GET", "POST") and answer):
                heard.append((name, status, answer[:80]))
        assert not heard
        assert len(seen) >= (100 if attack.target.plain else 200)
        assert await attack.slow() == []
        assert attack.stored() == before
        assert (await attack.send(session, attack.target.genuine()))[0] == 200
        await attack.settled()
        assert attack.stored() != before  # what is refused above would have been seen


async def test_a_nonce_that_served_one_message_serves_no_other(attack: Attack) -> None:
    target = attack.target
    async with aiohttp.ClientSession() as session:
        query, encrypted = target.sealed()
        assert (await attack.send(session, Call(urlencode(query), target.shell(encrypted))))[0] == 200
        await attack.settled()
        before = attack.stored()
        for _ in range(5):
            other, text = target.sealed(timestamp=query["timestamp"], nonce=query["nonce"])
            assert await attack.send(session, Call(urlencode(other), target.shell(text))) == (403, "")
        assert attack.stored() == before


async def test_a_captured_message_does_nothing_when_it_is_played_again(attack: Attack) -> None:
    async with aiohttp.ClientSession() as session:
        genuine = attack.target.genuine()
        first = await attack.send(session, genuine)
        await attack.settled()
        before = attack.stored()
        answers = [await attack.send(session, genuine) for _ in range(20)]
        assert {status for status, _ in answers} == {200} == {first[0]}
        await attack.settled()
        assert attack.stored() == before


async def test_thousands_of_broken_bodies_leave_nothing_behind(
    attack: Attack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "connectors")  # what a test run keeps of the log is no memory of the bot's
    calls, before = fuzzed(attack.target, attack.share, random.Random(6)), attack.stored()
    warm = len(calls) // 5
    await attack.flood(calls[:warm])
    held = memory()
    statuses = set(await attack.flood(calls[warm:]))
    assert statuses <= {400, 403, 413}
    await attack.settled()
    assert memory() - held < GROWTH
    assert await attack.slow() == []
    assert attack.stored() == before


async def test_a_sealed_message_of_any_content_breaks_nothing(attack: Attack) -> None:
    """Whoever has all keys is the platform to us; even so it gets an answer, and nobody else's turn fails."""
    chance, calls = random.Random(7), []
    for _ in range(60):
        query, encrypted = attack.target.sealed(broken(attack.target.xml(), chance, INNER))
        calls.append(Call(urlencode(query), attack.target.shell(encrypted)))
    assert set(await attack.flood(calls)) <= {200, 403}
    assert await attack.slow() == []
    await attack.settled()


OUTER = (
    "<!DOCTYPE a>",
    "<!ENTITY a 'b'>",
    "]]>",
    "<![CDATA[",
    "&a;",
    "&#0;",
    "\0",
    "<Encrypt>",
    "</xml>",
    "\ufffe",
    "%00",
    "{",
)
INNER = (
    *OUTER,
    "<MsgType>event</MsgType>",
    "<Event>subscribe</Event>",
    "<EventKey>qrscene_</EventKey>",
    "字" * 99,
    "-1",
)


def fuzzed(target: Target, number: int, chance: random.Random) -> list[Call]:
    """Genuine callbacks with a letter of the ciphertext changed, and more changed around it; a third signed anew. Where
    no signature covers the body, the token is a wrong one."""
    calls, signed = [], {"token": "other"} if target.plain else {}
    for at in range(number):
        query, encrypted = target.sealed(**signed)
        where = chance.randrange(len(encrypted) - 3)
        letter = chance.choice(_BASE64.replace(encrypted[where], ""))
        changed = encrypted[:where] + letter + encrypted[where + 1 :]
        if at % 3 == 0:  # the token in wrong hands: it comes as far as the key
            changed = "".join(chance.choices(_BASE64, k=4 * chance.randrange(1, 200)))
            query = target.signed(changed, **signed)
        body = target.shell(changed).decode()
        calls.append(Call(urlencode(query), broken(body, chance, OUTER).encode("utf-8", "replace")))
    return calls


def broken(text: str, chance: random.Random, pieces: Sequence[str]) -> str:
    """A text with a few places cut, doubled, or filled with what does not belong there."""
    for _ in range(chance.randrange(4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(30))
        text = text[:start] + chance.choice(("", text[start:end] * 2, *pieces)) + text[end:]
    return text


def kept(client: redis.Redis[str]) -> list[str]:
    """What is in Redis besides the nonces of what was well sealed; leases come and go by themselves."""
    return sorted(key for key in client.scan_iter() if ":nonce:" not in key and ":lease:" not in key)


def memory() -> int:
    """Bytes that this process, in which the server runs as well, holds now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
