"""Rasa's own evaluation reads our model, with the real TensorFlow that serving leaves out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bot import settings as settings_module
from bot.engine import training
from tests.conftest import ROOT

LINES = """
version: "3.1"
nlu:
- intent: ask_progress
  examples: |
    - 麻烦帮我看下案子办到哪里了
    - 我那件案子现在什么进度
- intent: thank
  examples: |
    - 谢谢您
    - 多谢晒
"""


def test_rasa_test_nlu_reports_on_labelled_lines(tmp_path: Path) -> None:
    (tmp_path / "lines.yml").write_text(LINES, encoding="utf-8")
    model = training.current_model(settings_module.load().model_dir)
    command = ["test", "nlu", "--model", str(model.absolute()), "--nlu", str(tmp_path / "lines.yml"), "--no-plot"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa", *command, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "out" / "intent_report.json").read_text(encoding="utf-8"))
    assert report["accuracy"] == 1.0
    assert report["thank"]["support"] == 2
