"""Reading: ranking, calibration, what answers tell of intents, persistence, threads."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.answers import law_choice
from bot.intents.classifier import Training, Untrainable
from bot.intents.crisis import CRISIS
from bot.intents.reader import Reader
from tests.intents.small_corpus import LABELS, TEXTS

_TWO = ["执行费怎么收", "执行费谁出", "执行费多少", "去哪里申请", "会不会坐牢", "判几年", "封条犯罪", "谁抓人"]
_TWO_LABELS = ["ask_apply"] * 4 + ["ask_refusal_crime"] * 4
_TWO_QUESTIONS = [
    ("执行费怎么收", "ask_apply/fee"),
    ("去哪里申请", "ask_apply/default"),
    ("撕了封条算犯罪吗", "ask_refusal_crime/seized"),
    ("不还钱犯罪吗", "ask_refusal_crime/default"),
]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("查一下案件进度", "ask_progress"), ("案款几时发", "ask_payout"), ("会不会被抓去拘留", "ask_fine_detention")],
)
def test_names_the_intent(small_reader: Reader, text: str, intent: str) -> None:
    assert small_reader.rank(text)[0][0] == intent


@pytest.mark.parametrize("text", ["钱呢", "拘留几天", "我不想活了", "", "🦄", "qwertz"])
def test_a_ranking_is_a_distribution_over_all_intents(small_reader: Reader, text: str) -> None:
    ranking = small_reader.rank(text)
    chances = [chance for _, chance in ranking]
    assert {name for name, _ in ranking} == set(LABELS)
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1.0, abs=1e-5)


def test_callers_cannot_spoil_the_remembered_answer(small_reader: Reader) -> None:
    small_reader.rank("几楼").clear()
    assert small_reader.rank("几楼")


def test_a_line_that_was_learnt_outweighs_what_intents_have_in_common() -> None:
    """「查进度」 is one line of small talk among many of progress: only a memory finds it there."""
    said = "查进度有劳了"
    texts, labels = [*TEXTS, said], [*LABELS, "out_of_scope"]
    forgetful = Reader.train(texts, labels, [], Training(strength=0.5, near=0.0))
    remembering = Reader.train(texts, labels, [], Training(strength=0.5))
    assert forgetful.rank(said)[0][0] == "ask_progress"
    assert remembering.rank(said)[0][0] == "out_of_scope"


def test_questions_of_law_teach_their_intent(questions: list[tuple[str, str]]) -> None:
    text = "院长没批能关人吗"
    taught = Reader.train(TEXTS, LABELS, [*questions, (text, "ask_fine_detention/days")])
    plain = dict(Reader.train(TEXTS, LABELS, []).rank(text))
    assert dict(taught.rank(text))["ask_fine_detention"] > plain["ask_fine_detention"]


def test_each_intent_counts_for_as_much_as_its_best_answer_fits() -> None:
    reader = Reader.train(_TWO, _TWO_LABELS, _TWO_QUESTIONS)
    text, one, other = "偷偷卖掉查封的车要坐牢吗", "ask_refusal_crime", "ask_apply"
    fits = [law_choice.fit(intent, text, None, reader.likely(text, intent)) for intent in (one, other)]
    before, after = dict(reader._intents.rank(reader._row(text))), dict(reader.rank(text))
    gain = (after[one] / after[other]) / (before[one] / before[other])
    assert gain == pytest.approx(math.exp(0.3 * (fits[0] - fits[1])), rel=1e-3)
    assert gain > 1


def test_what_answers_tell_takes_nothing_from_danger(small_reader: Reader) -> None:
    text = "不想活了 拘留 罚款"
    before = dict(small_reader._intents.rank(small_reader._row(text)))
    assert dict(small_reader.rank(text))[CRISIS] == before[CRISIS] > 0


def test_training_twice_gives_the_same_reader(small_reader: Reader) -> None:
    assert Reader.train(TEXTS, LABELS, []).rank("什么时候有钱") == small_reader.rank("什么时候有钱")


def test_saved_and_loaded_it_says_the_same(tmp_path: Path, questions: list[tuple[str, str]]) -> None:
    reader = Reader.train(TEXTS, LABELS, questions)
    reader.save(tmp_path)
    loaded = Reader.load(tmp_path)
    for text in ("我的卡", "案子怎么样", "不想活", "拘留几天"):
        said, kept = dict(reader.rank(text)), dict(loaded.rank(text))
        assert next(iter(said)) == next(iter(kept))
        assert all(abs(said[name] - kept[name]) < 0.01 for name in said)


def test_a_reader_is_stored_without_pickles(small_reader: Reader, tmp_path: Path) -> None:
    small_reader.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}
    for path in tmp_path.glob("*.npz"):
        with np.load(path, allow_pickle=False) as stored:
            assert all(array.dtype != object for array in stored.values())


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Reader.load(tmp_path)


@pytest.mark.parametrize("labels", [[], ["thank", "thank"]])
def test_fewer_than_two_intents_cannot_be_told_apart(labels: list[str]) -> None:
    with pytest.raises(Untrainable):
        Reader.train(["谢谢"] * len(labels), labels, [])


def test_two_lines_are_enough_to_train() -> None:
    assert Reader.train(["谢谢", "再见"], ["thank", "goodbye"], []).rank("谢谢")[0][0] == "thank"


def test_threads_get_the_same_answers(small_reader: Reader) -> None:
    texts = [f"{start}{end}" for start in ("请问", "我想知道", "麻烦") for end in TEXTS[::5]]
    expected = [small_reader._read(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(small_reader._read, texts)) == expected


def test_a_shared_answer_is_due_whatever_the_topic(questions: list[tuple[str, str]]) -> None:
    evasion = [text for text, path in questions if path == "_shared/evasion"]
    reader = Reader.train([*TEXTS, "钱转走"], [*LABELS, "ask_fine_detention"], questions)
    due = [text for text in evasion if reader.shared(text) == "_shared/evasion"]
    assert len(due) > len(evasion) / 2
    assert all(next(iter(reader.likely(text, "ask_fine_detention"))) == "_shared/evasion" for text in due)
    assert reader.shared("最多拘留几天") is None
    assert reader.likely(due[0], "ask_location") == {}
