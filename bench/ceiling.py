"""How fast the client is alone: it speaks to a server that has its answer ready.

If it is much faster there than with the faster side, it was not what limited the measurement.
"""

from __future__ import annotations

import asyncio
import sys
import time

from bench.client import Connection
from bench.conversation import ROOT, Speaker
from bench.processes import LOOPBACK, Children, Program, free_port, wait_for_port
from bench.side import python, say
from bench.turns import load

_BODY = '[{"recipient_id": "somebody", "custom": {"lines": ["' + "案件正在执行。" * 60 + '"]}}]'
_TURNS = 500
_SECONDS = 2.0
_START_LIMIT = 20.0


def ceiling(children: Children, connections: tuple[int, ...]) -> tuple[dict[int, float], float]:
    """Turns a second for each number of connections, and the milliseconds (median) of one turn, with no work done."""
    port = free_port()
    program = Program("ceiling", python("-m", "bench.ceiling", str(port)), ROOT)
    child = children.start(program)
    wait_for_port(child, port, time.monotonic() + _START_LIMIT)
    speakers = [Speaker(f"{at}", "（2026）粤0111执1号") for at in range(max(connections))]
    rates = {size: asyncio.run(load(port, speakers, size, _SECONDS)).rate for size in connections}
    floor = asyncio.run(_floor(port))
    children.end(child)
    return rates, floor


async def _floor(port: int) -> float:
    spent = []
    async with Connection(port) as connection:
        for _ in range(_TURNS):
            begun = time.perf_counter()
            await say(connection, "somebody", "案件进展如何")
            spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)[_TURNS // 2]


async def _serve(port: int) -> None:
    server = await asyncio.start_server(_answer, LOOPBACK, port)
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    body = _BODY.encode()
    response = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
            writer.write(response)
    except asyncio.IncompleteReadError:
        writer.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
