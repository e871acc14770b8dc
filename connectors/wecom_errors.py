"""What an error code of work WeChat means for the message that met it. The table is data: ``data/wecom_errors.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.desk.ports import NotDelivered, Undeliverable

_UNTRUSTED_ADDRESS = 60020
_ADDRESS = re.compile(r"(?<=ip: )[0-9a-fA-F.:]+(?=[^0-9a-fA-F.:]|$)")


class Act(str, Enum):
    """What to do about a code."""

    RETRY = "retry"  # the same request, a little later
    REFRESH = "refresh"  # once with a fresh access token
    REFUSE = "refuse"  # never: something is wrong with this message or its receiver
    CONFIGURATION = "configuration"  # an administrator must act; until then the message waits


@dataclass(frozen=True)
class Verdict:
    """One row of the table: ``wait`` is in seconds, ``say`` is for the operator."""

    act: Act
    say: str
    wait: float | None = None


class Misconfigured(NotDelivered):
    """The platform refuses every call until an administrator changes something; the text says what."""


def verdict(code: int) -> Verdict:
    """What the table says of a code; of an unknown one, what it says by default."""
    rows, default = _table()
    return rows.get(code, default)


def raise_for(code: int, told: str = "") -> None:
    """Nothing for 0; else raises :class:`~bot.desk.ports.NotDelivered` (``Misconfigured`` where an administrator must
    act) or :class:`~bot.desk.ports.Undeliverable`. ``told`` is the platform's ``errmsg``: of it only the address that
    must be trusted is read."""
    if not code:
        return
    row = verdict(code)
    address = _ADDRESS.search(told) if code == _UNTRUSTED_ADDRESS else None
    why = f"企业微信 {code}：{row.say}" + (f"（{address[0]}）" if address else "")
    if row.act is Act.REFUSE:
        raise Undeliverable(why)
    if row.act is Act.CONFIGURATION:
        raise Misconfigured(why, row.wait)
    raise NotDelivered(why, row.wait)


@cache
def _table() -> tuple[dict[int, Verdict], Verdict]:
    file = Path(__file__).parent / "data" / "wecom_errors.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {code: _row(row) for code, row in content["codes"].items()}, _row(content["default"])


def _row(row: dict[str, Any]) -> Verdict:
    return Verdict(Act(row["act"]), row["say"], row.get("wait"))
