"""Files of calls: JSON lines and CSV, with broken lines among them."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path

import pytest

from bot.transcripts import reading
from bot.transcripts.calls import Call
from bot.transcripts.reading import Broken, parsed, raws
from tests.transcripts.talks import talk

_HEAD = "id,begin,who,text,at,confidence,event,caller,direction\n"


def _read(path: Path) -> list[Call | Broken]:
    return [item if isinstance(item, Broken) else parsed(item) for item in raws(path)]


def _written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_json_lines_with_broken_ones_among_them(tmp_path: Path) -> None:
    good = json.dumps(talk("来：你好"), ensure_ascii=False).encode()
    lines = [b"\xef\xbb\xbf" + good, b"{oops", b"", b"\xff\xfe", b"[]", b"[" * 100_000, good]
    found = _read(_written(tmp_path / "calls.jsonl", b"\n".join(lines)))
    assert [one.line for one in found if isinstance(one, Broken)] == [2, 4, 5, 6]
    assert sum(isinstance(one, Call) for one in found) == 2


def test_a_line_longer_than_any_call_is_never_whole_in_memory(tmp_path: Path) -> None:
    good = json.dumps(talk("来：你好"))
    path = _written(tmp_path / "calls.jsonl", f"{'x' * 12_000_000}\n{good}\n")
    tracemalloc.start()
    found = _read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], Broken) and isinstance(found[1], Call)
    assert peak < 4 * reading.LIMIT


def test_csv_has_a_row_for_everything_that_was_said(tmp_path: Path) -> None:
    rows = [
        "a,2026-11-25 09:12:03,caller,你好,1.5,0.9,,15400001234,in",
        'a,,agent,"您好，\n请讲",3,,,,',
        "b,2026/11/25 09:30:00,客户,喂,,,,,",
    ]
    first, second = _read(_written(tmp_path / "calls.csv", "\ufeff" + _HEAD + "\n".join(rows)))
    assert isinstance(first, Call) and isinstance(second, Call)
    assert [turn.text for turn in first.turns] == ["你好", "您好，\n请讲"]
    assert (first.phone, first.turns[0].at, second.begin.minute) == ("15400001234", 1.5, 30)


def test_chinese_heads_in_another_order(tmp_path: Path) -> None:
    content = "说话人,内容,通话编号,开始时间\n来电人,你好,a,2026-11-25 09:12:03\n"
    (call,) = _read(_written(tmp_path / "calls.csv", content))
    assert isinstance(call, Call) and call.turns[0].by_caller


def test_a_broken_row_names_its_line_and_takes_its_call_with_it(tmp_path: Path) -> None:
    rows = [
        "a,2026-11-25 09:12:03,caller,你好,1,,,,",
        "a,,nobody,您好,2,,,,",
        "b,2026-11-25 09:30:00,caller,喂,1,,,,",
        "b,,agent,您好",
        ",2026-11-25 09:30:00,caller,喂,1,,,,",
        "c,2026-11-25 09:40:00,caller,在吗,1,,,,",
    ]
    path = _written(tmp_path / "calls.csv", _HEAD.encode() + "\n".join(rows).encode() + b"\nd,\xff,caller,x,,,,,\n")
    found = _read(path)
    assert [one.line for one in found if isinstance(one, Broken)] == [3, 5, 6, 8]
    assert [one.id for one in found if isinstance(one, Call)] == ["c"]


def test_an_unclosed_quote_costs_some_rows_and_not_the_file(tmp_path: Path) -> None:
    row = "{},2026-11-25 09:12:03,caller,你好,1,,,,\n"
    path = _written(tmp_path / "calls.csv", _HEAD + 'x,2026-11-25 09:12:03,caller,"你好\n' + row.format("a") * 6000)
    found = _read(path)
    assert any(isinstance(one, Broken) for one in found)


@pytest.mark.parametrize("content", ["", "a,b,c\n1,2,3\n", "id,begin\n"])
def test_a_head_that_misses_columns(tmp_path: Path, content: str) -> None:
    (found,) = _read(_written(tmp_path / "calls.csv", content))
    assert isinstance(found, Broken) and "who" in found.why


@pytest.mark.parametrize("content", ['{"id": "a"}\n', "\n  [1]\n", _HEAD + "a,2026-11-25 09:12:03,caller,你好,1,,,,\n"])
def test_without_a_telling_name_the_first_sign_tells(tmp_path: Path, content: str) -> None:
    (found,) = _read(_written(tmp_path / "calls.txt", content))
    assert isinstance(found, Call) == content.startswith("id")


def test_an_empty_file_has_no_calls(tmp_path: Path) -> None:
    assert _read(_written(tmp_path / "calls.jsonl", "")) == []


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(json.dumps(talk("来：你好")).encode())))
    monkeypatch.setattr("sys.stdin", stream)
    (found,) = _read(Path("-"))
    assert isinstance(found, Call)
