"""What is not the enforcement office's business but often asked there: an honest no, and where to go instead.

The table is ``data/elsewhere.yml``. The classifier decides *that* a message is out of scope; the table only says where
it belongs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.answers.reply import Reply
from bot.answers.texts import texts


@dataclass(frozen=True)
class Elsewhere:
    """One kind of other business: ``lines`` say that it is one and who is responsible."""

    id: str
    lines: tuple[str, ...]
    choices: tuple[str, ...]
    when: re.Pattern[str]
    unless: re.Pattern[str] | None

    def fits(self, text: str) -> bool:
        """Whether the text speaks of this business."""
        return bool(self.when.search(text)) and not (self.unless and self.unless.search(text))


def find(text: str) -> Elsewhere | None:
    """The first entry of the table that fits a cleaned text; the narrower ones stand first."""
    return next((one for one in _table() if one.fits(text)), None)


def answer(text: str) -> Reply | None:
    """The honest sentence for a cleaned text, or ``None`` if the table knows nothing of it."""
    found = find(text)
    return Reply(lines=found.lines, choices=found.choices) if found else None


def everything() -> tuple[Elsewhere, ...]:
    """The whole table, in its order."""
    return _table()


@lru_cache(maxsize=1)
def _table() -> tuple[Elsewhere, ...]:
    content = texts("elsewhere")
    return tuple(_entry(id_, raw, tuple(content["choices"])) for id_, raw in content["entries"].items())


def _entry(id_: str, raw: dict[str, Any], choices: tuple[str, ...]) -> Elsewhere:
    unless = raw.get("unless")
    return Elsewhere(
        id=id_,
        lines=tuple(raw["lines"]),
        choices=tuple(raw.get("choices", choices)),
        when=re.compile("|".join(raw["when"])),
        unless=re.compile("|".join(unless)) if unless else None,
    )
