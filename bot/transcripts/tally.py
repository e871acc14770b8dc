"""What the page needs of all calls: counts by intent, hour and outcome, and a few examples. Its size does not grow
with the calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.answers.reply import Urgency
from bot.hours import CHINA
from bot.transcripts.judging import Judged
from bot.transcripts.ledger import Settled
from bot.transcripts.needs import Need
from bot.transcripts.reading import Broken
from bot.transcripts.right import UNCLEAR
from bot.transcripts.tickets import Entered

SHOWN = 30  # examples of a kind that the page can show; all of them stand in the tables beside it


@dataclass(frozen=True)
class Work:
    """Something for a person, as the page lists it."""

    call: str
    begin: datetime
    kind: str
    urgent: bool
    ticket: str


@dataclass
class Tally:
    """Counts of one run. Calls are incoming ones unless said otherwise; hours are those of China."""

    calls: int = 0
    outgoing: int = 0
    first: datetime | None = None
    last: datetime | None = None
    fates: Counter[str] = field(default_factory=Counter)
    hours: Counter[tuple[int, str]] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)
    intent_hours: Counter[tuple[str, int]] = field(default_factory=Counter)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)  # topic and fate
    intent_fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    unclear: list[tuple[str, str, int]] = field(default_factory=list)  # words, call, turn
    troubles: Counter[str] = field(default_factory=Counter)
    troubled: int = 0
    promises: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Settled, str]] = field(default_factory=list)
    needs: Counter[str] = field(default_factory=Counter)
    work: list[Work] = field(default_factory=list)
    opened: int = 0
    failed: int = 0
    broken: int = 0
    broken_shown: list[Broken] = field(default_factory=list)

    @property
    def questions(self) -> int:
        """How many questions were asked."""
        return sum(self.asked.values())

    def add(self, call: Judged) -> None:
        """Count a call."""
        begin = call.begin.astimezone(CHINA)
        self.first, self.last = min(self.first or begin, begin), max(self.last or begin, begin)
        if call.outgoing:
            self.outgoing += 1
            return
        self.calls += 1
        self.fates[call.fate] += 1
        self.hours[begin.hour, call.fate] += 1
        self.intents.update(call.intents)
        self.intent_hours.update((intent, begin.hour) for intent in call.intents)
        self.troubles.update(call.troubles.keys())
        self.troubled += bool(call.troubles)
        for question in call.questions:
            self.asked[question.topic, question.fate] += 1
            self.intent_fates[question.intent, question.fate] += 1
            if question.topic == UNCLEAR and len(self.unclear) < SHOWN:
                self.unclear.append((question.words, call.id, question.turn))

    def add_work(self, call: Judged, need: Need, entered: Entered) -> None:
        """Count something that needs a person; the list keeps the urgent ones before the others."""
        self.needs[need.kind] += 1
        self.opened += entered.new
        self.failed += entered.failed
        urgent = need.urgency is Urgency.URGENT
        self.work.append(Work(call.id, call.begin.astimezone(CHINA), need.kind, urgent, entered.number))
        if len(self.work) > SHOWN:
            plain = [at for at, one in enumerate(self.work) if not one.urgent]
            del self.work[plain[-1] if plain else -1]

    def add_promise(self, settled: Settled, ticket: str) -> None:
        """Count a promise."""
        self.promises[settled.outcome] += 1
        if settled.outcome == "missed" and len(self.missed) < SHOWN:
            self.missed.append((settled, ticket))

    def add_broken(self, broken: Broken) -> None:
        """Count a line that could not be used."""
        self.broken += 1
        if len(self.broken_shown) < SHOWN:
            self.broken_shown.append(broken)
