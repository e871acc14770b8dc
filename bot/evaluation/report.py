"""Writing a measurement down: figures, mistakes line by line, and a picture of the confusions."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation import answers
from bot.evaluation.answers import Given
from bot.evaluation.measuring import Report
from bot.intents.crisis import CRISIS
from bot.intents.understanding import OUT_OF_SCOPE

_WORST = 5


def figures(report: Report) -> dict[str, Any]:
    """The figures of a report as plain JSON types, shares rounded to four places."""
    precision, recall = report.precision_recall(OUT_OF_SCOPE)
    crisis_precision, crisis_recall = report.precision_recall(CRISIS)
    shares = {
        "accuracy": report.accuracy,
        "accuracy_in_scope": report.in_scope_accuracy,
        "top_three": report.top_three,
        "macro_f1": report.macro_f1,
        "out_of_scope_precision": precision,
        "out_of_scope_recall": recall,
        "in_scope_refused": report.refused,
        "answered_or_offered": report.helped,
        "crisis_precision": crisis_precision,
        "crisis_recall": crisis_recall,
        "sure": report.sure,
        "clarified": report.clarified,
        "accuracy_if_not_clarified": report.answered_accuracy,
        "calibration_error": report.calibration_error,
        "milliseconds_p50": report.milliseconds(50),
        "milliseconds_p99": report.milliseconds(99),
    }
    counts = {"lines": len(report.judged), "crisis_false_alarms": report.false_alarms}
    return {**counts, **{name: round(share, 4) for name, share in shares.items()}}


def write(report: Report, folder: Path) -> None:
    """Write ``figures.json``, ``intents.tsv``, ``confusions.md``, ``mistakes.tsv`` and ``confusion.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_text(json.dumps(figures(report), indent=2) + "\n", encoding="utf-8")
    (folder / "confusions.md").write_text(_confusions(report), encoding="utf-8")
    _table(folder / "intents.tsv", ["intent", "lines", "precision", "recall"], _by_intent(report))
    _table(folder / "mistakes.tsv", ["text", "intent", "also", "said", "confidence"], _mistakes(report))
    _picture(report, folder / "confusion.png")


def write_answers(given: Sequence[Given], folder: Path) -> None:
    """Write ``answers.json`` and ``wrong_answers.tsv``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "answers.json").write_text(json.dumps(answers.figures(given), indent=2) + "\n", encoding="utf-8")
    _table(folder / "wrong_answers.tsv", ["text", "right", "said", "on_topic"], answers.mistakes(given))


def _by_intent(report: Report) -> list[list[object]]:
    names = sorted({intent for pair in report.counts for intent in pair})
    lines = {name: sum(line.truth == name for line in report.judged) for name in names}
    return [[name, lines[name], *(round(share, 3) for share in report.precision_recall(name))] for name in names]


def _mistakes(report: Report) -> list[list[object]]:
    return [
        [line.example.text, right, "|".join(sorted(line.example.also)), said, round(line.confidence, 3)]
        for right, said, lines in report.confusions
        for line in lines
    ]


def _confusions(report: Report) -> str:
    """The commonest confusion first, each with its surest mistakes."""
    parts = ["# Confusions\n"]
    for right, said, lines in report.confusions:
        worst = "\n".join(f"* {line.confidence:.2f} {line.example.text}" for line in lines[:_WORST])
        parts.append(f"## {right} taken for {said}: {len(lines)}\n\n{worst}\n")
    return "\n".join(parts)


def _table(path: Path, head: list[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, dialect="excel-tab", lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _picture(report: Report, path: Path) -> None:
    """Rows are the right intents, columns the intents said; a row adds up to one."""
    from matplotlib.figure import Figure  # half a second, and only a measurement needs it

    names = sorted({intent for pair in report.counts for intent in pair})
    counts = np.array([[report.counts[right, said] for said in names] for right in names], float)
    size = 3 + 0.3 * len(names)
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("said")
    axes.set_ylabel("right")
    for row, column in np.argwhere(counts):
        axes.text(column, row, int(counts[row, column]), ha="center", va="center", fontsize=6)
    figure.savefig(path, dpi=110)
