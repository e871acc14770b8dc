"""A whole run: from files to tables, page and tickets."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.hours import Hours
from bot.transcripts import pool
from bot.transcripts.listening import Listener
from bot.transcripts.pool import Done, judged, one_judged
from bot.transcripts.reading import Broken, Raw, raws
from bot.transcripts.running import Means, run_with
from bot.transcripts.sample import calls
from bot.transcripts.tally import SHOWN, Tally
from bot.transcripts.texts import texts
from tests.transcripts.conftest import ROOT
from tests.transcripts.talks import talk


@pytest.fixture
def read(listener: Listener, hours: Hours, model: Path, tmp_path: Path) -> Any:
    """Read calls in this process; the counts, and the folder with the report."""

    def judging(items: Iterable[Raw | Broken]) -> Iterable[Done]:
        return (one_judged(item, listener, hours) for item in items)

    def read(*content: dict[str, Any] | str) -> tuple[Tally, Path]:
        lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in content]
        file = tmp_path / "calls.jsonl"
        file.write_text("\n".join(lines), encoding="utf-8")
        folder = tmp_path / "report"
        return run_with(judging, [file], folder, Means(model, hours), lambda *_: None), folder

    return read


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _promise(id_: str, words: str = "明天上午给您回电话", **more: Any) -> dict[str, Any]:
    return talk("来：钱什么时候能发给我", f"人：{words}", id=id_, **more)


def _ring(id_: str, begin: str, **more: Any) -> dict[str, Any]:
    return talk("人：您好，执行局", id=id_, begin=begin, direction="out", **more)


@pytest.mark.parametrize(
    ("others", "outcome"),
    [
        ([_ring("o", "2026-11-26T10:00:00")], "已回电"),
        ([_ring("o", "2026-11-26T15:00:00")], "回电晚了"),
        ([_ring("o", "2026-11-26T10:00:00", caller="15400009999")], "没有看到回电"),
        ([_ring("o", "2026-11-25T08:00:00"), talk("来：你好", id="p", begin="2026-11-27T09:00:00")], "没有看到回电"),
        ([talk("来：你好", id="p", begin="2026-11-25T11:00:00")], "还没到时间"),
    ],
)
def test_what_became_of_a_promise(others: list[dict[str, Any]], outcome: str, read: Any) -> None:
    extra = [] if outcome != "没有看到回电" else [talk("来：你好", id="z", begin="2026-11-28T09:00:00", caller="")]
    tally, folder = read(_promise("a"), *others, *extra)
    (row,) = _rows(folder, "promises")
    assert row["结果"] == outcome
    assert tally.needs["callback"] == (outcome == "没有看到回电")


def test_a_call_about_the_same_case_keeps_a_promise_too(read: Any) -> None:
    first = talk("来：（2026）粤0111执1001号到哪一步了", "人：明天上午给您回电话", caller="")
    back = talk("人：您好", "来：（2026）粤0111执1001号是我的", id="o", begin="2026-11-26T09:00:00", direction="out")
    assert _rows(read(first, back)[1], "promises")[0]["结果"] == "已回电"


def test_broken_lines_and_repeated_calls_are_told_and_skipped(read: Any) -> None:
    tally, folder = read(talk("来：你好"), "{oops", talk("来：限高了还能坐高铁吗"), talk("来：你好", id="b"))
    assert (tally.calls, tally.broken) == (2, 2)
    assert [(row["行"], "重复" in row["原因"]) for row in _rows(folder, "broken")] == [("2", False), ("3", True)]


def test_a_call_that_cannot_be_judged_is_a_broken_line(hours: Hours) -> None:
    class Failing:
        def hear(self, text: str) -> None:
            raise RuntimeError(f"secret: {text}")

    raw = Raw("f", 3, 1, json.dumps(talk("来：我叫何桂芳在哪里")).encode())
    done = one_judged(raw, Failing(), hours)  # type: ignore[arg-type]
    assert isinstance(done.result, Broken) and "RuntimeError" in done.result.why and "何桂芳" not in done.result.why


def test_nothing_personal_is_in_any_output(read: Any) -> None:
    secrets = ["15400001234", "何桂芳", "罗志强", "440106199001011234", "6222020012345678901"]
    lines = (
        "来：我叫何桂芳 电话15400001234 身份证440106199001011234",
        "来：罗志强欠我的钱那个啥怎么弄来着呀",
        "来：卡号6222020012345678901 那个那个是不是要那个呢",
        "人：我让罗志强法官明天打15400001234给您回电",
    )
    _, folder = read(talk(*lines), talk("来：你好", id="z", begin="2026-12-01T09:00:00"))
    for path in folder.iterdir():
        content = path.read_text(encoding="utf-8")
        assert not [secret for secret in secrets if secret in content], path.name


def test_no_cell_is_a_formula(read: Any) -> None:
    _, folder = read(talk("来：你好", id="@SUM(1)".replace("(", ".").replace(")", ".")))
    assert _rows(folder, "calls")[0]["通话编号"].startswith("'@")


class _Checked(HTMLParser):
    """Follows a page; what opens must close, and nothing comes from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [str(value) for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone(read: Any) -> None:
    _, folder = read(
        *calls(60), talk("来：<script>alert(1)</script> 那个啥怎么弄来着呀", id="x<b>".replace("<b>", "b"))
    )
    page = (folder / "report.html").read_text(encoding="utf-8")
    checked = _Checked()
    checked.feed(page)
    assert checked.open == [] and checked.outside == []
    assert page.count("<svg") >= 4 and "<script" not in page and "url(" not in page and "$" not in page
    for section in texts("page")["sections"].values():
        assert section in page
    assert not re.search(r"（20\d\d）粤\d{4}执", page), "no case number on the page"


def test_a_report_of_nothing(read: Any) -> None:
    tally, folder = read("")
    assert tally.calls == 0
    assert texts("page")["empty"] in (folder / "report.html").read_text(encoding="utf-8")


def test_examples_are_few_however_many_calls_there_are(read: Any) -> None:
    many = [talk("来：转人工", "机：坐席全忙", id=f"c{at}") for at in range(2 * SHOWN)]
    urgent = talk("来：再拿不到钱我就不想活了", id="u")
    tally, _ = read(*many, urgent)
    assert len(tally.work) == SHOWN and tally.needs["request_human"] == 2 * SHOWN
    assert any(one.urgent for one in tally.work)


def test_workers_judge_in_order_and_a_small_number_waits(
    model: Path, hours: Hours, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "CHUNK", 4)
    file = tmp_path / "calls.jsonl"
    lines = [json.dumps(call, ensure_ascii=False) for call in calls(30 * pool.CHUNK)]
    lines[1] = "{oops"
    file.write_text("\n".join(lines), encoding="utf-8")
    taken = 0

    def counted() -> Iterable[Raw | Broken]:
        nonlocal taken
        for item in raws(file):
            taken += 1
            yield item

    results = judged(counted(), model, hours, workers=1)
    some = list(islice(results, 5))
    assert taken <= 4 * pool.CHUNK, "the rest of the file is not read before its turn"
    results.close()  # type: ignore[attr-defined]
    assert [one.line for one in some] == [1, 2, 3, 4, 5]
    assert isinstance(some[1].result, Broken) and not isinstance(some[2].result, Broken)


def test_the_sample_is_always_the_same_and_grows_by_calls() -> None:
    assert list(calls(40)) == list(calls(40))
    assert {call["direction"] for call in calls(400)} == {"in", "out"}


def test_every_intent_has_a_name() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    small = {"greet", "goodbye", "thank", "affirm", "deny"}
    missing = {name for name in domain["intents"] if not name.startswith("command_")} - small - set(texts()["intents"])
    assert not missing
