"""The parts of the benchmarks that need no server."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from bench import parse, report, stock, store, turns
from bench.client import Connection
from bench.conversation import Speaker, message, write_conversation
from bench.figures import Row, number, percentile, spread
from bench.processes import BenchError, Children, Program, free_port
from bench.report import Report
from bench.turns import Load, Plan, Round, Turn
from bot.case_number import find
from bot.cases.sample import seed
from bot.engine.clock import today

SPEAKER = Speaker("somebody", "（2026）粤0111执1001号")


@pytest.fixture(scope="module")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "cases.db"
    seed(path, 200, today=today())
    return path


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    write_conversation(folder, lines=7)
    stock.write_configuration(folder, epochs=3, action_port=5056)
    return folder


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_percentile_is_the_nearest_rank(percent: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], percent) == expected


def test_percentile_of_few_values_is_one_of_them() -> None:
    assert (percentile([3.0, 1.0], 50), percentile([3.0, 1.0], 99)) == (1.0, 3.0)


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_ratio_says_how_many_times_better_ours_is_by_the_medians() -> None:
    assert Row("latency", "ms", (30.0, 20.0, 10.0), (4.0, 5.0, 900.0)).ratio == 4
    assert Row("rate", "1/s", (10.0,), (50.0,), more_is_better=True).ratio == 5


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (0.01234, "0.0123"), (1, "1.00"), (7.345, "7.34"), (56.78, "56.8"), (1234.5, "1234")]
)
def test_numbers_are_shown_with_three_digits(value: float, shown: str) -> None:
    assert number(value) == shown


def test_spread_is_left_out_for_a_single_round() -> None:
    assert spread([2.0]) == "2.00"
    assert spread([1.0, 9.0, 2.0]) == "2.00（1.00–9.00）"


def test_stock_project_is_valid_yaml_with_everything_rasa_reads(project: Path) -> None:
    files = {str(path.relative_to(project)): yaml.safe_load(path.read_text("utf-8")) for path in project.rglob("*.yml")}
    assert {
        "config.yml",
        "domain.yml",
        "endpoints.yml",
        "credentials.yml",
        "data/stories.yml",
        "data/rules/rules.yml",
    } <= (files.keys())
    assert files["endpoints.yml"]["action_endpoint"]["url"] == "http://127.0.0.1:5056/webhook"


def test_stock_configuration_trains_everything_for_the_wanted_epochs(project: Path) -> None:
    config = yaml.safe_load((project / "config.yml").read_text("utf-8"))
    epochs = {part["name"]: part["epochs"] for part in config["pipeline"] + config["policies"] if "epochs" in part}
    assert epochs == dict.fromkeys(["DIETClassifier", "ResponseSelector", "UnexpecTEDIntentPolicy", "TEDPolicy"], 3)


def test_stories_use_only_what_the_domain_knows(project: Path) -> None:
    domain = yaml.safe_load((project / "domain.yml").read_text("utf-8"))
    stories = yaml.safe_load((project / "data" / "stories.yml").read_text("utf-8"))["stories"]
    steps = [step for story in stories for step in story["steps"]]
    assert {step["intent"] for step in steps if "intent" in step} <= set(domain["intents"])
    assert {step["action"] for step in steps if "action" in step} <= set(domain["actions"])


def test_training_lines_are_thinned_to_lines_of_the_project(project: Path) -> None:
    everything = report.ROOT / "data" / "nlu"
    for file in (project / "data" / "nlu").glob("*.yml"):
        kept = yaml.safe_load(file.read_text("utf-8"))["nlu"][0]["examples"].splitlines()
        whole = yaml.safe_load((everything / file.name).read_text("utf-8"))["nlu"][0]["examples"].splitlines()
        assert len(kept) == 7
        assert set(kept) <= set(whole)


def test_training_lines_are_whole_without_a_limit(tmp_path: Path) -> None:
    write_conversation(tmp_path, lines=None)
    for source in (report.ROOT / "data" / "nlu").glob("*.yml"):
        assert (tmp_path / "data" / "nlu" / source.name).read_bytes() == source.read_bytes()


def test_messages_are_the_same_for_both_sides_and_new_in_every_turn() -> None:
    said = [message(SPEAKER, turn) for turn in range(60)]
    assert said == [message(SPEAKER, turn) for turn in range(60)]
    assert len(set(said)) > 55
    assert SPEAKER.case_number in said[0]


def test_only_the_opening_names_a_case() -> None:
    assert [bool(find(message(SPEAKER, turn))) for turn in range(8)] == [True] + [False] * 7


def _round(turns: list[tuple[float, tuple[str, ...]]], rate: float = 1) -> Round:
    return Round(turns, turns, (Load(rate, 0, 0.1),))


def test_only_turns_with_the_same_answer_are_compared() -> None:
    plan = Plan(rounds=1, first=3, long=0, seconds=1, connections=(1,))
    rounds = [
        (
            _round([(10.0, ("a",)), (99.0, ("b",)), (99.0, ())], rate=20),
            _round([(2.0, ("a",)), (1.0, ("c",)), (1.0, ())], rate=80),
        )
    ]
    rows = {row.name: row for row in turns.rows(rounds, plan)}
    assert (rows["第 1 轮对话 p99"].stock, rows["第 1 轮对话 p99"].ours) == ((10.0,), (2.0,))
    assert rows["1 个连接的吞吐"].ratio == 4


def test_a_run_in_which_nothing_can_be_compared_fails() -> None:
    plan = Plan(rounds=1, first=1, long=0, seconds=1, connections=())
    with pytest.raises(BenchError, match="epochs"):
        turns.rows([(_round([(1.0, ("a",))]), _round([(1.0, ("b",))]))], plan)


def test_evaluation_lines_keep_every_right_intent() -> None:
    lines = parse.evaluation_lines()
    assert len(lines) > 500
    assert any(len(line.intents) > 1 for line in lines)
    assert all("" not in line.intents and line.text for line in lines)


def test_store_lookups_are_measured_cold_and_warm(sample_store: Path) -> None:
    found = store.measure(sample_store)
    assert [(entry.what, entry.state) for entry in found] == [
        ("case", "cold"),
        ("case", "warm"),
        ("file", "cold"),
        ("file", "warm"),
    ]
    assert all(len(entry.times) == 200 and min(entry.times) > 0 for entry in found)


def test_a_report_replaces_its_own_section_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    page.write_text("before\n<!-- turns -->\nold\n<!-- /turns -->\n<!-- parse -->\nkept\n<!-- /parse -->\n", "utf-8")
    report.record(Report("turns", [["项目", "倍数"], ["p50", "7×"]], ["一句说明"], {}), page)
    text = page.read_text("utf-8")
    assert "| 项目 | 倍数 |\n| --- | --- |\n| p50 | 7× |\n\n- 一句说明\n" in text
    assert "old" not in text
    assert text.startswith("before\n") and "\nkept\n" in text


def test_the_page_of_the_project_has_a_section_for_every_report() -> None:
    text = report.PAGE.read_text("utf-8")
    for name in ("turns", "parse", "numbers", "store"):
        assert text.count(f"<!-- {name} -->\n") == text.count(f"\n<!-- /{name} -->") == 1


def test_a_process_that_ends_by_itself_shows_the_end_of_its_log(tmp_path: Path) -> None:
    program = Program("broken", (sys.executable, "-c", "raise SystemExit('no such model')"), tmp_path)
    with Children(tmp_path) as children:
        child = children.start(program)
        with pytest.raises(BenchError, match=r"broken failed(.|\n)*no such model"):
            child.finish(20)


def test_leaving_ends_a_process_and_what_it_started(tmp_path: Path) -> None:
    sleeper = (
        "import subprocess, sys; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); child.wait()"
    )
    with Children(tmp_path) as children:
        child = children.start(Program("parent", (sys.executable, "-c", sleeper), tmp_path), piped=True)
        assert child.process.stdout
        grandchild = int(child.process.stdout.readline())
        assert child.resident() > 0
    assert child.process.poll() is not None
    deadline = time.monotonic() + 10  # a killed process takes a moment to go, longer on a busy machine
    while not _is_gone(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert _is_gone(grandchild)


def test_the_settings_of_the_shell_do_not_reach_the_processes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHIXUN_ACTION_URL", "http://127.0.0.1:1/webhook")
    environment = Program("any", (), tmp_path, {"ZHIXUN_PORT": "5"}).environment
    assert "ZHIXUN_ACTION_URL" not in environment
    assert environment["ZHIXUN_PORT"] == "5"


async def test_a_free_port_has_no_server() -> None:
    with pytest.raises(ConnectionRefusedError):
        async with Connection(free_port()):
            pass


def test_the_action_server_of_stock_rasa_loads_neither_rasa_nor_tensorflow() -> None:
    """Else its memory would count against stock Rasa."""
    code = "import sys, bot.engine.wiring, bot.actions.register; print({'rasa', 'tensorflow'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=report.ROOT, check=True)
    assert found.stdout == "set()\n"


def _round(first: list[Turn], rate: float = 1.0) -> Round:
    return Round(first, first, (Load(rate, unanswered=0, client_share=0.0),))


def _is_gone(pid: int) -> bool:
    """Whether a process ended; one that its new parent did not collect yet counts as ended."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True
