"""Making the sample store."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.cases.sample.case_numbers import CaseNumbers
from bot.cases.sample.court_days import CourtDays
from bot.cases.sample.data_files import load
from bot.cases.sample.demo_rows import DemoRows
from bot.cases.sample.life import Life, Surroundings
from bot.cases.sample.matters import Cast, Matters
from bot.cases.sample.offices import Court, courts, draw_from
from bot.cases.sample.people import People, pick
from bot.cases.sample.stories import plan, stories
from bot.cases.sample.writer import StoreWriter
from bot.cases.tables import VIEWS, case, event, measure, party, payment, team

_OLDEST = 1500  # days since the filing of the oldest case
_MEAN_AGE = 320
_FUTURE = 1200  # the longest seizure ends in three years
_BATCH = 2000


@dataclass(frozen=True)
class Summary:
    """How many rows the store has."""

    path: Path
    cases: int
    parties: int
    events: int
    measures: int
    payments: int


def seed(
    path: Path,
    cases: int = 2000,
    *,
    today: date,
    progress: Callable[[int], None] | None = None,
    random_seed: int = 18,
) -> Summary:
    """Write a store of ``cases`` cases (the demo cases among them) to ``path``; an old store stays until the new one is
    finished. The same ``cases``, ``today`` and ``random_seed`` give the same content. ``progress`` hears how many
    cases are done. Raises ``ValueError`` if there are fewer cases than demo cases."""
    if cases < len(load("demo")["cases"]):
        raise ValueError("too few cases: the demo cases alone are more")
    with StoreWriter(path) as writer:
        done = 0
        for batch in _batches(cases, today, Random(random_seed)):
            for view in VIEWS:
                writer.add(view, batch[view.name])
            done += len(batch[case.name])
            if progress:
                progress(done)
    counts = (writer.counts[view.name] for view in (case, party, event, measure, payment))
    return Summary(path, *counts)


_Rows = dict[str, list[Any]]


def _batches(cases: int, today: date, rng: Random) -> Iterator[_Rows]:
    days = CourtDays(today - timedelta(days=_OLDEST + 500), today + timedelta(days=_FUTURE))
    around = Surroundings(rng, days, today.toordinal(), itertools.count(1))
    people = People(rng)
    all_courts = courts(people)
    batch = _empty()
    batch[team.name] = [office.row for court in all_courts.values() for office in court.offices.values()]
    demo = load("demo")["cases"]
    for data in demo:
        _extend(batch, _demo_rows(data, all_courts, around))
    for number, rows in enumerate(_lives(cases - len(demo), all_courts, people, around), len(demo) + 1):
        _extend(batch, rows)
        if number % _BATCH == 0:
            yield batch
            batch = _empty()
    if batch[case.name]:
        yield batch


def _empty() -> _Rows:
    return {view.name: [] for view in VIEWS}


def _extend(batch: _Rows, rows: _Rows) -> None:
    for name, more in rows.items():
        batch[name] += more


def _demo_rows(data: dict[str, str], all_courts: dict[str, Court], around: Surroundings) -> _Rows:
    code = data["number"].partition("）")[2].partition("执")[0]
    return DemoRows(data, all_courts[code], around.days, around.today, around.ids).rows


def _lives(count: int, all_courts: dict[str, Court], people: People, around: Surroundings) -> Iterator[_Rows]:
    """Cases in the order of their filing, so that serial numbers rise with the days."""
    rng, days = around.rng, around.days
    matters, weighted, numbers = Matters(stories(), rng), draw_from(all_courts), CaseNumbers(rng, count)
    for place in range(count):
        court: Court = pick(rng, weighted)
        start = days.back(around.today - _age(1 - (place + rng.random()) / count))
        matter = matters.draw(court, start)
        planned = plan(matter.story, start, around.today, days, rng)
        filed = next((day for step, day in planned.past if step.name == "filed"), start)
        number = numbers.next(court.code, date.fromordinal(filed).year, matter.story.case_type)
        life = Life(around, court, matter, Cast(people, rng, court, matter), planned, number)
        yield {
            case.name: [life.case],
            party.name: life.parties,
            event.name: life.events,
            measure.name: life.measures,
            payment.name: life.payments,
        }


def _age(share: float) -> int:
    """Days since the filing; young cases are many, as in a court that concludes most within months."""
    return int(-_MEAN_AGE * math.log(1 - share * (1 - math.exp(-_OLDEST / _MEAN_AGE))))
