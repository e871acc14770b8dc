"""What a measurement says of a classifier whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation.corpus import Example
from bot.evaluation.measuring import Report, cross_validate, run
from bot.evaluation.report import figures, write
from bot.intents.classifier import Ranking
from bot.intents.understanding import Limits
from tests.intents.small_corpus import LABELS, TEXTS

EXAMPLES = [
    Example("查进度", "ask_progress"),
    Example("何时发钱", "ask_payout"),
    Example("钱呢", "ask_payout", frozenset({"complain"})),
    Example("想离婚", "out_of_scope"),
    Example("天气", "out_of_scope"),
]
ANSWERS: dict[str, Ranking] = {
    "查进度": [("ask_progress", 0.9), ("ask_payout", 0.05), ("complain", 0.05)],
    "何时发钱": [("ask_progress", 0.5), ("ask_payout", 0.3), ("complain", 0.2)],
    "钱呢": [("complain", 0.8), ("ask_payout", 0.1), ("out_of_scope", 0.1)],
    "想离婚": [("ask_apply", 0.3), ("ask_progress", 0.3), ("thank", 0.2), ("out_of_scope", 0.2)],
    "天气": [("out_of_scope", 0.95), ("thank", 0.03), ("greet", 0.02)],
}


LIMITS = Limits(sure=0.9, unsure=0.4)


@pytest.fixture
def report() -> Report:
    return run(ANSWERS.__getitem__, EXAMPLES, LIMITS)


def test_a_further_right_label_counts_as_right(report: Report) -> None:
    assert report.accuracy == pytest.approx(3 / 5)


def test_in_scope_lines_are_counted_apart(report: Report) -> None:
    assert report.in_scope_accuracy == pytest.approx(2 / 3)


def test_a_right_intent_among_three_counts(report: Report) -> None:
    assert report.top_three == pytest.approx(4 / 5)


def test_precision_and_recall(report: Report) -> None:
    assert report.precision_recall("out_of_scope") == (1.0, 0.5)
    assert report.precision_recall("ask_progress") == (0.5, 1.0)


def test_lines_in_scope_that_are_refused_are_counted() -> None:
    examples = [*EXAMPLES, Example("利息", "ask_delay_interest")]
    answers = {**ANSWERS, "利息": [("out_of_scope", 0.9), ("ask_delay_interest", 0.1)]}
    assert run(answers.__getitem__, examples, LIMITS).refused == pytest.approx(1 / 4)


def test_a_right_intent_among_the_choices_helps(report: Report) -> None:
    helped = [line.example.text for line in report.judged if line.helped(LIMITS)]
    assert helped == [
        "查进度",
        "钱呢",
        "想离婚",
        "天气",
    ]  # 何时发钱 was taken for a question about the case: no choices
    assert report.helped == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("ranking", "helps"),
    [
        ([("ask_settlement", 0.95), ("ask_payout", 0.05)], False),
        ([("ask_settlement", 0.8), ("ask_payout", 0.2)], True),
        ([("ask_settlement", 0.8), ("thank", 0.19), ("ask_payout", 0.01)], False),
        ([("ask_settlement", 0.3), ("ask_apply", 0.3), ("ask_payout", 0.2), ("thank", 0.2)], True),
        ([("thank", 0.39), ("greet", 0.31), ("ask_payout", 0.3)], False),
    ],
)
def test_what_is_offered_depends_on_the_certainty(ranking: Ranking, helps: bool) -> None:
    line = run(lambda text: ranking, [Example("钱呢", "ask_payout")], LIMITS).judged[0]
    assert line.helped(LIMITS) is helps


def test_false_alarms_are_lines_without_danger() -> None:
    examples = [Example("救命", "crisis"), Example("气死了", "complain"), Example("慢", "complain")]
    answers: dict[str, Ranking] = {
        "救命": [("crisis", 0.9), ("complain", 0.1)],
        "气死了": [("crisis", 0.9), ("complain", 0.1)],
        "慢": [("complain", 0.9), ("crisis", 0.1)],
    }
    report = run(answers.__getitem__, examples, LIMITS)
    assert report.false_alarms == 1
    assert figures(report)["crisis_precision"] == 0.5


def test_what_would_be_asked_back(report: Report) -> None:
    assert report.clarified == pytest.approx(1 / 5)
    assert report.answered_accuracy == pytest.approx(3 / 4)


def test_the_calibration_error_is_the_mean_gap(report: Report) -> None:
    gaps = abs(0.9 - 1 + 0.95 - 1) + abs(0.5 - 0) + abs(0.8 - 1) + abs(0.3 - 0)
    assert report.calibration_error == pytest.approx(gaps / 5)


def test_the_commonest_confusion_comes_first_with_its_lines(report: Report) -> None:
    assert [(right, said) for right, said, _ in report.confusions] == [
        ("ask_payout", "ask_progress"),
        ("out_of_scope", "ask_apply"),
    ]


def test_the_report_is_written_for_people_and_programs(report: Report, tmp_path: Path) -> None:
    write(report, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "figures.json").read_text()) == figures(report)
    assert "何时发钱" in (tmp_path / "out" / "mistakes.tsv").read_text("utf-8")
    assert "ask_payout taken for ask_progress: 1" in (tmp_path / "out" / "confusions.md").read_text("utf-8")
    assert (tmp_path / "out" / "confusion.png").read_bytes().startswith(b"\x89PNG")


def test_cross_validation_judges_every_line_once() -> None:
    examples = [Example(text, label) for text, label in zip(TEXTS, LABELS, strict=True)]
    judged = cross_validate(examples, [], Limits(), count=3).judged
    assert sorted(line.example.text for line in judged) == sorted(TEXTS)
