"""Results for people and for programs: a table on the terminal, JSON under ``var/bench``, a section of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.conversation import ROOT
from bench.figures import Row, number, spread
from bench.machine import describe

PAGE = ROOT / "docs" / "bench.md"
RESULTS = ROOT / "var" / "bench"

Lines = list[list[str]]


@dataclass(frozen=True)
class Report:
    """One run. ``table`` begins with its heading; ``notes`` are sentences below it; ``details`` are for programs."""

    name: str
    table: Lines
    notes: list[str]
    details: dict[str, Any]


def comparison(name: str, rows: Sequence[Row], notes: list[str], options: dict[str, Any]) -> Report:
    """A report of rows that both sides have."""
    heading = ["项目", "单位", "现成 Rasa", "执询", "执询好几倍"]
    table = [[row.name, row.unit, spread(row.stock), spread(row.ours), f"{number(row.ratio)}×"] for row in rows]
    details = {"options": options, "rows": [{**asdict(row), "ratio": row.ratio} for row in rows]}
    return Report(name, [heading, *table], notes, details)


def show(report: Report) -> None:
    """Print the report."""
    heading, *lines = report.table
    table = Table(*heading)
    for line in lines:
        table.add_row(*line)
    console = Console(highlight=False)
    console.print(table)
    for note in (*report.notes, surroundings()):
        console.print(f"· {note}")


def save(report: Report) -> Path:
    """Write the report as JSON; the file's path."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{report.name}.json"
    content = {"at": f"{datetime.now():%Y-%m-%d %H:%M}", "machine": describe(), **report.details, "notes": report.notes}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return file


def record(report: Report, page: Path = PAGE) -> None:
    """Put the report into its section of the page. Raises ``ValueError`` if the page has no such section."""
    heading, *lines = report.table
    table = [heading, ["---"] * len(heading), *lines]
    notes = [f"- {note}" for note in (*report.notes, surroundings())]
    section = "\n".join([*(f"| {' | '.join(line)} |" for line in table), "", *notes])
    old = page.read_text("utf-8")
    begin, end = f"<!-- {report.name} -->\n", f"\n<!-- /{report.name} -->"
    pattern = re.compile(f"(?<={re.escape(begin)}).*?(?={re.escape(end)})", re.DOTALL)
    new, count = pattern.subn(lambda _: section, old)
    if count != 1:
        raise ValueError(f"{page.name} has {count} sections {report.name}")
    page.write_text(new, "utf-8")


def surroundings() -> str:
    """Date, machine and versions in one sentence."""
    machine = describe()
    versions = "，".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"{datetime.now():%Y-%m-%d}；{machine['cores']} 核（{machine['processor']}），内存 {machine['memory_gb']} GB，"
        f"{machine['system']}；Python {machine['python']}，{versions}"
    )
