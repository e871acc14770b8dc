"""The desk: handing over to the team, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from bot.desk import audit
from bot.desk.audit import Seal, Verdict
from bot.desk.base import china_now
from bot.desk.clockwork import Clockwork, Timing
from bot.desk.database import Database
from bot.desk.migrating import migrate
from bot.desk.native_side import NativeSide
from bot.desk.outbox import Outbox, Pace
from bot.desk.party_side import PartySide
from bot.desk.ports import PartyChannel, TeamChannel
from bot.desk.staff import Staff


class Desk(PartySide, NativeSide, Clockwork):
    """The party's side, the team's side (what a platform tells of it included) and the clock's on one database."""

    @classmethod
    def open(
        cls,
        url: str,
        staff: Callable[[], Staff],
        secret: str,
        *,
        clock: Callable[[], datetime] = china_now,
        timing: Timing = Timing(),
        native: Collection[str] = (),
    ) -> Desk:
        """A desk on a database that is brought to the newest form first; ``native`` are the channels on whose platform
        members and parties talk by themselves. Raises ``DeskUnavailable``."""
        database = Database(url)
        migrate(database)
        return cls(database, staff, Seal(secret), clock, timing, native)

    def outbox(self, team: TeamChannel, party: PartyChannel, pace: Pace = Pace()) -> Outbox:
        """A worker that carries out what this desk has to say."""
        return Outbox(self._database, self._seal, team, party, self._clock, pace)

    def verify(self, noted: tuple[int, str] | None = None) -> Verdict:
        """Check the audit; see :func:`bot.desk.audit.verify`. Raises ``DeskUnavailable``."""
        with self._database.read() as connection:
            return audit.verify(connection, self._seal, noted)

    def shut(self) -> None:
        """Let go of the database."""
        self._database.close()
