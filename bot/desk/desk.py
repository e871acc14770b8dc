"""The desk: handing over to the team, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.desk.audit import Seal
from bot.desk.base import china_now
from bot.desk.database import Database
from bot.desk.migrating import migrate
from bot.desk.party_side import PartySide
from bot.desk.staff import Staff
from bot.desk.team_side import TeamSide


class Desk(PartySide, TeamSide):
    """Both sides on one database."""

    @classmethod
    def open(
        cls,
        database: Database,
        staff: Callable[[], Staff],
        secret: str,
        clock: Callable[[], datetime] = china_now,
    ) -> Desk:
        """A desk on a database that is brought to the newest form first. Raises ``DeskUnavailable``."""
        migrate(database)
        return cls(database, staff, Seal(secret), clock)
