"""The conversation that both sides are trained for (domain, rules, training lines), and what is said to them."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"

_EXAMPLE = "    - "


def write_conversation(folder: Path, lines: int | None) -> None:
    """Copy the project's domain, rules and training lines into ``folder``, at most ``lines`` an intent; and the lines
    by which Zhixun chooses among the answers of an intent, which stock Rasa does by the patterns alone."""
    shutil.copy(ROOT / "domain.yml", folder)
    for name in ("rules", "questions"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    (folder / "data" / "nlu").mkdir()
    for source in (ROOT / "data" / "nlu").glob("*.yml"):
        kept = source.read_text("utf-8") if lines is None else _thinned(source.read_text("utf-8"), lines)
        (folder / "data" / "nlu" / source.name).write_text(kept, "utf-8")


@dataclass(frozen=True)
class Speaker:
    """A sender of messages and the case that is theirs."""

    sender: str
    case_number: str


def message(speaker: Speaker, turn: int) -> str:
    """What a speaker says in a turn, counted from 0.

    Every message names somebody else, so that hardly any was heard before: neither side can answer from a memory of
    messages that it has understood already.
    """
    texts = _script()
    text = texts["opening"] if turn == 0 else texts["then"][(turn - 1) % len(texts["then"])]
    return str(text).format(number=speaker.case_number, name=_name(f"{speaker.sender} {turn}"))


def _name(key: str) -> str:
    """An invented name, the same for the same key on both sides."""
    names, draw = _script()["names"], random.Random(key)
    return "".join(draw.choice(names[part]) for part in ("family", "given", "given"))


@cache
def _script() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DATA / "script.yml").read_text("utf-8"))
    return content


def _thinned(text: str, lines: int) -> str:
    """A training file with its examples evenly thinned out to at most ``lines``."""
    everything = text.splitlines(keepends=True)
    examples = [line for line in everything if line.startswith(_EXAMPLE)]
    step = max(1.0, len(examples) / lines)
    kept = {int(step * at) for at in range(min(lines, len(examples)))}
    head = [line for line in everything if not line.startswith(_EXAMPLE)]
    return "".join(head + [example for at, example in enumerate(examples) if at in kept])
