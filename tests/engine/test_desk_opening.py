"""The desk as the settings say, and ``check`` of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import settings as settings_module
from bot.answers.reply import Urgency
from bot.desk.ports import Request
from bot.desk.staff import BadOffice
from bot.engine.check import check, check_audit
from bot.engine.desk_opening import open_desk
from bot.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    yield settings_module.load(data_dir=tmp_path)


def _ask(settings: Settings) -> None:
    desk = open_desk(settings)
    desk.request(Request("k", "web:a", "web", "request_human", Urgency.NORMAL, "转人工"))
    desk.shut()


def test_tickets_are_kept_in_the_data_folder(settings: Settings, tmp_path: Path) -> None:
    _ask(settings)
    desk = open_desk(settings)
    assert desk.ticket_of("web:a")
    desk.shut()
    assert (tmp_path / "desk.db").exists()


def test_an_audit_in_order_gives_what_to_note_and_takes_it_back(settings: Settings) -> None:
    _ask(settings)
    first = check_audit(settings, None)
    assert first.ok and "1 行" in first.say
    noted = first.say.rpartition("：")[2]
    _ask(settings)
    assert check_audit(settings, noted).ok
    assert not check_audit(settings, noted.replace("1:", "9:")).ok
    assert "行数:封印" in check_audit(settings, "yesterday").say


def test_a_changed_audit_is_named(settings: Settings, tmp_path: Path) -> None:
    _ask(settings)
    with closing(sqlite3.connect(tmp_path / "desk.db")) as connection:
        connection.executescript("DROP TRIGGER desk_audit_no_UPDATE; UPDATE desk_audit SET actor = 'x'")
    found = check_audit(settings, None)
    assert not found.ok and "第 1 行" in found.say


def test_a_wrong_office_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "office.yml").write_text("queues: {}", encoding="utf-8")
    settings = settings_module.load(data_dir=tmp_path, desk_file=str(tmp_path / "office.yml"))
    with pytest.raises(BadOffice):
        open_desk(settings)
    wrong = {finding.what: finding for finding in check(settings) if not finding.ok}
    assert "office.yml" in wrong["团队文件"].say and "工单库" in wrong
