"""``python -m bot check``: is everything in place, and if not, what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.cases.errors import CaseStoreError
from bot.cases.store import CaseStore
from bot.engine import training
from bot.engine.redis_server import RedisUnavailable, connect
from bot.settings import Settings


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


def _finding(what: str, look: Callable[[], str], wrong: type[Exception]) -> Finding:
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


def _model(settings: Settings) -> Finding:
    model = training.current_model(settings.model_dir)
    if model.exists():
        return Finding("模型", True, f"{model}，{model.stat().st_size / 1e6:.1f} MB")
    return Finding("模型", False, "现有数据还没有训练出模型。请运行：python -m bot train")
