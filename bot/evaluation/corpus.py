"""Labelled lines: the training data of Rasa, and files that are kept apart for measuring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.data_files import read_yaml

_BLOCK = 10
_HEADER = "text\tintent\talso"


@dataclass(frozen=True)
class Example:
    """A line, its intent, and further intents that would be right as well."""

    text: str
    intent: str
    also: frozenset[str] = frozenset()

    def accepts(self, intent: str) -> bool:
        """Whether an answer with this intent is right."""
        return intent == self.intent or intent in self.also


def training_examples(folder: Path) -> list[Example]:
    """The lines of Rasa's NLU files in a folder, in the order of file names and lines."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _in_file(path)]


def _in_file(path: Path) -> list[Example]:
    content = read_yaml(path)
    return [
        Example(line.removeprefix("- ").strip(), item["intent"])
        for item in content["nlu"]
        if "intent" in item
        for line in item["examples"].splitlines()
        if line.startswith("- ")
    ]


def labelled_examples(path: Path) -> list[Example]:
    """The lines of a file ``text<TAB>intent<TAB>also``; ``also`` (more right intents, joined by ``|``) may be missing.

    Empty lines and lines that begin with ``#`` are skipped. Raises ``ValueError`` naming a line without intent.
    """
    examples = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#") or line == _HEADER:
            continue
        text, *labels = line.split("\t")
        if not labels or not labels[0].strip():
            raise ValueError(f"{path.name}:{number} has no intent")
        also = labels[1] if len(labels) > 1 else ""
        examples.append(
            Example(text, labels[0].strip(), frozenset(name.strip() for name in also.split("|") if name.strip()))
        )
    return examples


def folds(examples: Sequence[Example], count: int) -> list[int]:
    """The fold of every example, for cross-validation.

    Ten neighbours of an intent stay together: lines that stand side by side often speak of the same thing, and with the
    one learnt the other would be too easy.
    """
    seen: Counter[str] = Counter()
    names = {name: place for place, name in enumerate(sorted({example.intent for example in examples}))}
    fold_of = []
    for example in examples:
        fold_of.append((seen[example.intent] // _BLOCK + names[example.intent]) % count)
        seen[example.intent] += 1
    return fold_of
