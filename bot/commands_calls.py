"""``python -m bot transcripts``: the command over :mod:`bot.transcripts`."""

from __future__ import annotations

import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.transcripts.running import Means
    from bot.transcripts.tally import Tally

say = Console(stderr=True, highlight=False)


def write_sample(count: int) -> None:
    """Write invented calls to standard output."""
    from bot.transcripts.sample import write_sample as write

    write(sys.stdout, count)


def read_calls(settings: Settings, model: Path, files: list[Path], folder: Path, *, tickets: bool, workers: int) -> int:
    """Read files of calls into ``folder``; the exit code: 0, 1 if tickets could not be opened, 2 if a file, the folder
    or the team's file is no good."""
    from bot.desk.ports import DeskUnavailable
    from bot.desk.staff import BadOffice
    from bot.engine.desk_opening import open_desk, staff_of
    from bot.transcripts.running import Means

    missing = [str(file) for file in files if str(file) != "-" and not file.exists()]
    if missing:
        say.print(f"[red]没有这个文件：{'、'.join(missing)}[/red]")
        return 2
    try:
        hours = staff_of(settings)().hours
        desk = open_desk(settings) if tickets else None
        try:
            tally = _run(files, folder, Means(model, hours, desk, workers or None))
        finally:
            if desk:
                desk.shut()
    except OSError as error:
        say.print(f"[red]读不到或写不进 {error.filename}：请检查这个文件或目录的权限和磁盘空间。[/red]")
        return 2
    except BadOffice as error:
        say.print(f"[red]{error}[/red]")
        return 2
    except (DeskUnavailable, BrokenProcessPool) as error:
        say.print(
            f"[red]没有做完（{type(error).__name__}）：请看上面的提示，修好以后再运行一次，开过的工单不会重复。[/red]"
        )
        return 1
    _tell(tally, folder)
    return 1 if tally.failed else 0


def _run(files: list[Path], folder: Path, means: Means) -> Tally:
    from bot.transcripts.running import run

    sizes = [file.stat().st_size for file in files if file.is_file()]
    total = sum(sizes) if len(sizes) == len(files) else None  # of a pipe nobody knows how much comes
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=say, transient=True) as bar:
        task = bar.add_task("载入模型", total=total)

        def progress(calls: int, read: int) -> None:
            bar.update(task, completed=read, description=f"已读 {calls:,} 通")

        return run(files, folder, means, progress)


def _tell(tally: Tally, folder: Path) -> None:
    work = sum(tally.needs.values())
    say.print(
        f"读了 {tally.calls:,} 通来电、{tally.outgoing:,} 通去电；要人办的 {work:,} 通，新开工单 {tally.opened:,} 张。"
    )
    if tally.failed:
        say.print(f"[red]{tally.failed:,} 张工单没有开成：工单库连不上。修好以后再运行一次，开过的不会重复。[/red]")
    if tally.broken:
        say.print(f"[yellow]跳过读不了的 {tally.broken:,} 行，原因在 {folder}/broken.csv：[/yellow]")
        for one in tally.broken_shown[:5]:
            say.print(f"  {one.file} 第 {one.line} 行：{one.why}", markup=False)
    say.print(f"报告：{folder}/report.html（表格：calls.csv、questions.csv、promises.csv、broken.csv）", soft_wrap=True)
