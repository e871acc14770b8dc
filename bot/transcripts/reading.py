"""Reading exports of calls, a call at a time, in constant memory: JSON lines, or CSV with one thing said a row."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.transcripts.calls import BrokenCall, Call, call_from
from bot.transcripts.texts import say, texts

LIMIT = 2_000_000  # bytes of one call: some four hours of talk
_STDIN = "-"
_NEEDED = ("id", "begin", "who", "text")
_TURN = ("who", "text", "at", "confidence", "event")


@dataclass(frozen=True)
class Broken:
    """A line that cannot be used: the file, the line (from 1), and why."""

    file: str
    line: int
    why: str


@dataclass(frozen=True)
class Raw:
    """A call as it stands in a file: a line of JSON, or what the rows of a CSV say. ``lines`` are those of the turns;
    ``read`` is how many bytes of the file have been read when it was found."""

    file: str
    line: int
    read: int
    content: bytes | Mapping[str, Any]
    lines: tuple[int, ...] = ()


def parsed(raw: Raw) -> Call | Broken:
    """The call, or what is wrong with it. Never raises."""
    try:
        return call_from(_json(raw.content) if isinstance(raw.content, bytes) else raw.content)
    except BrokenCall as error:
        line = raw.lines[error.turn - 1] if raw.lines and error.turn else raw.line
        return Broken(raw.file, line, str(error))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BrokenCall("json") from error


def raws(path: Path) -> Iterator[Raw | Broken]:
    """The calls of a file (``-``: standard input) in order. Raises ``OSError`` if it cannot be read."""
    with _opened(path) as (file, name):
        lines = _csv(file, name) if _is_csv(file, path) else _json_lines(file, name)
        yield from lines


@contextmanager
def _opened(path: Path) -> Iterator[tuple[io.BufferedReader, str]]:
    if str(path) == _STDIN:
        yield sys.stdin.buffer, _STDIN  # type: ignore[misc]
        return
    with path.open("rb") as file:
        yield file, path.name


def _is_csv(file: io.BufferedReader, path: Path) -> bool:
    """By the name; where that does not tell, JSON begins with a brace."""
    if path.suffix.lower() == ".csv":
        return True
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return False
    return file.peek(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"[", b"")


def _json_lines(file: BinaryIO, name: str) -> Iterator[Raw | Broken]:
    number = read = 0
    while line := file.readline(LIMIT + 1):
        number += 1
        read += len(line)
        if len(line) > LIMIT:
            while line and not line.endswith(b"\n"):  # the rest of it, never whole in memory
                line = file.readline(LIMIT)
                read += len(line)
            yield Broken(name, number, say("broken", "too_long", limit=LIMIT))
        elif line.strip():
            yield Raw(name, number, read, line)


class _Counting(io.RawIOBase):
    """Counts the bytes that went through; unreadable ones become a mark that no UTF-8 text has."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


def _csv(file: BinaryIO, name: str) -> Iterator[Raw | Broken]:
    counting = _Counting(file)
    stream = io.TextIOWrapper(io.BufferedReader(counting), encoding="utf-8-sig", errors="surrogateescape", newline="")
    rows = _rows(csv.reader(stream), name)
    header = next(rows, None)
    if header is None or isinstance(header, Broken):
        yield header or Broken(name, 1, say("broken", "header", missing="、".join(_NEEDED)))
        return
    columns = [_column(cell) for cell in header[1]]
    missing = [needed for needed in _NEEDED if needed not in columns]
    if missing:
        yield Broken(name, 1, say("broken", "header", missing="、".join(missing)))
        return
    for gathered in _gathered(rows, columns, name):
        yield gathered if isinstance(gathered, Broken) else gathered.raw(name, counting.count)


def _rows(reader: Any, name: str) -> Iterator[tuple[int, list[str]] | Broken]:
    """Rows with the line they end at, empty ones left out."""
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Broken(name, reader.line_num, say("broken", "csv"))
            continue
        if any("\udc80" <= sign <= "\udcff" for cell in row for sign in cell):
            yield Broken(name, reader.line_num, say("broken", "utf8"))
        elif any(cell.strip() for cell in row):
            yield reader.line_num, row


def _column(cell: str) -> str:
    wanted = cell.strip().lower()
    return next((name for name, others in texts()["columns"].items() if wanted == name or wanted in others), wanted)


class _Gathering:
    """The rows of one call, which stand together."""

    def __init__(self, first: Mapping[str, str]) -> None:
        self.id = first["id"]
        self._head = {name: first.get(name) for name in ("id", "begin", "caller", "direction")}
        self._turns: list[dict[str, str]] = []
        self._lines: list[int] = []
        self._size = 0

    def add(self, cells: Mapping[str, str], line: int) -> None:
        """One more row; what is too long for one call is counted and not kept."""
        self._size += sum(map(len, cells.values()))
        if self._size <= LIMIT:
            self._turns.append({name: cells.get(name, "") for name in _TURN})
            self._lines.append(line)

    def raw(self, name: str, read: int) -> Raw | Broken:
        """The call, or that it is too long."""
        if self._size > LIMIT:
            return Broken(name, self._lines[0], say("broken", "too_long", limit=LIMIT))
        return Raw(name, self._lines[0], read, {**self._head, "turns": self._turns}, tuple(self._lines))


def _gathered(
    rows: Iterator[tuple[int, list[str]] | Broken], columns: list[str], name: str
) -> Iterator[_Gathering | Broken]:
    """The calls, and the rows that cannot be used. A call that lost one of its rows is left out: what is missing may be
    the very answer."""
    gathering: _Gathering | None = None
    lost = ""
    for row in rows:
        if isinstance(row, Broken):
            yield row
            continue
        cells = dict(zip(columns, row[1], strict=False))
        id_ = cells.get("id", "").strip()
        if problem := _problem(row, columns, name):
            lost = id_ or lost
            yield problem
            continue
        if gathering is None or id_ != gathering.id:
            if gathering and gathering.id != lost:
                yield gathering
            gathering = _Gathering({**cells, "id": id_})
        gathering.add(cells, row[0])
    if gathering and gathering.id != lost:
        yield gathering


def _problem(row: tuple[int, list[str]], columns: list[str], name: str) -> Broken | None:
    line, cells = row
    if len(cells) != len(columns):
        return Broken(name, line, say("broken", "columns", found=len(cells), wanted=len(columns)))
    return None if cells[columns.index("id")].strip() else Broken(name, line, say("broken", "no_id"))
