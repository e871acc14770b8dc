"""``python -m bot check``: is everything in place, and if not, what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.answers.venue_file import BadVenue
from bot.cases.errors import CaseStoreError
from bot.cases.store import CaseStore
from bot.desk.ports import DeskUnavailable
from bot.desk.staff import BadOffice
from bot.engine import training
from bot.engine.desk_opening import open_desk, staff_of
from bot.engine.redis_server import RedisUnavailable, connect
from bot.engine.venue_opening import venue_of
from bot.settings import Settings


class AuditBroken(Exception):
    """The audit is not as it was written."""


_WRONG_DESK = (DeskUnavailable, BadOffice, AuditBroken)


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: in order, or wrong with what to do."""

    what: str
    ok: bool
    say: str


def check(settings: Settings) -> Iterator[Finding]:
    """Check configuration, case store, Redis and model, one after the other."""
    yield Finding("设置", True, f"mode={settings.mode.value}，端口 {settings.port}")
    yield _finding("案件库", lambda: _store(settings), CaseStoreError)
    yield _finding("Redis", lambda: _redis(settings), RedisUnavailable)
    yield _model(settings)
    yield _finding("团队文件", lambda: _staff(settings), BadOffice)
    yield _finding("场所", lambda: _venue(settings), BadVenue)
    yield _finding("工单库", lambda: _desk(settings), *_WRONG_DESK)


def check_audit(settings: Settings, noted: str | None) -> Finding:
    """Is the desk's audit as it was written? ``noted`` is "rows:seal" as an earlier check said it."""
    if noted and not re.fullmatch(r"\d+:[0-9a-f]{64}", noted):
        return Finding("审计", False, "--noted 要写成上次检查给出的“行数:封印”")
    rows, _, seal = (noted or "").partition(":")
    return _finding("审计", lambda: _audit(settings, (int(rows), seal) if noted else None), *_WRONG_DESK)


def _finding(what: str, look: Callable[[], str], *wrong: type[Exception]) -> Finding:
    try:
        return Finding(what, True, look())
    except wrong as error:
        return Finding(what, False, str(error))


def _store(settings: Settings) -> str:
    if not settings.store_url and not settings.sample_store.exists():
        raise CaseStoreError(f"样例库 {settings.sample_store} 还没有生成。请运行：python -m bot seed")
    store = CaseStore.open(
        settings.case_store_url, time_limit=settings.store_time_limit, row_limit=settings.store_row_limit
    )
    store.close()
    return "可读，证实不可写"


def _redis(settings: Settings) -> str:
    client = connect(settings)
    version = client.info("server")["redis_version"]
    client.close()
    return f"{settings.redis_url or '内置'}，版本 {version}"


def _staff(settings: Settings) -> str:
    staff = staff_of(settings)()
    return f"{settings.desk_file or '样例团队'}，{len(staff.members)} 名成员，{len(staff.queues)} 个队列"


def _venue(settings: Settings) -> str:
    venue = venue_of(settings)
    if venue is None:
        return "没有配置 venue_file：去哪个窗口、几点开门都不说"
    what = "样例场所（虚构，只在演示时用）" if venue.sample else settings.venue_file
    return f"{what}，{len(venue.places)} 个地点，{len(venue.stands)} 个机器人站位"


def _desk(settings: Settings) -> str:
    open_desk(settings).shut()
    return "可读写，表是最新的"


def _audit(settings: Settings, noted: tuple[int, str] | None) -> str:
    desk = open_desk(settings)
    verdict = desk.verify(noted)
    desk.shut()
    if verdict.broken is not None:
        raise AuditBroken(f"第 {verdict.broken} 行：{verdict.why}")
    return f"{verdict.rows} 行，逐行核对无误。请记在别处，下次用 --noted 核对：{verdict.rows}:{verdict.last}"


def _model(settings: Settings) -> Finding:
    model = training.current_model(settings.model_dir)
    if model.exists():
        return Finding("模型", True, f"{model}，{model.stat().st_size / 1e6:.1f} MB")
    return Finding("模型", False, "现有数据还没有训练出模型。请运行：python -m bot train")
