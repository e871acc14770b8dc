"""The command line: ``python -m bot --help``."""

from __future__ import annotations

import os

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

from bot.engine.lean_imports import without_tensorflow

without_tensorflow()

from bot.cli import app  # noqa: E402

app(prog_name="python -m bot")
