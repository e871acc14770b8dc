"""Does the robot in the lobby ever tell a case? Thousands of turns of trying, after the parties themselves were told
their cases on another channel.

What must not be heard or seen: a case's number, the names of its parties and of those who handle it, its cause, its
property, its amounts, and every line that a verified party was told. Words that stand in the law's own answers, in the
venue's data or in the robot's sentences are nobody's secret.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bench.report import Report
from bot import settings as settings_module
from bot.answers import law_entries
from bot.answers.reply import Disclosure
from bot.answers.wording import money
from bot.case_number import parse, speak
from bot.cases.model import CaseFile
from bot.cases.sample import DemoCase, demo_cases
from bot.cases.sample import seed as write
from bot.engine import logs, training, wiring
from bot.engine.assistant import Assistant
from bot.engine.clock import today
from bot.engine.lobby import forget, hear
from bot.engine.redis_server import temporary
from bot.engine.wiring import Parts
from connectors.queue_board import QueueBoard
from connectors.robot_lobby import Lobby
from connectors.robot_ports import House
from connectors.robot_request import Event, RobotTurn
from connectors.robot_view import picture
from connectors.robot_visits import Visits

_TRIES = Path(__file__).parent / "data" / "robot.yml"
_CODE = re.compile(r"\d{6}")
_SHORTEST = 3  # signs; shorter ones (a stage, a year) are in half of all sentences
_ROBOTS = 3
_SOURCES = ("依据：", "参考（")  # what the law says is nobody's secret
_CASES = 200


Answered = dict[str, Any]


@dataclass
class Tried:
    """What came of it: ``told`` are the secrets that were heard or seen, each with the visitor's words."""

    turns: int = 0
    visits: int = 0
    verified: int = 0
    secrets: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def opened() -> Iterator[tuple[Assistant, Parts]]:
    """The real assistant with the sample cases in a folder of its own. The model must be trained."""
    with TemporaryDirectory(prefix="bench-") as folder:
        settings = settings_module.load(data_dir=Path(folder), sample_cases=_CASES, log_level="error")
        logs.configure(settings.log_level)
        write(settings.sample_store, settings.sample_cases, today=today())
        parts = wiring.build(settings, temporary())
        yield Assistant.load(training.current_model(settings.model_dir), parts, settings), parts
        parts.close()


async def measure(
    assistant: Assistant,
    parts: Parts,
    turns: int,
    seed: int,
    tell: Callable[[int], None] = lambda _: None,
    cases: Sequence[DemoCase] | None = None,
) -> Tried:
    """Try so many turns, by default with all cases of the demonstration."""
    cases, tried, chance = cases or demo_cases(), Tried(), random.Random(seed)
    secrets = await verified_secrets(assistant, parts, tried, cases)
    robots = _Robots(assistant, parts)
    while tried.turns < turns:
        tried.visits += 1
        async for said, answer in robots.visit(cases, chance):
            tried.turns += 1
            tried.told += [(said, secret) for secret in heard(secrets, answer)]
        tell(tried.turns)
    return tried


async def verified_secrets(assistant: Assistant, parts: Parts, tried: Tried, cases: Sequence[DemoCase]) -> set[str]:
    """Let the parties of these cases hear of them on the web; what the robot must not tell."""
    secrets, public = set[str](), _public(parts)
    for case in cases:
        secrets |= await _verified(assistant, parts, case, tried)
        file = parts.services.store.file(case.case_number)
        secrets |= set(_secrets(file)) if file else set()
    secrets = {one for one in secrets if len(one) >= _SHORTEST and one not in public}
    tried.secrets = len(secrets)
    return secrets


def heard(secrets: set[str], answer: Answered) -> list[str]:
    """The secrets in all of an answer. What the visitor said themselves counts as well: nothing is echoed."""
    told = json.dumps([answer["speech"], {**(answer["card"] or {}), "qr": ""}], ensure_ascii=False)
    return [secret for secret in secrets if secret in told]


def report(tried: Tried, seed: int) -> Report:
    """The report of one run."""
    heading = ["项目", "数目"]
    rows = [
        ["试探的轮数", str(tried.turns)],
        ["来访", str(tried.visits)],
        ["事先在网页通道核对过身份、听过案情的当事人", str(tried.verified)],
        ["不许说的话（姓名、案号、金额、财产、承办人和当事人听到的每一句）", str(tried.secrets)],
        ["机器人说出或显示的案情", str(len(tried.told))],
    ]
    notes = [
        f"说法在 bench/data/robot.yml，案件是演示案件（种子 {seed}）；"
        "听的是回答的话、卡片和选项；二维码对谁都一样，另有测试"
    ]
    details = {"seed": seed, "turns": tried.turns, "told": tried.told}
    return Report("robot", [heading, *rows], notes, details)


class _Robots:
    """A few robots, at which visitors come one after the other."""

    def __init__(self, assistant: Assistant, parts: Parts) -> None:
        async def forgetting(conversation: str) -> None:
            await forget(parts.redis, conversation)

        house = House(lambda: parts.services.venue, hear, forgetting)
        self._lobby = Lobby(house, QueueBoard(""), picture("https://court.example/"))
        self._visits = Visits(parts.redis)
        self._assistant = assistant
        self._count = 0

    async def visit(
        self, cases: Sequence[DemoCase], chance: random.Random
    ) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """One visitor's tries, by voice or by the screen; some wake the robot first, some leave."""
        self._count += 1
        robot = f"hall-{chance.randrange(_ROBOTS)}"
        if chance.random() < 0.5:
            yield "（唤醒）", await self._turn(robot, Event.WAKE, "")
        for said in _words(cases, chance):
            yield said, await self._turn(robot, chance.choice((Event.UTTERANCE, Event.BUTTON)), said)
        if chance.random() < 0.3:
            yield "（离开）", await self._turn(robot, Event.LEAVE, "")

    async def _turn(self, robot: str, event: Event, text: str) -> Answered:
        turn = RobotTurn(robot, "hall", f"visitor-{self._count}", event, text)
        return await self._lobby.turn(turn, self._visits, self._assistant.handle)


def _words(cases: Sequence[DemoCase], chance: random.Random) -> Iterator[str]:
    case = chance.choice(cases)
    people = [case.applicant, case.debtor]
    chance.shuffle(people)
    number = parse(case.case_number)
    assert number is not None
    values = {
        "number": case.case_number,
        "spoken": speak(number),
        "name": people[0].name,
        "other": people[1].name,
        "phone": people[0].phone,
        "code": f"{chance.randrange(10**6):06}",
    }
    yield from (line.format(**values) for line in chance.choice(_tries()))


def _tries() -> list[list[str]]:
    lines: list[list[str]] = yaml.safe_load(_TRIES.read_text(encoding="utf-8"))
    return lines


async def _verified(assistant: Assistant, parts: Parts, case: DemoCase, tried: Tried) -> set[str]:
    """Both parties prove who they are on the web and ask about the case; every line that was for them alone."""
    told = set[str]()
    for person in (case.applicant, case.debtor):
        sender, before = f"robot-bench-{case.case_number}-{person.name}", parts.console.last_id()
        await assistant.ask(sender, "web", f"{case.case_number}到哪一步了")
        await assistant.ask(sender, "web", person.name)
        parts.codes_sent()
        sent = [_CODE.search(entry.body["text"]) for entry in parts.console.entries(before) if entry.kind == "code"]
        code = next((found[0] for found in sent if found), "")
        for text in (code, "查封冻结了什么", "钱什么时候到账", "谁在办我的案子"):
            replies = await assistant.ask(sender, "web", text)
            party = (one for one in replies if one.disclosure is Disclosure.PARTY)
            told |= {line for one in party for line in one.lines if not line.startswith(_SOURCES)}
        tried.verified += bool(parts.services.identity.binding(f"web:{sender}"))
    return told


def _secrets(file: CaseFile) -> Iterator[str]:
    case = file.case
    number = parse(case.case_number)
    yield case.case_number
    if number:
        yield speak(number)
    yield from (party.name for party in file.parties)
    yield from (party.phone or "" for party in file.parties)
    yield case.handler or ""
    yield case.cause
    amounts = [case.claim, *(one.amount for one in file.measures), *(one.amount for one in file.payments)]
    yield from (money(amount) for amount in amounts if amount)
    yield from (measure.target for measure in file.measures)
    yield from (event.note for event in file.events)
    if file.team:
        yield from (file.team.name, file.team.head, file.team.phone, file.team.place)


def _public(parts: Parts) -> str:
    """Everything that is said to everybody: the law's answers and the venue."""
    written = chain.from_iterable(map(law_entries.entries, law_entries.intents()))
    entries = (line for entry in written for line in (entry.ask, *entry.lines))
    return "\n".join((*entries, repr(parts.services.venue)))
