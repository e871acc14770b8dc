"""What ``python -m bench`` offers; without a command it compares turns."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType

import typer
from rich.console import Console
from rich.progress import Progress

from bench import ivr, numbers, report, run, soak, store
from bench.processes import BenchError
from bench.report import Report

app = typer.Typer(
    help="性能测试：与现成 Rasa 同机、同数据、轮流测量；百万案件库的查询；公众号的耐久。",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
say = Console(stderr=True, highlight=False)

_QUICK = typer.Option(False, "--quick", help="少测一些，数据也少一些，约 6 分钟；结果不写进文档")
_EPOCHS = typer.Option(None, "--stock-epochs", min=1, help="现成 Rasa 训练几遍；默认 3，--quick 时 5；100 遍要几个小时")
_MODEL = typer.Option(None, "--stock-model", exists=True, dir_okay=False, help="现成 Rasa 不训练，用这个模型文件")
_RECORD = typer.Option(None, "--record/--no-record", help="是否把结果写进 docs/bench.md；默认 --quick 时不写")


@app.callback()
def turns(
    context: typer.Context,
    quick: bool = _QUICK,
    stock_epochs: int | None = _EPOCHS,
    stock_model: Path | None = _MODEL,
    record: bool | None = _RECORD,
) -> None:
    """一轮对话的时延、吞吐、内存、启动和训练时间，两边轮流测。"""
    signal.signal(signal.SIGTERM, _ended)
    signal.signal(signal.SIGHUP, _ended)
    if context.invoked_subcommand is None:
        _compare(partial(run.compare_turns, _options(quick, stock_epochs, stock_model)), _wanted(record, not quick))


@app.command()
def parse(
    quick: bool = _QUICK,
    stock_epochs: int | None = _EPOCHS,
    stock_model: Path | None = _MODEL,
    record: bool | None = _RECORD,
) -> None:
    """只测理解：测试集逐句的时延和判对的比例。"""
    _compare(partial(run.compare_parsing, _options(quick, stock_epochs, stock_model)), _wanted(record, not quick))


@app.command(name="store")
def measure_store(
    cases: int = typer.Option(1_000_000, min=store.LOOKUPS, help="案件数"),
    record: bool | None = _RECORD,
) -> None:
    """案件库：按案号查询的时延，冷和热。"""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Progress(console=say, transient=True) as bar:
        path = Path(folder) / "cases.db"
        task = bar.add_task("生成案件库", total=cases)
        seconds = store.fill(path, cases, lambda done: bar.update(task, completed=done))
        result = store.report(store.measure(path), cases, path, seconds)
    _finish(result, _wanted(record, True))


@app.command(name="numbers")
def measure_numbers(
    cases: int = typer.Option(numbers.CASES, min=1, help="每组的句数"),
    seed: int = typer.Option(numbers.SEED, help="同样的种子得到同样的句子"),
    tune: bool = typer.Option(False, "--tune", help="用调语法时看的那一半说法，并列出没认对的句子；不写进文档"),
    record: bool = typer.Option(False, "--record/--no-record", help="是否把结果写进 docs/bench.md"),
) -> None:
    """案号：书写、口述、同音、不完整和不是案号的，各认对多少。"""
    results = numbers.measure("tune" if tune else "held", seed, cases)
    if tune:
        for line in numbers.failures(results):
            say.print(line, markup=False)
    _finish(numbers.report(results, "tune" if tune else "held", seed), record and not tune)


@app.command(name="robot")
def try_robot(
    turns: int = typer.Option(5000, min=1, help="试探多少轮"),
    seed: int = typer.Option(7, help="同样的种子得到同样的来访"),
    record: bool = typer.Option(False, "--record/--no-record", help="是否把结果写进 docs/bench.md"),
) -> None:
    """大厅机器人：当事人在别处核对过身份之后，试探几千轮，看它说不说案情。"""
    from bot.engine.lean_imports import without_tensorflow

    without_tensorflow()
    from bench import robot  # Rasa is loaded for this command only

    with robot.opened() as (assistant, parts), Progress(console=say, transient=True) as bar:
        task = bar.add_task("试探", total=turns)
        trying = robot.measure(assistant, parts, turns, seed, lambda done: bar.update(task, completed=done))
        tried = asyncio.run(trying)
    for said, secret in tried.told:
        say.print(f"{said}\t{secret}", markup=False)
    _finish(robot.report(tried, seed), record)
    raise typer.Exit(1 if tried.told else 0)


@app.command(name="soak")
def measure_soak(
    calm: float = typer.Option(soak.Plan.calm_seconds, min=5, help="每秒 20 条的一段多少秒（看时延）"),
    hard: float = typer.Option(soak.Plan.hard_seconds, min=5, help="每秒 50 条、有重复和断线的一段多少秒"),
    record: bool = typer.Option(False, "--record/--no-record", help="是否把结果写进 docs/bench.md"),
) -> None:
    """公众号：许多当事人同时来消息，答得多快，有没有丢、重、乱。"""
    _compare(lambda tell: soak.run(soak.Plan(calm_seconds=calm, hard_seconds=hard), tell), record)


@app.command(name="calls")
def measure_calls(
    count: int = typer.Option(100_000, "--calls", min=100, help="通话数"),
    record: bool = typer.Option(False, "--record/--no-record", help="是否把结果写进 docs/bench.md"),
) -> None:
    """电话文字稿：每秒读完几通，一通用多少处理器时间，内存长不长。"""
    from bench import calls  # the models of understanding are loaded for this command only

    with Progress(console=say, transient=True) as bar:
        task = bar.add_task("读通话", total=count)
        measured = calls.measure(count, lambda done: bar.update(task, completed=done))
    _finish(calls.report(measured), record)


@app.command(name="ivr")
def measure_ivr(
    seconds: float = typer.Option(ivr.SECONDS, min=1, help="20 通电话同时在线多少秒"),
    count: int = typer.Option(ivr.NUMBERS, min=1, help="案号的句数"),
    record: bool = typer.Option(False, "--record/--no-record", help="是否把结果写进 docs/bench.md"),
) -> None:
    """电话通道：20 通电话同时的时延，错一个同音字的案号最多问一次的对错。"""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, say.status("测量…"), ivr.served(Path(folder)) as port:
        result = ivr.report(ivr.measure_times(port, seconds), ivr.measure_numbers(port, count))
    _finish(result, record)


def _options(quick: bool, epochs: int | None, model: Path | None) -> run.Options:
    base = run.QUICK if quick else run.FULL
    return replace(base, stock_epochs=epochs or base.stock_epochs, stock_model=model)


def _compare(compare: Callable[[run.Tell], Report], record: bool) -> None:
    try:
        with say.status("准备…") as status:
            result = compare(lambda what: status.update(f"{what}…"))
    except BenchError as error:
        say.print(f"[red]测量没有完成：[/red]{error}", markup=True)
        raise typer.Exit(1) from error
    _finish(result, record)


def _finish(result: Report, record: bool) -> None:
    report.show(result)
    say.print(f"JSON：{report.save(result)}")
    if record:
        report.record(result)
        say.print(f"已写进 {report.PAGE}")


def _wanted(record: bool | None, usual: bool) -> bool:
    return usual if record is None else record


def _ended(_: int, __: FrameType | None) -> None:
    """Leave by way of all ``with`` blocks, so that the processes end and the temporary folder goes."""
    raise SystemExit(1)
