"""Conversations without a browser: lines of JSON for programs, a prompt for people in a terminal."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from connectors.render import render

if TYPE_CHECKING:
    from bot.answers.reply import Reply
    from bot.engine.assistant import Assistant
    from bot.engine.wiring import Parts

CHANNELS = ("wechat", "ivr", "robot", "web")


class BadLine(Exception):
    """A line of input that cannot be used; the message says why, in Chinese."""


async def parse_lines(assistant: Assistant, lines: Iterable[bytes], out: TextIO) -> None:
    """One JSON line in, one out, flushed; a bad line gives ``{"error": …}`` and the run goes on."""
    for line in lines:
        try:
            parsed = await assistant.parse(_read(line)["text"])
            _write(out, parsed.to_dict())
        except BadLine as error:
            _write(out, {"error": str(error)})


async def answer_lines(assistant: Assistant, parts: Parts, lines: Iterable[bytes], out: TextIO) -> None:
    """Whole conversations: each line is a message of a sender on a channel, and gets a line with the replies."""
    for line in lines:
        try:
            message = _read(line)
            _write(out, await _answer(assistant, parts, message["sender"], message["channel"], message["text"]))
        except BadLine as error:
            _write(out, {"error": str(error)})


async def answer_once(assistant: Assistant, parts: Parts, text: str, channel: str, out: TextIO) -> None:
    """One message from the command line, as a person reads the answer."""
    answer = await _answer(assistant, parts, "terminal", channel, text)
    _show(answer, out)


async def chat_in_terminal(assistant: Assistant, parts: Parts, channel: str) -> None:
    """Talk until the end of input; one-time codes and cards to the team are shown in brackets."""
    import sys

    while True:
        try:
            text = input("您：").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if text:
            _show(await _answer(assistant, parts, "terminal", channel, text), sys.stdout)


async def _answer(assistant: Assistant, parts: Parts, sender: str, channel: str, text: str) -> dict[str, Any]:
    before = parts.console.last_id()
    begun = time.perf_counter()
    replies = await assistant.ask(sender, channel, text)
    spent = (time.perf_counter() - begun) * 1000
    parts.codes_sent()
    await parts.outbox.run_once()
    sent = [{"kind": entry.kind, **entry.body} for entry in parts.console.entries(before)]
    return {"replies": [_reply(reply, channel) for reply in replies], "sent": sent, "ms": round(spent, 2)}


def _reply(reply: Reply, channel: str) -> dict[str, Any]:
    return {
        "text": render(reply, channel),
        "speech": reply.speech,
        "facts": list(reply.facts),
        "choices": list(reply.choices),
        "disclosure": reply.disclosure.value,
    }


def _read(line: bytes) -> dict[str, str]:
    """A line as sender, channel and text. Raises :class:`BadLine`."""
    try:
        content = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError) as error:
        raise BadLine("这一行不是 UTF-8 编码的 JSON") from error
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        raise BadLine('这一行应当是对象，并且有文字：{"text": "…"}')
    channel = content.get("channel", "web")
    if channel not in CHANNELS:
        raise BadLine(f"渠道只能是 {'、'.join(CHANNELS)}")
    sender = content.get("sender", "anonymous")
    if not isinstance(sender, str) or not sender:
        raise BadLine("sender 应当是非空的文字")
    return {"sender": sender, "channel": channel, "text": content["text"]}


def _write(out: TextIO, content: dict[str, Any]) -> None:
    out.write(json.dumps(content, ensure_ascii=False) + "\n")
    out.flush()


def _show(answer: dict[str, Any], out: TextIO) -> None:
    for reply in answer["replies"]:
        out.write(f"执询：{reply['text']}\n")
        if reply["choices"]:
            out.write(f"      〔{'〕〔'.join(reply['choices'])}〕\n")
    for entry in answer["sent"]:
        out.write(f"  （{'短信' if entry['kind'] == 'code' else '转交'}：{json.dumps(entry, ensure_ascii=False)}）\n")
    out.flush()
