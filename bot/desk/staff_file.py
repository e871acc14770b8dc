"""The office file, read again when it changes: absences are entered while the service runs."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.desk.staff import SAMPLE, BadOffice, Staff, load

log = logging.getLogger(__name__)


class StaffFile:
    """Call it for the team as the file has it now. A file that became wrong is reported and the team before stays."""

    def __init__(self, path: Path | None = None) -> None:
        """Reads the file; the sample team if there is no path. Raises :class:`BadOffice`."""
        self._path = path or SAMPLE
        self._read_at, self._staff = self._changed_at(), load(self._path)

    def __call__(self) -> Staff:
        changed_at = self._changed_at()
        if changed_at != self._read_at:
            self._read_at = changed_at
            try:
                self._staff = load(self._path)
            except BadOffice:
                log.exception("the office file is wrong: the team stays as it was")
        return self._staff

    def _changed_at(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0
