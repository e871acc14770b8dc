"""The command line as a program uses it: real processes, lines in and lines out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.engine import training
from bot.settings import Settings
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def environment(embedded: Settings, parts: object, assistant: object) -> dict[str, str]:
    """The settings of the tests, as environment variables of a child process; store and model are there."""
    return {**os.environ, "ZHIXUN_DATA_DIR": str(embedded.data_dir), "ZHIXUN_MODEL_DIR": str(embedded.model_dir)}


def _bot(environment: dict[str, str], *words: str, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], input=feed, cwd=ROOT, env=environment, capture_output=True, timeout=120
    )


def _lines(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode().splitlines()]


def test_help_names_every_command() -> None:
    done = _bot(dict(os.environ), "--help")
    for command in (
        "serve",
        "chat",
        "train",
        "seed",
        "parse",
        "ask",
        "check",
        "actions",
        "evaluate",
        "notice",
        "simulate",
    ):
        assert command in done.stdout.decode()


def test_parse_writes_one_line_for_each_and_goes_on_after_bad_ones(environment: dict[str, str]) -> None:
    feed = (
        "\n".join(
            [
                json.dumps({"text": "查（2026）粤0111执1001号到哪一步了", "channel": "wechat"}, ensure_ascii=False),
                "not json",
                '{"text": 5}',
                '{"channel": "web"}',
                '{"text": "x", "channel": "fax"}',
                "",
                json.dumps({"text": ""}),
                json.dumps({"text": "/restart"}),
                json.dumps({"text": "钱" * 10_000}),
            ]
        ).encode()
        + b"\n\xff\xfe\n"
    )
    done = _bot(environment, "parse", feed=feed)
    lines = _lines(done.stdout)
    assert done.returncode == 0, done.stderr.decode()
    assert ["error" in line for line in lines] == [False, True, True, True, True, True, False, False, False, True]
    first = lines[0]
    assert set(first) == {"text", "normalized", "intent", "ranking", "case_numbers"}
    assert first["intent"]["name"] == "ask_progress"
    assert first["ranking"][0] == first["intent"]
    assert len(first["ranking"]) == 5
    assert first["case_numbers"] == [
        {
            "canonical": "（2026）粤0111执1001号",
            "year": 2026,
            "court": "粤0111",
            "type": "执",
            "serial": 1001,
            "complete": True,
        }
    ]
    assert done.stderr.decode() == ""


def test_ask_keeps_state_by_sender_and_channel(environment: dict[str, str]) -> None:
    def message(sender: str, channel: str, text: str) -> str:
        return json.dumps({"sender": sender, "channel": channel, "text": text}, ensure_ascii=False)

    feed = "\n".join(
        [
            message("a", "web", "（2026）粤0111执1001号"),
            message("b", "web", "何桂芳"),
            message("a", "wechat", "何桂芳"),
            message("a", "web", "何桂芳"),
        ]
    )
    lines = _lines(_bot(environment, "ask", feed=feed.encode()).stdout)
    assert [[entry["kind"] for entry in line["sent"]] for line in lines] == [[], [], [], ["code"]]
    reply = lines[0]["replies"][0]
    assert set(reply) == {"text", "speech", "facts", "choices", "disclosure"}
    assert all(line["ms"] > 0 for line in lines)


def test_ask_answers_one_message(environment: dict[str, str]) -> None:
    done = _bot(environment, "ask", "你好")
    assert "执询" in done.stdout.decode()


def test_chat_talks_until_the_end_of_input(environment: dict[str, str]) -> None:
    done = _bot(environment, "chat", feed="你好\n\n再见\n".encode())
    assert "执询" in done.stdout.decode()
    assert "再见" in done.stdout.decode()


def test_check_says_what_is_in_order(environment: dict[str, str]) -> None:
    done = _bot(environment, "check")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode().count("✓") == 7


def test_check_says_what_is_missing_and_what_to_do(environment: dict[str, str], tmp_path: Path) -> None:
    empty = {**environment, "ZHIXUN_DATA_DIR": str(tmp_path / "d"), "ZHIXUN_MODEL_DIR": str(tmp_path / "m")}
    done = _bot({**empty, "ZHIXUN_REDIS_URL": "redis://127.0.0.1:1/0"}, "check")
    said = done.stderr.decode()
    assert done.returncode == 1
    for hint in ("python -m bot seed", "python -m bot train", "redis_url"):
        assert hint in said


def test_wrong_settings_are_named(environment: dict[str, str]) -> None:
    done = _bot({**environment, "ZHIXUN_MODE": "production"}, "check")
    assert done.returncode == 2
    assert "secret" in done.stderr.decode()


def test_seed_writes_a_store_of_the_wanted_size(environment: dict[str, str], tmp_path: Path) -> None:
    done = _bot(environment, "seed", "--cases", "50", "--path", str(tmp_path / "cases.db"))
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "cases.db").exists()


def test_train_does_nothing_when_the_model_is_current(environment: dict[str, str], embedded: Settings) -> None:
    before = training.current_model(embedded.model_dir).stat().st_mtime_ns
    assert _bot(environment, "train").returncode == 0
    assert training.current_model(embedded.model_dir).stat().st_mtime_ns == before


def test_the_desk_previews_a_notice_for_a_case(environment: dict[str, str]) -> None:
    done = _bot(environment, "notice", "（2026）粤0105执1007号", "--kind", "pre_penalty")
    assert done.returncode == 0, done.stderr.decode()
    assert "发出过预处罚告知书" in done.stdout.decode()
    assert "每次最多10万元" in done.stdout.decode()


@pytest.mark.parametrize("number", ["不是案号", "（2026）粤0105执99999号"])
def test_a_notice_for_no_case_says_what_is_wrong(environment: dict[str, str], number: str) -> None:
    done = _bot(environment, "notice", number, "--kind", "urging")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "案" in done.stderr.decode()
