"""The runs that compare two sides, from an empty folder to a report."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bench import parse, turns
from bench.ceiling import ceiling
from bench.figures import Row, number
from bench.machine import install_sizes
from bench.ours import Ours
from bench.people import People
from bench.processes import Children
from bench.report import RESULTS, Report, comparison
from bench.side import Place, Side
from bench.stock import Stock
from bot.cases.sample import seed

STOCK_MODEL = RESULTS / "stock.tar.gz"
_CASES = 2000

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """How much effort a run makes. ``lines``: training lines an intent at most, on both sides (``None``: all);
    ``starts``: how often each side is started; ``stock_model``: a model of stock Rasa to use instead of training."""

    stock_epochs: int
    lines: int | None
    starts: int
    parse_rounds: int
    plan: turns.Plan
    stock_model: Path | None = None


# What a turn costs does not depend on how long a model was trained; the 100 epochs of the documentation take hours on
# all lines (``--stock-epochs 100``). The report says how many there were.
FULL = Options(3, None, 3, 3, turns.Plan(rounds=3, first=200, long=10, seconds=10.0))
QUICK = Options(5, 60, 1, 1, turns.Plan(rounds=2, first=100, long=5, seconds=3.0))


@dataclass(frozen=True)
class Scene:
    """Two trained sides and the processes around them."""

    children: Children
    place: Place
    stock: Stock
    ours: Ours
    training: list[Row]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Stock first."""
        return self.stock, self.ours


def compare_turns(options: Options, tell: Tell) -> Report:
    """The main benchmark: training, start-up, turns, throughput, memory, size."""
    with _trained(options, tell, parsing=False) as scene:
        starting = _starts(scene, options.starts, tell)
        rates, floor = ceiling(scene.children, options.plan.connections)
        meter = turns.Meter(People(scene.place.store), options.plan, scene.place.secret)
        rounds = meter.rounds(scene.sides, tell)
        memory = _once("内存（测完之后）", "MB", scene.stock.resident() / 1e6, scene.ours.resident() / 1e6)
        size = _once("安装体积", "MB", *(weight / 1e6 for weight in install_sizes()))
        rows = [*turns.rows(rounds, options.plan), memory, starting, *scene.training, size]
    return comparison("turns", rows, [*_about(options), *_caveats(rounds, rates, floor)], _plain(options))


def compare_parsing(options: Options, tell: Tell) -> Report:
    """Understanding alone."""
    with _trained(options, tell, parsing=True) as scene:
        tell("启动现成 Rasa")
        scene.stock.start()
        _, floor = ceiling(scene.children, (1,))
        tell("逐句理解测试集")
        rows = parse.rows(parse.passes(scene.stock, scene.ours, scene.children, options.parse_rounds))
    way = f"现成 Rasa 走它的 HTTP 接口（一来一回本身约 {number(floor)} 毫秒），执询走 python -m bot parse 的管道"
    return comparison("parse", rows, [*_about(options), way], _plain(options))


@contextmanager
def _trained(options: Options, tell: Tell, *, parsing: bool) -> Iterator[Scene]:
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary, Children(Path(temporary)) as children:
        folder = Path(temporary)
        place = Place(folder, folder / "cases.db", secrets.token_hex(32), options.lines)
        tell(f"生成 {_CASES} 个样例案件")
        seed(place.store, _CASES, today=date.today())
        stock, ours = Stock(place, children, epochs=options.stock_epochs, parsing=parsing), Ours(place, children)
        yield Scene(children, place, stock, ours, _train(stock, ours, options, tell))


def _train(stock: Stock, ours: Ours, options: Options, tell: Tell) -> list[Row]:
    tell("训练执询")
    seconds = ours.train()
    if options.stock_model:
        (stock.folder / "models").mkdir()
        shutil.copy(options.stock_model, stock.folder / "models")
        return []
    tell(f"训练现成 Rasa（{options.stock_epochs} 遍）")
    row = _once("训练", "秒", stock.train(), seconds)
    RESULTS.mkdir(parents=True, exist_ok=True)
    shutil.copy(next((stock.folder / "models").glob("*.tar.gz")), STOCK_MODEL)
    return [row]


def _starts(scene: Scene, times: int, tell: Tell) -> Row:
    """Start each side ``times`` times, one after the other, and leave both running after the last."""
    seconds: dict[Side, list[float]] = {side: [] for side in scene.sides}
    for left in range(times, 0, -1):
        for side, spent in seconds.items():
            tell(f"启动 {side.label}")
            spent.append(side.start())
            if left > 1:
                side.stop()
    return Row("启动到能回答", "秒", tuple(seconds[scene.stock]), tuple(seconds[scene.ours]))


def _once(name: str, unit: str, stock: float, ours: float) -> Row:
    """A row of something that is measured once."""
    return Row(name, unit, (stock,), (ours,))


def _about(options: Options) -> list[str]:
    lines = "全部训练句" if options.lines is None else f"每个意图最多 {options.lines} 句训练句"
    trained = "用事先训练好的模型" if options.stock_model else f"训练 {options.stock_epochs} 遍"
    return [f"两边同样的数据：{lines}；现成 Rasa 的模型{trained}"]


def _caveats(rounds: list[tuple[turns.Round, ...]], rates: dict[int, float], floor: float) -> list[str]:
    same = turns.same_answers(rounds)
    loads = [load for sides in rounds for side in sides for load in side.loads]
    failed = [sum(load.unanswered for sides in rounds for load in sides[at].loads) for at in (0, 1)]
    client = "、".join(f"{size} 个连接 {number(rate)} 轮/秒" for size, rate in rates.items())
    fastest = max(load.rate for load in loads)
    share = max(load.client_share for load in loads)
    return [
        f"{same:.0%} 的对话轮两边回答逐字相同，时延只比较这些轮；没有回答的轮：现成 Rasa {failed[0]}，执询 {failed[1]}",
        f"测量程序对着一个立即应答的空服务器：{client}，一轮 {number(floor)} 毫秒；是被测最快者的 "
        f"{number(min(rates.values()) / fastest)} 倍以上；测量时它最多占一个核的 {share:.0%}",
    ]


def _plain(options: Options) -> dict[str, object]:
    return {**asdict(options), "stock_model": bool(options.stock_model)}
