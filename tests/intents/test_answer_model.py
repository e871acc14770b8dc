"""Choosing among the answers of one intent, learnt from lines."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.answers import law_choice, law_entries
from bot.intents.answer_model import AnswerModel, Line, lines
from bot.intents.features import Features, Row
from bot.intents.understanding import understood
from tests.conftest import ROOT

_INTENT = "ask_fine_detention"
_OWN = {"ask_fine_detention", "_shared"}


class _Read:
    """A model with the features that it needs."""

    def __init__(self, taught: list[Line]) -> None:
        texts = [understood(text) for text, _ in taught]
        self.features, rows = Features.learn(texts, 3)
        self.model = AnswerModel.train(rows, [path for _, path in taught])

    def likely(self, text: str, intent: str = _INTENT) -> dict[str, float]:
        return self.model.likely(self.row(text), intent)

    def row(self, text: str) -> Row:
        return self.features.row(understood(text))


@pytest.fixture(scope="module")
def taught() -> list[Line]:
    """The lines of one intent and the shared ones."""
    return [(text, path) for text, path in lines(ROOT / "data" / "questions") if path.split("/")[0] in _OWN]


@pytest.fixture(scope="module")
def model(taught: list[Line]) -> _Read:
    """A model of one intent."""
    return _Read(taught)


def test_it_knows_what_it_was_taught(model: _Read, taught: list[Line]) -> None:
    own = [(text, path) for text, path in taught if path.startswith(_INTENT)]
    right = sum(next(iter(model.likely(text))) == path for text, path in own)
    assert right / len(own) > 0.9


def test_it_tells_apart_what_it_was_not_taught(taught: list[Line]) -> None:
    """Every fifth line held out: far above one in twenty-odd answers."""
    model = _Read([line for at, line in enumerate(taught) if at % 5])
    held = [line for line in taught[::5] if line[1].startswith(_INTENT)]
    right = sum(next(iter(model.likely(text))) == path for text, path in held)
    assert right / len(held) > 0.4


def test_only_what_competes_is_likely_and_the_likeliest_comes_first(model: _Read) -> None:
    likely = model.likely("最多关几天", _INTENT)
    assert set(likely) <= set(law_entries.competing(_INTENT))
    assert list(likely.values()) == sorted(likely.values(), reverse=True)
    assert 0 < sum(likely.values()) <= 1.001


@pytest.mark.parametrize("intent", ["greet", "out_of_scope", "no_such_intent"])
def test_other_intents_have_no_answers(model: _Read, intent: str) -> None:
    assert model.likely("你好", intent) == {}


@pytest.mark.parametrize("text", ["", "？", "𠮷" * 3, "拘留" * 3000])
def test_any_text_gets_an_order(model: _Read, text: str) -> None:
    assert model.likely(text, _INTENT)


def test_saved_and_loaded_it_says_the_same(model: _Read, tmp_path: Path) -> None:
    model.model.save(tmp_path)
    loaded = AnswerModel.load(tmp_path)
    for text in ("拘留几天", "罚款不交怎么办", "法官可以直接抓人吗"):
        said, kept = model.likely(text), loaded.likely(model.row(text), _INTENT)
        assert next(iter(said)) == next(iter(kept))
        assert all(abs(said[path] - kept.get(path, 0)) < 0.01 for path in list(said)[:3])


def test_a_line_for_an_answer_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / f"{_INTENT}.yml").write_text(
        yaml.safe_dump({"no_such_answer": ["一句话"]}, allow_unicode=True), "utf-8"
    )
    with pytest.raises(ValueError, match="no_such_answer"):
        list(lines(tmp_path))


def test_patterns_and_likelihood_are_weighed_together() -> None:
    plain, _ = law_choice.find(_INTENT, "这个怎么弄", None)
    led, _ = law_choice.find(_INTENT, "这个怎么弄", None, {f"{_INTENT}/days": 0.9})
    assert plain.default
    assert led.path == f"{_INTENT}/days"


def test_a_guess_accuses_nobody_of_evasion() -> None:
    guess = {"_shared/evasion": 0.7, f"{_INTENT}/days": 0.1}
    assert law_choice.find(_INTENT, "这个怎么弄", None, guess)[0].path == f"{_INTENT}/days"
    assert law_choice.find(_INTENT, "这个怎么弄", None, {"_shared/evasion": 0.8})[0].path == "_shared/evasion"


def test_a_shared_pattern_gives_way_to_an_answer_that_leaves_no_doubt() -> None:
    """还没判 is said of debts without a judgment, and of what was done before one."""
    text, own = "还没判就把车卖了算拒执吗", "ask_refusal_crime/before_judgment"
    assert law_choice.find("ask_refusal_crime", text, None)[0].path == "_shared/no_judgment"
    assert law_choice.find("ask_refusal_crime", text, None, {own: 0.5})[0].path == "_shared/no_judgment"
    assert law_choice.find("ask_refusal_crime", text, None, {own: 0.9})[0].path == own
