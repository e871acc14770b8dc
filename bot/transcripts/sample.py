"""Invented calls, so that the command can be tried at once: the same number always makes the same calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TextIO

from bot.answers import law, law_entries
from bot.case_number import CaseNumber, speak
from bot.hours import CHINA
from bot.transcripts.right import CASE
from bot.transcripts.texts import texts

Lines = Mapping[str, Sequence[str]]
"""What callers say, by intent."""

_FIRST = date(2026, 11, 16)  # a Monday
_DAYS = 12
_HOURS = [8] + [9] * 4 + [10] * 5 + [11] * 3 + [12] + [14] * 3 + [15] * 4 + [16] * 3 + [17]
_COURTS = ("粤0111", "粤0105", "粤0106", "粤0604", "粤1302")


def write_sample(out: TextIO, count: int, lines: Lines | None = None) -> None:
    """Write ``count`` calls as JSON lines, in the order of time; ``lines`` may give the callers other words."""
    for call in calls(count, lines):
        out.write(json.dumps(call, ensure_ascii=False) + "\n")


def calls(count: int, lines: Lines | None = None) -> Iterator[dict[str, Any]]:
    """Invented calls as JSON types, in constant memory; one in ten is the office ringing back."""
    random, phones = Random(7), list[str]()
    for at in range(count):
        share = at / max(count, 1)
        day = _FIRST + timedelta(days=int(share * _DAYS))
        begin = datetime.combine(day, datetime.min.time(), CHINA) + timedelta(
            hours=random.choice(_HOURS), minutes=random.randrange(60), seconds=random.randrange(60)
        )
        back = phones.pop(0) if phones and random.random() < 0.5 else None
        talk = _Talk(random, lines or _own_lines())
        if back:
            talk.ring_back()
        else:
            talk.incoming()
        phone = back or f"1540{random.randrange(10**7):07d}"
        if talk.promised and random.random() < 0.6:
            phones = [*phones[-500:], phone]
        yield {
            "id": f"{begin:%m%d}-{at + 1:06d}",
            "begin": begin.isoformat(timespec="seconds"),
            "caller": phone,
            "direction": "out" if back else "in",
            "turns": talk.turns,
        }


def _own_lines() -> Lines:
    return {intent: one["lines"] for intent, one in texts("sample")["questions"].items()}


class _Talk:
    """One conversation as it goes."""

    def __init__(self, random: Random, lines: Lines) -> None:
        self._random, self._lines, self._words = random, lines, texts("sample")
        self._at = 0.0
        self._agent = False
        self.turns: list[dict[str, Any]] = []
        self.promised = False

    def ring_back(self) -> None:
        """The office rings up as it had promised."""
        self._agent = True
        self._office("agent")
        self._caller(self._pick("agreed"))
        self._office("progress")
        self._caller(self._pick("thanks"))

    def incoming(self) -> None:
        """A call of one to three matters."""
        self._office("greeting")
        chance = self._random.random()
        if chance < 0.004:
            self._alarm("crisis")
        elif chance < 0.012:
            self._alarm("moving")
        elif chance < 0.05:
            self._alarm("complain")
        else:
            self._agent = self._random.random() < 0.5
            for _ in range(self._random.choice((1, 1, 1, 2, 2, 3))):
                self._matter()
            if self._random.random() < 0.12:
                self._for_a_person()
        self._office("bye")

    def _alarm(self, kind: str) -> None:
        self._caller(self._pick(kind))
        self._office("urgent_reply")

    def _for_a_person(self) -> None:
        self._caller(self._pick("human"))
        if self._random.random() < 0.4:
            self._office("busy")
            return
        self._agent = True
        self._office("agent")
        self._matter()

    def _matter(self) -> None:
        questions = self._words["questions"]
        weights = [one["weight"] for one in questions.values()]
        intent = self._random.choices(list(questions), weights)[0]
        line = self._random.choice(self._lines[intent])
        self._caller(self._pick("fillers") + line)
        if self._random.random() < 0.06:
            self._office("again")
            self._caller(line)
        if intent in CASE and not self._agent:
            self._number()
        self._reply(intent, line)

    def _number(self) -> None:
        self._office("ask_number")
        number = CaseNumber(2026, self._random.choice(_COURTS), "执", self._random.randrange(1001, 9999))
        year, court, kind, serial = speak(number).split("，")
        chance = self._random.random()
        if chance < 0.3:  # in pieces
            self._caller(f"{year}的")
            self._office("go_on")
            self._caller(f"{court} {kind[0]}{serial}", 0.7)
        elif chance < 0.42:  # begun wrongly and put right
            self._caller(f"{year}{court}{kind[0]}{_one_off(serial)}")
            self._office("read_back", number=f"{year}{court}{kind[0]}{_one_off(serial)}")
            self._caller(f"不对 是{serial}")
        else:
            self._caller(f"{year}{court}{kind[0]}{serial}")
        self._office("read_back", number=speak(number))
        self._caller(self._pick("agreed"))
        self._office("ask_name")
        self._caller(self._pick("names"))

    def _reply(self, intent: str, line: str) -> None:
        chance = self._random.random()
        if chance < 0.62:
            self._right(intent, line)
            self._caller(self._pick("thanks"))
        elif chance < 0.74:
            self._office("unknown")
            if self._random.random() < 0.5:
                self._caller(line)
                self._office("unknown")
        elif chance < 0.84:
            self._agent = True
            self._office("wait")
            self._office("promise")
            self.promised = True
            self._caller(self._pick("thanks"))
        elif chance < 0.92:
            self._office("vague")
            self._caller(self._pick("annoyed") if self._random.random() < 0.5 else self._pick("thanks"))
        else:
            self.turns.append({"who": "caller", "text": "", "at": self._time(), "event": "no-input"})
            self._office("wait")

    def _right(self, intent: str, line: str) -> None:
        if intent in law_entries.intents() and intent not in CASE:
            lines = law.answer(intent, line, role=None, today=_FIRST).lines
            self._say("agent" if self._agent else "bot", lines[0])
        else:
            self._office("progress")

    def _pick(self, name: str) -> str:
        return str(self._random.choice(self._words[name]))

    def _office(self, name: str, **values: str) -> None:
        self._say("agent" if self._agent else "bot", self._pick(name).format(**values))

    def _caller(self, text: str, confidence: float = 0.9) -> None:
        spread = self._random.triangular(-0.45, 0.1, 0.06)
        heard = {"confidence": round(min(0.99, max(0.05, confidence + spread)), 2)}
        self._say("caller", text, heard)
        if self._random.random() < 0.02:
            self.turns[-1]["event"] = "no-match"

    def _say(self, who: str, text: str, more: Mapping[str, Any] | None = None) -> None:
        self.turns.append({"who": who, "text": text, "at": self._time(), **(more or {})})

    def _time(self) -> float:
        self._at += self._random.uniform(2, 9)
        return round(self._at, 1)


def _one_off(serial: str) -> str:
    """The serial with its last digit heard wrongly."""
    return serial[:-2] + ("二" if serial[-2] != "二" else "三") + serial[-1]
