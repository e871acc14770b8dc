"""Opening the desk as the settings say."""

from __future__ import annotations

from pathlib import Path

from bot.desk.clockwork import Timing
from bot.desk.desk import Desk
from bot.desk.staff_file import StaffFile
from bot.engine.secret import secret_of
from bot.settings import Settings, TeamDriver


def staff_of(settings: Settings) -> StaffFile:
    """The office file. Raises ``BadOffice``."""
    return StaffFile(Path(settings.desk_file) if settings.desk_file else None)


def open_desk(settings: Settings) -> Desk:
    """The desk with its database, team and timing. Raises ``BadOffice``, ``DeskUnavailable``."""
    timing = Timing(
        near=settings.desk_remind_minutes,
        silence=settings.desk_silence_minutes,
        rating=settings.desk_rating_minutes,
        keep_days=settings.desk_keep_days,
    )
    native = ("wecom_kf",) if settings.team_driver is TeamDriver.KF else ()
    return Desk.open(settings.desk_store_url, staff_of(settings), secret_of(settings), timing=timing, native=native)
