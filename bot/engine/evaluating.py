"""``python -m bot evaluate``: how well the assistant understands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.engine import training
from bot.engine.rasa_costs import pay_once, settle
from bot.evaluation import answers
from bot.evaluation.corpus import labelled_examples, training_examples
from bot.evaluation.measuring import Progress, Report, cross_validate, run
from bot.evaluation.report import figures, write, write_answers
from bot.intents.answer_model import lines
from bot.intents.classifier import Ranking
from bot.intents.understanding import Limits

Parsed = dict[str, Any]


def on_file(file: Path, folder: Path, model_dir: Path) -> dict[str, Any]:
    """Measure the trained model on a labelled file; the report is written into ``folder``, the figures come back.

    Raises ``ValueError`` for a line without a label."""
    report = _on(file, model_dir)
    write(report, folder)
    return figures(report)


def on_training_lines(folder: Path, progress: Progress) -> dict[str, Any]:
    """The same by cross-validation over the training lines: five trainings, without Rasa around them."""
    questions = list(lines(training.QUESTIONS))
    report = cross_validate(training_examples(training.NLU), questions, Limits(), progress=progress)
    write(report, folder)
    return figures(report)


def on_answers(file: Path, folder: Path, model_dir: Path) -> dict[str, Any]:
    """Whether questions of law get the right answer from the trained model; the mistakes are written into ``folder``.

    Raises ``ValueError`` for a line that names no answer."""
    asked = answers.read(file)
    with _served(model_dir) as parse:
        given = [answers.give(one, _ranking(parsed), _likely(parsed)) for one in asked for parsed in [parse(one.text)]]
    write_answers(given, folder)
    return answers.figures(given)


def on_questions() -> dict[str, Any]:
    """The same by cross-validation over ``data/questions``, with the intent known."""
    return answers.cross_validate(list(lines(training.QUESTIONS)))


def _on(file: Path, model_dir: Path) -> Report:
    examples = labelled_examples(file)
    with _served(model_dir) as parse:
        return run(lambda text: _ranking(parse(text)), examples, Limits())


@contextmanager
def _served(model_dir: Path) -> Iterator[Callable[[str], Parsed]]:
    """What the whole pipeline makes of a text, as when it serves."""
    pay_once()
    agent = Agent()
    agent.load_model(training.current_model(model_dir))
    settle()
    loop = asyncio.new_event_loop()
    try:
        yield lambda text: dict(loop.run_until_complete(agent.processor.parse_message(UserMessage(text))))
    finally:
        loop.close()


def _ranking(parsed: Parsed) -> Ranking:
    ranking = {entry["name"]: float(entry["confidence"]) for entry in [parsed["intent"], *parsed["intent_ranking"]]}
    return [entry for entry in ranking.items() if entry[0] != "nlu_fallback"]


def _likely(parsed: Parsed) -> answers.Likely:
    return lambda _, intent: parsed["answers"].get(intent, {})
