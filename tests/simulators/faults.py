"""What can go wrong between the bot and the platform, on demand."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Sequence
from enum import Enum


class Fault(str, Enum):
    """One way to fail; ``after`` means that the platform had taken the request."""

    HTTP_500 = "500"
    HTTP_502_AFTER = "502_after"
    BUSY = "-1"
    TOO_OFTEN = "45009"
    TOKEN_EXPIRED = "42001"
    TOKEN_INVALID = "40014"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    NONSENSE = "nonsense"

    @property
    def accepted(self) -> bool:
        """Whether the request takes effect although its answer is lost."""
        return self.value.endswith("_after")


class Faults:
    """The next faults in their order, then a random share of the calls, the same for the same seed."""

    def __init__(self, share: float = 0.0, seed: int = 0, kinds: Sequence[Fault] = tuple(Fault)) -> None:
        self.plan(share, seed, kinds)
        self._next: deque[Fault | None] = deque()
        self.happened = 0

    def plan(self, share: float, seed: int = 0, kinds: Sequence[Fault] = tuple(Fault)) -> None:
        """From now on let this share of the calls fail."""
        self._share, self._random, self._kinds = share, random.Random(seed), tuple(kinds)

    def next(self, faults: Iterable[Fault | None]) -> None:
        """Let the next calls fail in these ways, one after the other; ``None`` does not fail."""
        self._next.extend(faults)

    def draw(self) -> Fault | None:
        """The fault of this call, if it has one."""
        fault = self._next.popleft() if self._next else None
        if not fault and self._random.random() < self._share:
            fault = self._random.choice(self._kinds)
        self.happened += bool(fault)
        return fault
