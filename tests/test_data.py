"""The training and evaluation lines: every intent has its lines, and no evaluation line was ever trained on."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml

from bot.answers import law_entries
from bot.evaluation import answers
from bot.evaluation.corpus import Example, labelled_examples, training_examples
from bot.intents.answer_model import lines
from bot.intents.cleaning import clean
from tests.conftest import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = [intent for intent in DOMAIN["intents"] if not intent.startswith("command_")]
SMALL_TALK = {"greet", "goodbye", "thank", "affirm", "deny", "ask_capability", "request_human"}
EVALUATION = ["lines.tsv", "cantonese.tsv"]
TRAINING = training_examples(ROOT / "data" / "nlu")
QUESTIONS = list(lines(ROOT / "data" / "questions"))
_MARKS = re.compile(r"[\W_]+")


def _bare(text: str) -> str:
    """A line as it is compared: cleaned, without punctuation and spaces."""
    return _MARKS.sub("", clean(text).text)


def _evaluation(name: str) -> list[Example]:
    return [example for example in labelled_examples(ROOT / "data" / "evaluation" / name) if example.intent != "intent"]


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_its_lines(intent: str) -> None:
    least = 40 if intent in SMALL_TALK else 400 if intent == "out_of_scope" else 80
    lines = [example for example in TRAINING if example.intent == intent]
    assert len(lines) >= least


def test_every_file_holds_its_own_intent() -> None:
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [item["intent"] for item in content["nlu"]] == [path.stem]


def test_no_training_line_stands_twice() -> None:
    twice = [text for text, count in Counter(_bare(example.text) for example in TRAINING).items() if count > 1]
    assert twice == []


def test_no_training_line_holds_an_annotation_by_accident() -> None:
    assert [example.text for example in TRAINING if re.search(r"\[[^\]]*\][({]", example.text)] == []


@pytest.mark.parametrize("intent", [*law_entries.intents(), "_shared"])
def test_every_answer_of_law_has_its_lines(intent: str) -> None:
    counted = Counter(path for _, path in QUESTIONS)
    entries = [entry for entry in law_entries.load()[intent].entries if entry.path != "_shared/outdated"]
    assert [entry.path for entry in entries if counted[entry.path] < 12] == []


def test_no_line_leads_to_two_answers() -> None:
    assert [text for text, count in Counter(_bare(text) for text, _ in QUESTIONS).items() if count > 1] == []


@pytest.mark.parametrize("name", EVALUATION)
def test_no_evaluation_line_is_trained_on(name: str) -> None:
    trained = {_bare(text) for text in (*(example.text for example in TRAINING), *(text for text, _ in QUESTIONS))}
    assert [example.text for example in _evaluation(name) if _bare(example.text) in trained] == []


@pytest.mark.parametrize("name", EVALUATION)
def test_evaluation_labels_are_intents(name: str) -> None:
    for example in _evaluation(name):
        assert {example.intent, *example.also} <= set(INTENTS)


def test_no_question_with_known_answers_is_learnt_from() -> None:
    trained = {_bare(text) for text in (*(example.text for example in TRAINING), *(text for text, _ in QUESTIONS))}
    asked = answers.read(ROOT / "data" / "evaluation" / "answers.tsv")
    assert len(asked) >= 300
    assert [one.text for one in asked if _bare(one.text) in trained] == []
    assert {topic for one in asked for topic in one.topics} <= set(INTENTS) | {"_shared"}


def test_evaluation_set_is_large_enough() -> None:
    assert len(_evaluation("lines.tsv")) >= 500
    assert len(_evaluation("cantonese.tsv")) >= 100


def test_every_rule_leads_from_a_known_intent_to_a_known_action() -> None:
    rules = yaml.safe_load((ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    intents = [step["intent"] for rule in rules for step in rule["steps"] if "intent" in step]
    actions = {step["action"] for rule in rules for step in rule["steps"] if "action" in step}
    assert sorted(intents) == sorted([*DOMAIN["intents"], "nlu_fallback"])
    assert actions - set(DOMAIN["forms"]) <= set(DOMAIN["actions"])


def test_the_stories_of_the_bench_agree_with_the_rules() -> None:
    rules = yaml.safe_load((ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    action = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules if "intent" in rule["steps"][0]}
    stories = yaml.safe_load((ROOT / "bench" / "data" / "stories.yml").read_text(encoding="utf-8"))["stories"]
    for story in stories:
        for said, done in zip(story["steps"], story["steps"][1:], strict=False):
            if "intent" in said and "action" in done:
                assert done["action"] == action[said["intent"]]
