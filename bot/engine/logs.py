"""Logging: the level is set and personal data is masked before anything else is imported that might log."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import structlog

from bot.parties.masking import mask_personal

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_NOISY = (
    "rasa",
    "rasa_sdk",
    "apscheduler",
    "matplotlib",
    "sanic.root",
    "sanic.access",
    "asyncio",
    "h5py",
    "urllib3",
    "httpx",
)
_WARNINGS = "py.warnings"


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, so that arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_personal(super().format(record))


def configure(level: str) -> None:
    """Log to standard error at ``level`` (debug, info, warning, error); standard output stays free for answers.

    What is noisy or tells what people write (Rasa, through structlog) says nothing below a warning, at any level; it
    would also double the cost of a turn, for Rasa deep-copies the conversation for each debug line.
    """
    os.environ.setdefault("LOG_LEVEL", level.upper())
    logging.captureWarnings(True)  # Rasa's dependencies warn at every import; some of them reset the filters
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(_FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    quiet = max(logging.WARNING, getattr(logging, level.upper()))
    for name in _NOISY:
        logging.getLogger(name).setLevel(quiet)
    logging.getLogger(_WARNINGS).setLevel(logging.DEBUG if level == "debug" else logging.ERROR)
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, _mask_event, structlog.dev.ConsoleRenderer(colors=False)],
        wrapper_class=structlog.make_filtering_bound_logger(quiet),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _mask_event(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: mask_personal(value) if isinstance(value, str) else value for key, value in event.items()}
