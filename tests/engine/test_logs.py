"""No personal number reaches a log, not even in a traceback."""

from __future__ import annotations

import logging
import subprocess
import sys

from tests.conftest import ROOT

CODE = """
import logging
from bot.engine import logs
logs.configure("debug")
log = logging.getLogger("bot.somewhere")
log.info("phone %s", "13800138000")
try:
    raise ValueError("id 440106199001011234")
except ValueError:
    log.exception("failed")
import structlog
structlog.get_logger().warning("told", phone="13800138000")
structlog.get_logger("rasa.core.processor").debug("processor.message.parse", parse_data_text="我叫何桂芳")
logging.getLogger("rasa.core").info("not wanted")
"""


def test_personal_numbers_are_masked_everywhere_and_stdout_stays_free() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", CODE], cwd=ROOT, capture_output=True, text=True)
    assert "phone" in done.stderr
    assert "Traceback" in done.stderr
    assert "13800138000" not in done.stderr
    assert "440106199001011234" not in done.stderr
    assert "not wanted" not in done.stderr
    assert "told" in done.stderr
    assert "何桂芳" not in done.stderr
    assert done.stdout == ""


def test_tests_run_with_quiet_logs() -> None:
    assert logging.getLogger("rasa").level >= logging.WARNING
