"""A venue's file that is wrong is refused with a sentence that says where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import settings as settings_module
from bot.answers.venue_file import SAMPLE, BadVenue, load
from bot.engine.check import check
from bot.engine.venue_opening import venue_of
from bot.settings import Settings


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    change(content)
    return content


def _written(folder: Path, content: object) -> Path:
    path = folder / "venue.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.update(name=""), "name 缺少文字"),
        (lambda c: c.update(windows=[]), "不认识的项 windows"),
        (lambda c: c.pop("hours"), "hours"),
        (lambda c: c["hours"].update(spans=["8:30-25:00"]), "25:00 不是时间"),
        (lambda c: c["hours"].update(closed=["soon"]), "soon 不是日期"),
        (lambda c: c["plan"].update(width=0), "大于 0"),
        (lambda c: c["plan"].update(width=True), "大于 0"),
        (lambda c: c["places"][0].update(id="导诉台"), "小写字母"),
        (lambda c: c["places"][0].update(id="filing"), "id 有重复：filing"),
        (lambda c: c["stands"][0].update(id="filing"), "id 有重复：filing"),
        (lambda c: c["places"][0].update(kind="desk"), "kind 只能是"),
        (lambda c: c["places"][0].update(at=[50, 2]), "图的外面"),
        (lambda c: c["places"][0].update(box=[38, 2, 5, 2]), "图的外面"),
        (lambda c: c["places"][0].update(box=[1, 2]), "四个数"),
        (lambda c: c["places"][0].update(at=["a", 2]), "写成两个数"),
        (lambda c: c["places"][0].update(names="前台"), "写成列表"),
        (lambda c: c["places"][0].update(names=["财务室"]), "同一个叫法：财务室"),
        (lambda c: c["places"][0].update(serves=["ask_coffee"]), "没有这样的意图：ask_coffee"),
        (lambda c: c["places"][0].update(phone="1"), "不认识的项 phone"),
        (lambda c: c["places"][0].update(modules=[{"name": "x", "does": "y"}]), "应当是 terminal"),
        (lambda c: c["places"][0].pop("at"), "写法不对"),
        (lambda c: c["corridors"][0].append([1]), "写成两个数"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: Callable[[dict[str, Any]], object], said: str) -> None:
    path = _written(tmp_path, _changed(change))
    with pytest.raises(BadVenue, match=said) as wrong:
        load(path)
    assert str(path) in str(wrong.value)


def test_no_file_no_yaml_and_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(BadVenue, match="venue_file"):
        load(tmp_path / "missing.yml")
    (tmp_path / "bad.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadVenue, match="YAML"):
        load(tmp_path / "bad.yml")
    with pytest.raises(BadVenue, match="places"):
        load(_written(tmp_path, []))


def test_a_places_own_hours_keep_the_courts_days_off(tmp_path: Path) -> None:
    venue = load(_written(tmp_path, _changed(lambda c: c["hours"].update(closed=[date(2026, 11, 26)]))))
    terminal = venue.place("terminal-a")
    assert terminal is not None and terminal.hours.spans != venue.hours.spans
    assert terminal.hours.closed == venue.hours.closed != frozenset()


def test_the_sample_venue_is_for_demonstrations_only(embedded: Settings, tmp_path: Path) -> None:
    sample = venue_of(embedded)
    assert sample is not None and sample.sample and "样例" in sample.name
    assert venue_of(settings_module.load(data_dir=tmp_path, store_url="sqlite:///court.db")) is None
    own = venue_of(embedded.copy(update={"venue_file": str(_written(tmp_path, _changed(lambda c: None)))}))
    assert own is not None and not own.sample


def test_check_reports_the_venue(embedded: Settings, tmp_path: Path) -> None:
    def finding(**changes: str) -> tuple[bool, str]:
        found = next(one for one in check(embedded.copy(update=changes)) if one.what == "场所")
        return found.ok, found.say

    assert finding()[0] and "样例场所" in finding()[1]
    assert finding(venue_file="/nowhere.yml") == (False, finding(venue_file="/nowhere.yml")[1])
    assert "venue_file" in finding(store_url="sqlite:///nowhere.db")[1]
