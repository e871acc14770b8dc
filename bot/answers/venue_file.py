"""Reads the file of a venue and says in Chinese what is wrong with it. ``docs/robot.md`` tells how to write one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.answers.places import Kind, Module, Place, Point, Stand, Venue
from bot.answers.talk import MEANINGS
from bot.data_files import read_yaml
from bot.hours import Hours, read_hours

SAMPLE = Path(__file__).parent / "data" / "venue.yml"

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_VENUE = {"name", "address", "plan", "hours", "stands", "corridors", "places"}
_PLACE = {"id", "kind", "name", "names", "about", "where", "at", "box", "serves", "bring", "hours", "modules"}
_MODULE = {"name", "names", "does", "serves", "bring"}


class BadVenue(Exception):
    """The venue's file is missing or wrong; the message says where and what to write instead."""


def load(path: Path | None = None) -> Venue:
    """Read a venue; the sample one if no path is given. Raises :class:`BadVenue`."""
    file = path or SAMPLE
    try:
        return _venue(read_yaml(file), sample=path is None)
    except (OSError, UnicodeDecodeError) as error:
        raise BadVenue(f"场所文件 {file} 读不到，请检查设置 venue_file（{type(error).__name__}）") from error
    except yaml.YAMLError as error:
        raise BadVenue(f"场所文件 {file} 不是有效的 YAML：{error}") from error
    except (BadVenue, ValueError) as error:
        raise BadVenue(f"场所文件 {file}：{error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise BadVenue(f"场所文件 {file} 缺少内容或写法不对（{error!r}）：请对照 docs/robot.md") from error


def _venue(content: Any, *, sample: bool) -> Venue:
    _check(isinstance(content, dict), f"应当有 {'、'.join(sorted(_VENUE))} 几部分")
    _known(content, _VENUE, "文件里")
    width, height = _length(content["plan"]["width"], "plan"), _length(content["plan"]["height"], "plan")
    hours = read_hours(content["hours"])
    venue = Venue(
        name=_text(content["name"], "name"),
        address=_text(content["address"], "address"),
        width=width,
        height=height,
        hours=hours,
        places=tuple(_place(entry, hours) for entry in content["places"]),
        stands=tuple(_stand(entry) for entry in content.get("stands") or ()),
        corridors=tuple(
            tuple(_point(corner, "corridors") for corner in line) for line in content.get("corridors") or ()
        ),
        sample=sample,
    )
    _validate(venue)
    return venue


def _place(entry: dict[str, Any], hours: Hours) -> Place:
    label = f"地点 {entry.get('id')}"
    _known(entry, _PLACE, label)
    kinds = [kind.value for kind in Kind]
    _check(entry["kind"] in kinds, f"{label} 的 kind 只能是 {'、'.join(kinds)}")
    own = entry.get("hours")
    return Place(
        id=_id(entry["id"]),
        name=_text(entry["name"], label),
        kind=Kind(entry["kind"]),
        names=_texts(entry, "names", label),
        about=_texts(entry, "about", label),
        where=_text(entry["where"], f"{label} 的 where"),
        at=None if entry["at"] is None else _point(entry["at"], label),
        box=_box(entry.get("box"), label),
        serves=_intents(entry, label),
        bring=_texts(entry, "bring", label),
        hours=read_hours({"closed": hours.closed, "opened": hours.opened, **own}) if own else hours,
        modules=tuple(_module(one, label) for one in entry.get("modules") or ()),
    )


def _box(value: Any, label: str) -> tuple[float, float, float, float] | None:
    if value is None:
        return None
    _check(isinstance(value, list) and len(value) == 4, f"{label} 的 box 要写四个数：横、竖、宽、高")
    return (*_point(value[:2], label), _length(value[2], label), _length(value[3], label))


def _module(entry: dict[str, Any], place: str) -> Module:
    label = f"{place} 的模块 {entry.get('name')}"
    _known(entry, _MODULE, label)
    return Module(
        name=_text(entry["name"], label),
        names=_texts(entry, "names", label),
        does=_text(entry["does"], f"{label} 的 does"),
        serves=_intents(entry, label),
        bring=_texts(entry, "bring", label),
    )


def _stand(entry: dict[str, Any]) -> Stand:
    return Stand(_id(entry["id"]), _text(entry["name"], f"stands 里的 {entry['id']}"), _point(entry["at"], "stands"))


def _validate(venue: Venue) -> None:
    ids = [*(place.id for place in venue.places), *(stand.id for stand in venue.stands)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    _check(not twice, f"places、stands 里的 id 有重复：{'、'.join(twice)}")
    for place in venue.places:
        _check(not place.modules or place.kind is Kind.TERMINAL, f"地点 {place.id} 有 modules，kind 应当是 terminal")
    names = [name for place in venue.places for name in (place.name, *place.names)]
    same = sorted({name for name in names if names.count(name) > 1})
    _check(not same, f"两个地点用了同一个叫法：{'、'.join(same)}")
    for what, (right, down) in _points(venue):
        _check(0 <= right <= venue.width and 0 <= down <= venue.height, f"{what} 的位置 {right}, {down} 在图的外面")


def _points(venue: Venue) -> Iterator[tuple[str, Point]]:
    for place in venue.places:
        if place.at:
            yield f"地点 {place.id}", place.at
        if place.box:
            left, top, width, height = place.box
            yield f"地点 {place.id} 的 box", (left + width, top + height)
    yield from ((f"stands 里的 {stand.id}", stand.at) for stand in venue.stands)
    yield from (("corridors", corner) for line in venue.corridors for corner in line)


def _intents(entry: dict[str, Any], label: str) -> frozenset[str]:
    named = _texts(entry, "serves", label)
    unknown = sorted(set(named) - set(MEANINGS))
    _check(not unknown, f"{label} 的 serves 里没有这样的意图：{'、'.join(unknown)}")
    return frozenset(named)


def _id(value: Any) -> str:
    _check(bool(_ID.fullmatch(str(value))), f"id {value} 只能用小写字母、数字和减号，最多 32 个")
    return str(value)


def _text(value: Any, label: str) -> str:
    _check(isinstance(value, str) and bool(value.strip()), f"{label} 缺少文字")
    return str(value).strip()


def _texts(entry: dict[str, Any], name: str, label: str) -> tuple[str, ...]:
    values = entry.get(name) or []
    _check(isinstance(values, list), f"{label} 的 {name} 应当写成列表：[{values}]")
    return tuple(_text(value, f"{label} 的 {name}") for value in values)


def _point(value: Any, label: str) -> Point:
    right = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
    _check(right, f"{label} 的位置 {value} 要写成两个数：[横, 竖]，单位米")
    return (float(value[0]), float(value[1]))


def _length(value: Any, label: str) -> float:
    _check(_is_number(value) and 0 < value <= 10_000, f"{label} 的长度 {value} 应当是大于 0 的米数")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _known(entry: dict[str, Any], names: set[str], label: str) -> None:
    unknown = sorted(map(str, set(entry) - names))
    _check(not unknown, f"{label}有不认识的项 {'、'.join(unknown)}")


def _check(right: bool, problem: str) -> None:
    if not right:
        raise BadVenue(problem)
