"""What ``python -m bot`` offers. Rasa is imported inside the commands that need it: ``--help`` answers at once."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import importlib
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot import commands_wechat
from bot import settings as settings_module
from bot.answers.notice import Notice
from bot.engine import logs
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.engine.assistant import Assistant
    from bot.engine.wiring import Parts

app = typer.Typer(
    help="执询：回答强制执行案件当事人的问题。Zhixun answers parties of court enforcement cases.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(commands_wechat.app, name="wechat")
say = Console(stderr=True, highlight=False)
_SIMULATORS = {  # the usual port of each, and where the bot is called
    "wecom": (8765, "/webhooks/wecom_desk/callback"),
    "wechat": (8766, "/webhooks/wechat/callback"),
}


def _settings(**overrides: object) -> Settings:
    try:
        settings = settings_module.load(**{name: value for name, value in overrides.items() if value is not None})
    except SettingsError as error:
        say.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    logs.configure(settings.log_level)
    return settings


@app.command()
def serve(
    host: str | None = typer.Option(None, help="监听地址；默认取设置 host"),
    port: int | None = typer.Option(None, help="监听端口；默认取设置 port"),
) -> None:
    """启动全部服务：网页、REST、团队后台。缺样例库就生成，缺模型就训练。"""
    settings = _settings(host=host, port=port)
    _prepare(settings)
    say.print("正在载入模型…")
    from bot.engine.app import create_app
    from connectors.wechat_menu import BadMenu

    try:
        application = create_app(settings)
    except BadMenu as error:
        say.print(f"[red]{error}[/red]", soft_wrap=True)
        raise typer.Exit(2) from error
    application.after_server_start(
        lambda *_: say.print(f"[green]好了：[/green]http://{settings.host}:{settings.port}/")
    )
    application.run(settings.host, settings.port, access_log=False, motd=False)


@app.command()
def chat(
    channel: str = typer.Option("web", help="用哪个渠道的口吻：web、wechat、ivr、robot"),
) -> None:
    """在终端里对话；空行不算，Ctrl-D 结束。"""
    settings = _settings()
    _prepare(settings)
    say.print("正在载入模型…")
    parts, assistant = _load(settings)
    from bot.engine.conversation import chat_in_terminal

    asyncio.run(chat_in_terminal(assistant, parts, channel))


@app.command()
def train(force: bool = typer.Option(False, "--force", help="数据没变也重新训练")) -> None:
    """用 data/ 里的数据训练模型；数据没变就不重复训练。"""
    _train(_settings(), force=force)


@app.command()
def seed(
    cases: int | None = typer.Option(None, min=0, help="案件数；默认取设置 sample_cases"),
    path: Path | None = typer.Option(None, help="写到哪个文件；默认是 data_dir/cases.db"),
) -> None:
    """生成样例案件库（虚构的案件，同样的案件数每次都一样）。"""
    settings = _settings(sample_cases=cases)
    _seed(settings, path or settings.sample_store)


@app.command()
def parse() -> None:
    """逐行读 JSON（{"text": …}），逐行写出意图和案号；坏行给出 {"error": …} 后继续。"""
    assistant = _ready_assistant(_settings(), fresh=True)
    from bot.engine.conversation import parse_lines

    asyncio.run(parse_lines(assistant[1], sys.stdin.buffer, sys.stdout))


@app.command()
def ask(
    text: str | None = typer.Argument(None, help="一句话；不给就从标准输入逐行读 JSON"),
    channel: str = typer.Option("web", help="单句时用的渠道"),
    keep: bool = typer.Option(False, "--keep", help="与 serve 共用会话状态；默认每次运行从零开始"),
) -> None:
    """回答一句话，或逐行处理对话：{"sender", "channel", "text"} 进，{"replies", "sent", "ms"} 出。"""
    parts, assistant = _ready_assistant(_settings(), fresh=not keep)
    from bot.engine.conversation import answer_lines, answer_once

    if text is not None:
        asyncio.run(answer_once(assistant, parts, text, channel, sys.stdout))
    else:
        asyncio.run(answer_lines(assistant, parts, sys.stdin.buffer, sys.stdout))
    parts.close()


@app.command()
def evaluate(
    file: Path | None = typer.Argument(None, exists=True, dir_okay=False, help="标注文件；不给就对训练数据做交叉验证"),
    folder: Path = typer.Option(Path("results"), help="报告写到哪个目录"),
    answers: bool = typer.Option(False, "--answers", help="量法律问题答对没有：标注文件是文字、答案、话题"),
) -> None:
    """听懂了多少：对一份标注文件（文字、意图、其他正确意图，用制表符隔开），或对训练数据交叉验证。"""
    settings = _settings()
    if file:
        _train(settings, force=False)
        figures = _measured(file, folder, settings.model_dir, answers)
    else:
        figures = _cross_validated(folder, answers)
    for name, value in figures.items():
        print(f"{name}\t{value}")
    if file or not answers:
        written = "wrong_answers.tsv" if answers else "confusions.md、mistakes.tsv、confusion.png"
        say.print(f"报告：{folder}/（{written}）")


def _measured(file: Path, folder: Path, model_dir: Path, answers: bool) -> dict[str, object]:
    from bot.engine.evaluating import on_answers, on_file

    say.print(f"评测 {file}…")
    return (on_answers if answers else on_file)(file, folder, model_dir)


def _cross_validated(folder: Path, answers: bool) -> dict[str, object]:
    from bot.engine.evaluating import on_questions, on_training_lines

    if answers:
        say.print("交叉验证：每次留出五分之一的问法，意图当作已知，训练五次，约两分钟…")
        return on_questions()
    say.print("交叉验证：每次留出五分之一的训练句，训练五次，约十分钟…")
    return on_training_lines(folder, lambda done, of: say.print(f"{datetime.now():%H:%M:%S} 完成 {done}/{of}"))


@app.command()
def transcripts(
    files: list[Path] | None = typer.Argument(None, help="导出的通话：JSON 每行一通，或 CSV；- 是标准输入"),
    folder: Path = typer.Option(Path("results/calls"), help="报告写到哪个目录"),
    tickets: bool = typer.Option(True, "--tickets/--no-tickets", help="需要人的开工单；--no-tickets 只看不开"),
    workers: int = typer.Option(0, min=0, max=64, help="几个进程一起读；0 = 每个处理器一个"),
    sample: int = typer.Option(0, "--sample", min=0, help="不读文件，写出这么多通虚构的通话，先试一试"),
) -> None:
    """读打完的电话：问了什么、答了没有、答应了什么、要谁去办；格式见 docs/transcripts.md。"""
    from bot import commands_calls

    if sample:
        commands_calls.write_sample(sample)
        return
    if not files:
        say.print("[red]请给出文件（- 是标准输入），或者用 --sample 1000 先写一份虚构的通话。[/red]")
        raise typer.Exit(2)
    settings = _settings()
    _train(settings, force=False)
    from bot.engine import training

    model = training.current_model(settings.model_dir)
    raise typer.Exit(commands_calls.read_calls(settings, model, files, folder, tickets=tickets, workers=workers))


@app.command()
def check(
    law: bool = typer.Option(False, "--law", help="列出全部法律事实和出处，供法律工作人员核对"),
    csv: Path | None = typer.Option(None, help="与 --law 一起用：写成表格文件（CSV）"),
    audit: bool = typer.Option(False, "--audit", help="逐行核对工单的审计记录有没有被改动"),
    noted: str | None = typer.Option(None, help="与 --audit 一起用：上次核对给出的“行数:封印”"),
    wecom: bool = typer.Option(False, "--wecom", help="试一试企业微信应用的凭据，说明缺什么、怎么办"),
    wechat: bool = typer.Option(False, "--wechat", help="试一试公众号的凭据、菜单和模板，说明缺什么、怎么办"),
) -> None:
    """检查设置、案件库、Redis、模型、工单库，说明哪里不对、怎么办。"""
    settings = _settings()
    if law:
        _review_law(csv)
        return
    from bot.engine.check import check as run
    from bot.engine.check import check_audit
    from bot.engine.check_wechat import check_wechat
    from bot.engine.check_wecom import check_wecom

    asked = check_wecom(settings) if wecom else check_wechat(settings) if wechat else run(settings)
    findings = [check_audit(settings, noted)] if audit else list(asked)
    for finding in findings:
        mark = "[green]✓[/green]" if finding.ok else "[red]✗[/red]"
        say.print(f"{mark} {finding.what}：{finding.say}", soft_wrap=True)
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def _review_law(csv: Path | None) -> None:
    from bot.law import review

    if csv:
        with csv.open("w", encoding="utf-8-sig", newline="") as out:  # the mark lets Excel read Chinese
            review.write_csv(out)
        say.print(f"已写入 {csv}：{len(review.table())} 条")
    else:
        for row in review.table():
            print(f"{row.id}\t{row.statement}\t{row.source}\t{row.mark}\t{row.in_force}")
    for problem in review.problems():
        say.print(f"[red]✗[/red] {problem}")
    raise typer.Exit(1 if review.problems() else 0)


@app.command()
def notice(
    case_number: str = typer.Argument(help="案号，例如（2026）粤0105执1007号"),
    kind: Notice = typer.Option(..., help="哪一种：urging 执前督促，pre_penalty 预处罚告知书"),
) -> None:
    """预览告知书的说明：被执行人问起来会听到什么。只读案件库，不发给任何人。"""
    from bot.engine.previewing import NoPreview, preview_notice

    try:
        print(preview_notice(_settings(), case_number, kind))
    except NoPreview as error:
        say.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error


@app.command()
def simulate(
    platform: str = typer.Argument(help="模拟哪个平台：wecom（企业微信）或 wechat（公众号）"),
    port: int | None = typer.Option(None, min=1, max=65535, help="监听端口；默认 wecom 8765，wechat 8766"),
    url: str | None = typer.Option(None, help="执询的回调地址；默认本机 5005 端口"),
) -> None:
    """在本机模拟外部平台，没有账号也能把整条链路走一遍；Ctrl-C 结束。"""
    if platform not in _SIMULATORS:
        say.print(f"[red]没有这个模拟器。可以用的：{'、'.join(_SIMULATORS)}[/red]")
        raise typer.Exit(2)
    usual_port, callback = _SIMULATORS[platform]
    try:
        simulator = importlib.import_module(f"tests.simulators.{platform}")
    except ImportError as error:
        say.print("[red]模拟器在源代码的 tests/ 里，请在代码目录里运行。[/red]")
        raise typer.Exit(2) from error
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(simulator.serve(port or usual_port, url or f"http://127.0.0.1:5005{callback}"))


@app.command()
def actions() -> None:
    """单独运行动作服务器（另一边的 serve 用设置 action_url 指向它）。"""
    settings = _settings()
    from bot.actions.register import all_actions
    from bot.engine import wiring
    from bot.engine.local_actions import action_server, executor_of

    parts = wiring.build(settings)
    server = action_server(executor_of(all_actions(parts.services)), settings.action_token)
    say.print(f"动作服务器：http://{settings.action_host}:{settings.action_port}/webhook")
    server.run(settings.action_host, settings.action_port, access_log=False, motd=False)


def _prepare(settings: Settings) -> None:
    """Make what is missing: the sample store and the model."""
    from bot.engine import training

    if not settings.store_url and not settings.sample_store.exists():
        _seed(settings, settings.sample_store)
    if not training.current_model(settings.model_dir).exists():
        # In a process of its own: what training needs of memory is given back before serving begins. What Rasa says
        # goes to standard error: standard output belongs to the answers of `parse` and `ask`.
        done = subprocess.run([sys.executable, "-m", "bot", "train"], check=False, stdout=sys.stderr)
        if done.returncode:
            raise typer.Exit(done.returncode)


def _seed(settings: Settings, path: Path) -> None:
    from bot.cases.sample import seed as write
    from bot.engine.clock import today

    say.print(f"生成样例案件库（{settings.sample_cases} 个虚构案件）…")
    path.parent.mkdir(parents=True, exist_ok=True)
    with Progress(console=say, transient=True) as bar:
        task = bar.add_task("生成样例案件库", total=settings.sample_cases)
        write(path, settings.sample_cases, today=today(), progress=lambda done: bar.update(task, completed=done))
    say.print(f"样例案件库：{path}，{settings.sample_cases} 个案件")


def _train(settings: Settings, *, force: bool) -> None:
    from bot.engine import training

    model = training.current_model(settings.model_dir)
    if model.exists() and not force:
        return
    say.print("训练模型（数据或规则变了才需要），一般两分钟左右…")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=say, transient=True) as bar:
        bar.add_task("训练中")
        try:
            training.train(settings.model_dir)
        except training.TrainingFailed as error:
            say.print(f"[red]{error}[/red]")
            raise typer.Exit(1) from error
    say.print(f"模型：{model}")


def _ready_assistant(settings: Settings, *, fresh: bool) -> tuple[Parts, Assistant]:
    _prepare(settings)
    return _load(settings, fresh=fresh)


def _temporary_folder() -> Path:
    """A folder that goes when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="zhixun-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _load(settings: Settings, *, fresh: bool = False) -> tuple[Parts, Assistant]:
    from bot.engine import training, wiring
    from bot.engine.assistant import Assistant
    from bot.engine.redis_server import temporary

    client = temporary() if fresh and not settings.redis_url else None
    if fresh and not settings.desk_url:
        settings = settings.copy(update={"desk_url": f"sqlite:///{_temporary_folder()}/desk.db"})
    parts = wiring.build(settings, client)
    return parts, Assistant.load(training.current_model(settings.model_dir), parts, settings)
