"""A conversation of this folder, held on one channel with the real assistant."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.answers.reply import Disclosure, Reply
from bot.engine.assistant import Assistant
from bot.engine.transcript import events_key
from bot.engine.wiring import Parts
from connectors.console_log import Entry
from connectors.render import render

Dialogue = dict[str, Any]

_FOLDER = Path(__file__).parent
_CODE = re.compile(r"\d{6}")
_CODE_KEPT = re.compile(r"\d{6}|\*{6}")  # the conversation hides it where it is called a code
_OWN = re.compile(r"ZX\d{4}-\d+|\d{1,2}:\d{2}")  # a ticket's number and the hour promised: each conversation's own
_OF_A_CASE = ("case", "event", "measure", "payment", "team", "disclosure_principle")
_senders = itertools.count()


def dialogues() -> Iterator[tuple[str, Dialogue]]:
    """All of them with their names."""
    for file in sorted(_FOLDER.glob("*.yml")):
        for dialogue in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield f"{file.stem}: {dialogue['name']}", dialogue


@dataclass(frozen=True)
class Said:
    """One turn: what the person said, what was answered on which channel, and what went out beside the answer."""

    at: int
    turn: dict[str, Any]
    channel: str
    replies: tuple[Reply, ...]
    sent: tuple[Entry, ...]

    @property
    def shown(self) -> str:
        """The answer as the channel shows or says it first."""
        return "\n".join(render(reply, self.channel) for reply in self.replies)

    @property
    def where(self) -> str:
        """For the message of a failure."""
        return f"turn {self.at}, {self.turn['say']!r} on {self.channel} got: {self.shown}"

    @property
    def kinds(self) -> list[str]:
        """What went out: ``code``, ``card``."""
        return [entry.kind for entry in self.sent]

    @property
    def law(self) -> set[str]:
        """The facts of law that it rests on."""
        return {name for reply in self.replies for name in reply.facts if not name.startswith(_OF_A_CASE)}

    @property
    def is_of_a_case(self) -> bool:
        """Whether it speaks of one case: to anybody, or to its party alone."""
        of_case = any(name.startswith(_OF_A_CASE) for reply in self.replies for name in reply.facts)
        return of_case or any(reply.disclosure is Disclosure.PARTY for reply in self.replies)

    def content(self) -> list[object]:
        """What no channel may change: which case, the words, the facts, the choices, who may hear it, who takes over.
        What is each conversation's own is left out."""
        return [
            (
                *(_OWN.sub("…", text) for text in (reply.title, *reply.lines, reply.speech)),
                reply.facts, reply.choices, reply.link, reply.disclosure,
                reply.handover and (reply.handover.reason, reply.handover.urgency),
            )
            for reply in self.replies
        ] + [self.kinds]  # fmt: skip


async def hold(dialogue: Dialogue, channel: str, assistant: Assistant, parts: Parts) -> tuple[list[Said], list[str]]:
    """The conversation from its first turn to its last, and what each message was understood as; codes differ, and so
    may what they look like."""
    parts.redis.flushdb()  # nobody has had a code yet
    sender, code, held = f"dialogue{next(_senders)}", "", []
    for at, turn in enumerate(dialogue["turns"], 1):
        before = parts.console.last_id()
        replies = await assistant.ask(sender, channel, _text(turn["say"], code))
        parts.codes_sent()
        await parts.outbox.run_once()
        sent = parts.console.entries(before)
        code = next((_CODE.search(entry.body["text"])[0] for entry in sent if entry.kind == "code"), code)
        held.append(Said(at, turn, channel, tuple(replies), tuple(sent)))
    events = map(json.loads, parts.redis.lrange(events_key(f"{channel}:{sender}"), 0, -1))
    heard = [event for event in events if event["event"] == "user" and not _CODE_KEPT.search(event["text"])]
    return held, [event["parse_data"]["intent"]["name"] for event in heard]


def _text(text: str, code: str) -> str:
    return text.replace("{code}", code).replace("{long}", "我的钱什么时候给我" * 1100)
