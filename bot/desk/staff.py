"""The team: who serves which queue, who is absent, when the office is open. Read from the setting ``desk_file``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from bot.data_files import read_yaml
from bot.desk.ports import Member
from bot.hours import Hours, read_day, read_hours

SAMPLE = Path(__file__).parent / "data" / "office.yml"
DUTY = "duty"
MEDIATION = "mediation"


class BadOffice(Exception):
    """The office file is missing or wrong; the message says where and what to write instead."""


@dataclass(frozen=True)
class Absence:
    """A member is away from the first to the last day, both included."""

    member: str
    first: date
    last: date


@dataclass(frozen=True)
class Staff:
    """Members in the order of the file, names of the queues by id, absences and hours."""

    members: tuple[Member, ...]
    queues: Mapping[str, str]
    absences: tuple[Absence, ...]
    hours: Hours

    def member(self, member_id: str) -> Member | None:
        """One of the team, however the id is cased; ``None`` for a stranger."""
        return next((one for one in self.members if one.id.lower() == member_id.strip().lower()), None)

    def of(self, queue: str, day: date | None = None) -> tuple[Member, ...]:
        """Who serves a queue; only those who are there on ``day``, if it is given."""
        return tuple(one for one in self.members if queue in one.queues and not (day and self.is_away(one.id, day)))

    def heads(self, queue: str) -> tuple[Member, ...]:
        """Who answers for a queue's late tickets; those of the duty desk for a queue that has none."""
        return tuple(one for one in self.members if queue in one.heads) or tuple(
            one for one in self.members if DUTY in one.heads
        )

    def is_away(self, member_id: str, day: date) -> bool:
        """Whether a member is absent on a day."""
        return any(gap.member == member_id and gap.first <= day <= gap.last for gap in self.absences)


def load(path: Path | None = None) -> Staff:
    """Read an office file; the sample team if no path is given. Raises :class:`BadOffice`."""
    path = path or SAMPLE
    try:
        content = read_yaml(path)
    except (OSError, UnicodeDecodeError) as error:
        raise BadOffice(f"团队文件 {path} 读不到，请检查设置 desk_file（{type(error).__name__}）") from error
    except yaml.YAMLError as error:
        raise BadOffice(f"团队文件 {path} 不是有效的 YAML：{error}") from error
    try:
        return _staff(content)
    except BadOffice as error:
        raise BadOffice(f"团队文件 {path}：{error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadOffice(f"团队文件 {path} 缺少内容或写法不对（{error!r}）：请对照 docs/desk.md") from error


def _staff(content: Any) -> Staff:
    if not isinstance(content, dict):
        raise BadOffice("应当有 queues、members、hours 三部分")
    unknown = set(content) - {"queues", "members", "hours", "absences"}
    _check(not unknown, f"不认识的部分 {'、'.join(sorted(map(str, unknown)))}")
    queues = {str(queue): str(name) for queue, name in content["queues"].items()}
    members = tuple(_member(entry, queues) for entry in content["members"])
    absences = tuple(_absence(entry, members) for entry in content.get("absences") or ())
    staff = Staff(members, queues, absences, _hours(content["hours"]))
    _validate(staff)
    return staff


def _member(entry: dict[str, Any], queues: dict[str, str]) -> Member:
    unknown = set(entry) - {"id", "name", "queues", "heads"}
    _check(not unknown, f"成员 {entry.get('id')} 有不认识的项 {'、'.join(sorted(unknown))}")
    return Member(
        str(entry["id"]),
        str(entry["name"]),
        _expand(entry["id"], entry.get("queues") or [], queues),
        _expand(entry["id"], entry.get("heads") or [], queues),
    )


def _expand(member: object, patterns: list[str], queues: dict[str, str]) -> tuple[str, ...]:
    """``0111-*`` stands for all queues that begin so."""
    _check(not isinstance(patterns, str), f"成员 {member} 的队列应当写成列表：[{patterns}]")
    for pattern in patterns:
        fitting = any(fnmatchcase(queue, str(pattern)) for queue in queues)
        _check(fitting, f"成员 {member} 的队列 {pattern} 不在 queues 里")
    return tuple(queue for queue in queues if any(fnmatchcase(queue, str(pattern)) for pattern in patterns))


def _absence(entry: dict[str, Any], members: tuple[Member, ...]) -> Absence:
    who = str(entry["member"])
    _check(who in {member.id for member in members}, f"absences 里的 {who} 不是成员")
    first, last = _day(entry["from"]), _day(entry["to"])
    _check(first <= last, f"{who} 的请假从 {first} 到 {last}，先后颠倒了")
    return Absence(who, first, last)


def _hours(entry: dict[str, Any]) -> Hours:
    try:
        return read_hours(entry)
    except ValueError as error:
        raise BadOffice(str(error)) from error


def _validate(staff: Staff) -> None:
    ids = [member.id.lower() for member in staff.members]
    _check(len(ids) == len(set(ids)), "成员的 id 有重复（大小写不算不同）")
    for queue in (DUTY, MEDIATION):
        _check(queue in staff.queues, f"queues 里必须有 {queue}")
    for queue, name in staff.queues.items():
        _check(bool(staff.of(queue)), f"队列 {queue}（{name}）没有成员")
    _check(
        any(DUTY in member.heads for member in staff.members), f"{DUTY} 必须有负责人（某个成员的 heads 里写 {DUTY}）"
    )


def _day(value: Any) -> date:
    try:
        return read_day(value)
    except ValueError as error:
        raise BadOffice(str(error)) from error


def _check(right: bool, problem: str) -> None:
    if not right:
        raise BadOffice(problem)
