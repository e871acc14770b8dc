"""What the actions need of the core, joined in ``bot/engine/wiring.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.answers.places import Venue
from bot.cases.store import CaseStore
from bot.desk.desk import Desk
from bot.parties import IdentityService


@dataclass(frozen=True)
class Services:
    """The core as the actions see it. ``today`` is the calendar day in China, ``now`` the moment; ``call_back`` is the
    number under which a conversation's party can be called, if they called (empty: unknown); without a ``venue``
    nothing is said of windows."""

    store: CaseStore
    identity: IdentityService
    desk: Desk
    today: Callable[[], date]
    now: Callable[[], datetime]
    venue: Venue | None = None
    disclose_stage_publicly: bool = False
    idle_minutes: int = 30
    call_back: Callable[[str], str] = lambda conversation: ""
