"""The office file: the sample team, what is wrong said in Chinese, changes while the service runs."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cases.sample.data_files import load as sample_data
from bot.desk.staff import SAMPLE, BadOffice, load
from bot.desk.staff_file import StaffFile

GOOD: dict[str, Any] = {
    "queues": {"duty": "值班", "mediation": "调解", "0111-K": "白云快执组"},
    "members": [
        {"id": "wang", "name": "王一", "queues": ["duty", "mediation"], "heads": ["duty"]},
        {"id": "Zhao", "name": "赵二", "queues": ["0111-*"]},
    ],
    "absences": [{"member": "Zhao", "from": date(2026, 12, 1), "to": date(2026, 12, 3)}],
    "hours": {"spans": ["9:00-12:00"], "closed": [date(2027, 1, 1)]},
}


def _write(path: Path, content: object) -> Path:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_the_sample_serves_every_team_of_the_sample_store() -> None:
    staff, data = load(), sample_data("courts")
    teams = {f"{court['code'][1:]}-{team['suffix']}" for court in data["courts"] for team in data["teams"]}
    assert set(staff.queues) == teams | {"duty", "mediation"}
    assert all(len(staff.of(team)) >= 2 and staff.heads(team) for team in teams)


def test_a_file_of_one_s_own(tmp_path: Path) -> None:
    staff = load(_write(tmp_path / "office.yml", GOOD))
    zhao = staff.member("ZHAO")
    assert zhao and zhao.queues == ("0111-K",)
    assert [staff.is_away("Zhao", date(2026, 12, day)) for day in (1, 3, 4)] == [True, True, False]
    assert [one.id for one in staff.of("0111-K", date(2026, 12, 2))] == []
    assert [one.id for one in staff.heads("0111-K")] == ["wang"]  # no head of its own: the duty desk's
    assert not staff.hours.works_on(date(2027, 1, 1))


def _changed(**changes: object) -> dict[str, Any]:
    return {**GOOD, **changes}


_WANG, _ZHAO = GOOD["members"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "queues、members、hours"),
        (_changed(member=[]), "不认识的部分 member"),
        ({name: part for name, part in GOOD.items() if name != "hours"}, "hours"),
        (_changed(queues={"duty": "值班", "0111-K": "x"}), "mediation"),
        (_changed(members=[_WANG], absences=[]), "队列 0111-K（白云快执组）没有成员"),
        (_changed(members=[_WANG, {**_ZHAO, "queues": ["0222-K"]}]), "成员 Zhao 的队列 0222-K 不在 queues 里"),
        (_changed(members=[_WANG, {**_ZHAO, "queues": "0111-K"}]), "写成列表"),
        (_changed(members=[_WANG, {**_ZHAO, "phone": "1"}]), "成员 Zhao 有不认识的项 phone"),
        (_changed(members=[_WANG, _ZHAO, {**_ZHAO, "id": "ZHAO"}]), "id 有重复"),
        (_changed(members=[{**_WANG, "heads": []}, _ZHAO]), "duty 必须有负责人"),
        (_changed(absences=[{"member": "x", "from": date(2026, 1, 1), "to": date(2026, 1, 1)}]), "x 不是成员"),
        (_changed(absences=[{"member": "Zhao", "from": "soon", "to": date(2026, 1, 1)}]), "soon 不是日期"),
        (_changed(absences=[{"member": "Zhao", "from": date(2026, 1, 2), "to": date(2026, 1, 1)}]), "先后颠倒"),
        (_changed(hours={"spans": []}), "至少写一段"),
        (_changed(hours={"spans": ["9-12"]}), "请写成 8:30"),
        (_changed(hours={"spans": ["14:00-12:00"]}), "从早到晚"),
        (_changed(hours={"spans": ["9:00-25:00"]}), "25:00 不是时间"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: object, said: str) -> None:
    path = _write(tmp_path / "office.yml", content)
    with pytest.raises(BadOffice, match=said) as wrong:
        load(path)
    assert str(path) in str(wrong.value)


def test_no_file_and_no_yaml(tmp_path: Path) -> None:
    with pytest.raises(BadOffice, match="desk_file"):
        load(tmp_path / "missing.yml")
    (tmp_path / "bad.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadOffice, match="YAML"):
        load(tmp_path / "bad.yml")


def test_a_change_is_seen_and_a_wrong_one_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = _write(tmp_path / "office.yml", GOOD)
    staff = StaffFile(path)
    assert not staff().is_away("wang", date(2026, 12, 1))
    _write(path, _changed(absences=[{"member": "wang", "from": date(2026, 12, 1), "to": date(2026, 12, 1)}]))
    os.utime(path, ns=(1, 1))
    assert staff().is_away("wang", date(2026, 12, 1))
    path.write_text("a: [", encoding="utf-8")
    os.utime(path, ns=(2, 2))
    assert staff().is_away("wang", date(2026, 12, 1)) and "stays as it was" in caplog.text
    path.unlink()
    assert staff().is_away("wang", date(2026, 12, 1))
    with pytest.raises(BadOffice):
        StaffFile(path)


def test_the_sample_is_what_no_path_means() -> None:
    assert StaffFile()() == load(SAMPLE)
