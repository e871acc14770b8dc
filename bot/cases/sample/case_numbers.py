"""Case numbers of the sample store."""

from __future__ import annotations

from random import Random

from bot.cases.sample.data_files import load

_SERIALS = 800_000  # cases that these courts file in the years covered


class CaseNumbers:
    """Each court counts each year and each type of case from 1 (案号规定第九条). ``count`` is how many cases the store
    has: the fewer, the wider the gaps, so that numbers look like those of a busy court."""

    def __init__(self, rng: Random, count: int) -> None:
        self._rng = rng
        self._last: dict[tuple[str, int, str], int] = {}
        self._spread = max(1.0, 2 * _SERIALS / max(1, count) - 1)
        self._taken = {data["number"] for data in load("demo")["cases"]}

    def next(self, court_code: str, year: int, case_type: str) -> str:
        """The next number of this court, year and type; never one of a demo case."""
        key = (court_code, year, case_type)
        serial = self._last.get(key, 0) + 1 + int(self._rng.random() * self._spread)
        while (number := f"（{year}）{court_code}{case_type}{serial}号") in self._taken:
            serial += 1
        self._last[key] = serial
        return number
