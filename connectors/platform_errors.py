"""What an error code of a platform means for the message that met it. The tables are data: ``data/*_errors.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.desk.ports import NotDelivered, NotNow, Undeliverable

_ADDRESS = re.compile(r"\bip:? ([0-9a-fA-F.:]{2,39})")


class Act(str, Enum):
    """What to do about a code."""

    RETRY = "retry"  # the same request, a little later
    REFRESH = "refresh"  # once with a fresh access token
    LATER = "later"  # not before the party writes again
    REFUSE = "refuse"  # never: something is wrong with this message or its receiver
    CONFIGURATION = "configuration"  # an administrator must act; until then the message waits


@dataclass(frozen=True)
class Verdict:
    """One row of a table: ``wait`` is in seconds, ``say`` is for the operator; ``address``: the platform's text names
    the address that an administrator must allow."""

    act: Act
    say: str
    wait: float | None = None
    address: bool = False


class Misconfigured(NotDelivered):
    """The platform refuses every call until an administrator changes something; the text says what."""


class Rejected(Undeliverable):
    """The platform refused this message; ``code`` says why."""

    def __init__(self, why: str, code: int) -> None:
        super().__init__(why)
        self.code = code


class Errors:
    """The table of one platform, in ``file``."""

    def __init__(self, file: str) -> None:
        self._file = Path(__file__).parent / "data" / file

    def verdict(self, code: int) -> Verdict:
        """What the table says of a code; of an unknown one, what it says by default."""
        return self._rows.get(code, self._default)

    def raise_for(self, code: int, told: str = "") -> None:
        """Nothing for 0; else raises :class:`~bot.desk.ports.NotDelivered` (``NotNow`` until the party writes,
        :class:`Misconfigured` where an administrator must act) or :class:`Rejected`. ``told`` is the platform's
        ``errmsg``: of it only the address that must be allowed is read."""
        if not code:
            return
        row = self.verdict(code)
        address = _ADDRESS.search(told) if row.address else None
        why = f"{self.platform} {code}：{row.say}" + (f"（{address[1]}）" if address else "")
        if row.act is Act.REFUSE:
            raise Rejected(why, code)
        kinds: dict[Act, type[NotDelivered]] = {Act.CONFIGURATION: Misconfigured, Act.LATER: NotNow}
        raise kinds.get(row.act, NotDelivered)(why, row.wait)

    @property
    def platform(self) -> str:
        """Its name, in Chinese."""
        return str(self._content["platform"])

    @cached_property
    def _rows(self) -> dict[int, Verdict]:
        return {code: _row(row) for code, row in self._content["codes"].items()}

    @cached_property
    def _default(self) -> Verdict:
        return _row(self._content["default"])

    @cached_property
    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = yaml.safe_load(self._file.read_text(encoding="utf-8"))
        return content


def _row(row: dict[str, Any]) -> Verdict:
    return Verdict(Act(row["act"]), row["say"], row.get("wait"), row.get("address", False))


WECOM = Errors("wecom_errors.yml")
WECHAT = Errors("wechat_errors.yml")
