"""What a measurement says of answers that are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answers import law_entries
from bot.evaluation import answers
from bot.evaluation.answers import Asked, Given, give
from bot.evaluation.report import write_answers
from bot.intents.answer_model import lines
from tests.conftest import ROOT

DAYS, FINE = "ask_fine_detention/days", "ask_fine_detention/fine_person"
_ASKED = Asked("最多关几天", frozenset({DAYS}), frozenset({"ask_fine_detention", "ask_consequences"}))
GIVEN = [
    Given(_ASKED, DAYS),
    Given(_ASKED, FINE, (DAYS,)),
    Given(_ASKED, "ask_consequences/default"),
    Given(_ASKED, "ask_payout/default"),
]


def test_right_on_topic_and_offered_are_counted() -> None:
    expected = {"questions": 4, "on_topic": 0.75, "right": 0.25, "right_or_offered": 0.5}
    assert answers.figures(GIVEN) == expected


def test_nothing_asked_is_nothing_right() -> None:
    assert answers.figures([])["right"] == 0.0


def test_a_question_gets_what_a_conversation_would_say() -> None:
    given = give(_ASKED, [("ask_fine_detention", 0.9), ("ask_payout", 0.1)], lambda _text, _intent: {DAYS: 0.9})
    assert given.said == DAYS and given.right
    assert given.offered and set(given.offered) <= {
        entry.path for topic in law_entries.load().values() for entry in topic.entries
    }


def test_what_is_no_question_of_law_gets_its_intent() -> None:
    outside = Asked("想离婚", frozenset({"out_of_scope"}), frozenset({"out_of_scope"}))
    assert give(outside, [("out_of_scope", 0.9)], lambda _text, _intent: {}).right
    assert not give(_ASKED, [("greet", 0.9)], lambda _text, _intent: {}).on_topic


def test_the_mistakes_are_written_down(tmp_path: Path) -> None:
    write_answers(GIVEN, tmp_path)
    assert json.loads((tmp_path / "answers.json").read_text("utf-8")) == answers.figures(GIVEN)
    rows = (tmp_path / "wrong_answers.tsv").read_text("utf-8").splitlines()
    assert rows[0] == "text\tright\tsaid\ton_topic"
    assert rows[1:] == [
        f"最多关几天\t{DAYS}\t{FINE}\ton topic",
        f"最多关几天\t{DAYS}\task_consequences/default\ton topic",
        f"最多关几天\t{DAYS}\task_payout/default\t",
    ]


def test_a_file_is_read_and_a_wrong_name_is_named(tmp_path: Path) -> None:
    file = tmp_path / "asked.tsv"
    file.write_text(
        f"# a note\n\n最多关几天\t{DAYS},{FINE}\task_fine_detention\n想离婚\tout_of_scope\tout_of_scope\n", "utf-8"
    )
    first, second = answers.read(file)
    assert first == Asked("最多关几天", frozenset({DAYS, FINE}), frozenset({"ask_fine_detention"}))
    assert second.entries == {"out_of_scope"}
    file.write_text("最多关几天\task_fine_detention/no_such\task_fine_detention\n", "utf-8")
    with pytest.raises(ValueError, match=r"asked\.tsv:1 names no answer: ask_fine_detention/no_such"):
        answers.read(file)


def test_cross_validation_never_asks_what_it_was_told() -> None:
    """With the lines of one intent: far better than chance, far from the perfection of lines that were learnt."""
    taught = [line for line in lines(ROOT / "data" / "questions") if line[1].startswith("ask_fine_detention/")]
    found = answers.cross_validate(taught)
    assert found["questions"] == len(taught)
    assert 0.4 < found["right"] < 0.98
