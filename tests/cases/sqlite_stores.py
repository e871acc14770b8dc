"""Small SQLite stores made by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.cases.sample.writer import StoreWriter
from bot.cases.tables import VIEWS, case, team

NUMBER = "（2026）粤0111执77号"
TEAM = ("K1", "粤0111", "快执组", "fast", "许嘉杰", "020-00001111", "一楼3号窗口", "工作日 8:30至12:00")


def case_row(number: str = NUMBER, **changes: Any) -> tuple[Any, ...]:
    """A row of ``v_case``."""
    row = {
        "case_number": number,
        "court_code": "粤0111",
        "court_name": "广州市白云区人民法院",
        "cause": "买卖合同纠纷",
        "basis": "（2026）粤0111民初5号民事判决书",
        "claim": 12345.67,
        "filed_on": "2026-10-08",
        "stage": "controlled",
        "stage_since": "2026-10-20",
        "team_id": "K1",
        "handler": "林书瑶",
        "next_step": "levy",
        "next_due": "2026-11-30",
        "concluded_on": None,
        "conclusion": None,
    }
    return tuple((row | changes).values())


def party_row(party_id: str, name: str, **changes: Any) -> tuple[Any, ...]:
    """A row of ``v_party``."""
    row = {
        "party_id": party_id,
        "case_number": NUMBER,
        "person_key": f"key of {party_id}",
        "name": name,
        "role": "debtor",
        "is_organisation": False,
        "phone": None,
        "id_tail": None,
        "represents": None,
    }
    return tuple((row | changes).values())


def event_row(number: int, day: str = "2026-10-08", case_number: str = NUMBER) -> tuple[Any, ...]:
    """A row of ``v_event``."""
    return (f"E{number:04d}", case_number, day, "filed", "已立案执行", "parties")


def write(path: Path, **rows: list[tuple[Any, ...]]) -> str:
    """A store with rows for ``v_case``, ``v_party`` …; one case and one team if nothing is said. Its address."""
    content = {case.name: [case_row()], team.name: [TEAM], **rows}
    with StoreWriter(path) as writer:
        for view in VIEWS:
            writer.add(view, content.get(view.name, []))
    return f"sqlite:///{path}"


def change(path: Path, sql: str) -> None:
    """Change a finished store behind everybody's back."""
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
