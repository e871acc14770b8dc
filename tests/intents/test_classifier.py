"""The intent model: ranking, cascade, calibration, persistence, threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.intents.classifier import IntentModel, Untrainable
from bot.intents.understanding import Limits
from bot.intents.vectors import Encoder, Floats
from tests.intents.small_corpus import LABELS, TEXTS


class Counting:
    """An encoder that counts how often it is asked."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self.asked = 0

    def encode(self, texts: list[str]) -> Floats:
        self.asked += len(texts)
        return self._inner.encode(texts)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("查一下案件进度", "ask_progress"), ("案款什么时候发", "ask_payout"), ("会不会被抓去拘留", "ask_fine_detention")],
)
def test_names_the_intent(small_model: IntentModel, text: str, intent: str) -> None:
    assert small_model.predict(text)[0][0] == intent


def test_ranking_is_a_distribution_over_all_intents(small_model: IntentModel) -> None:
    ranking = small_model.predict("钱呢")
    chances = [chance for _, chance in ranking]
    assert {name for name, _ in ranking} == set(LABELS)
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("text", ["", "🦄", "qwertz"])
def test_text_it_knows_nothing_of_gets_a_ranking_all_the_same(light_model: IntentModel, text: str) -> None:
    assert sum(chance for _, chance in light_model.predict(text)) == pytest.approx(1.0, abs=1e-5)


def test_callers_cannot_spoil_the_remembered_answer(small_model: IntentModel) -> None:
    small_model.predict("几楼").clear()
    assert small_model.predict("几楼")


def test_sentence_vectors_tell_what_characters_cannot(e5: Encoder, light_model: IntentModel) -> None:
    advised = IntentModel.train(TEXTS, LABELS, e5, alone=1.1)
    text = "啥时放款"
    assert light_model.predict(text)[0][1] < advised.predict(text)[0][1]
    assert advised.predict(text)[0][0] == "ask_payout"


def test_a_glance_never_asks_for_a_vector(e5: Encoder) -> None:
    counting = Counting(e5)
    model = IntentModel.train(TEXTS, LABELS, counting, alone=1.1)
    trained = counting.asked
    assert model.glance("查进度")[0][0] == "ask_progress"
    assert counting.asked == trained


def test_the_light_model_answers_alone_when_it_is_sure(e5: Encoder) -> None:
    counting = Counting(e5)
    model = IntentModel.train(TEXTS, LABELS, counting, alone=0.0)
    trained = counting.asked
    model.predict("查进度")
    assert counting.asked == trained


def test_the_full_model_is_asked_when_the_light_one_is_not_sure(e5: Encoder) -> None:
    counting = Counting(e5)
    model = IntentModel.train(TEXTS, LABELS, counting, alone=1.1)
    trained = counting.asked
    model.predict("查进度")
    model.predict("查进度")  # remembered
    assert counting.asked == trained + 1


def test_training_twice_gives_the_same_model(e5: Encoder, small_model: IntentModel) -> None:
    again = IntentModel.train(TEXTS, LABELS, e5, alone=Limits().alone)
    assert again.predict("什么时候有钱") == small_model.predict("什么时候有钱")


def test_saved_and_loaded_it_answers_the_same(e5: Encoder, small_model: IntentModel, tmp_path: Path) -> None:
    small_model.save(tmp_path)
    loaded = IntentModel.load(tmp_path, e5, alone=Limits().alone)
    for text in ("我的卡", "案子怎么样", "不想活"):
        assert loaded.predict(text) == small_model.predict(text)


def test_a_model_is_stored_without_pickles(small_model: IntentModel, tmp_path: Path) -> None:
    small_model.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["intents.json", "intents.npz"]
    with np.load(tmp_path / "intents.npz", allow_pickle=False) as stored:
        assert {array.dtype for array in stored.values()} == {np.dtype(np.float32)}


def test_loaded_without_an_encoder_the_light_model_answers(
    small_model: IntentModel, light_model: IntentModel, tmp_path: Path
) -> None:
    small_model.save(tmp_path)
    loaded = IntentModel.load(tmp_path, None, alone=Limits().alone)
    assert loaded.predict("啥时放款") == light_model.predict("啥时放款")


def test_an_encoder_is_left_alone_by_a_model_trained_without(
    e5: Encoder, light_model: IntentModel, tmp_path: Path
) -> None:
    light_model.save(tmp_path)
    loaded = IntentModel.load(tmp_path, e5, alone=Limits().alone)
    assert loaded.predict("啥时放款") == light_model.predict("啥时放款")


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        IntentModel.load(tmp_path, None, alone=Limits().alone)


@pytest.mark.parametrize("labels", [[], ["thank", "thank"]])
def test_fewer_than_two_intents_cannot_be_told_apart(labels: list[str]) -> None:
    with pytest.raises(Untrainable):
        IntentModel.train(["谢谢"] * len(labels), labels, None, alone=Limits().alone)


def test_two_lines_are_enough_to_train() -> None:
    model = IntentModel.train(["谢谢", "再见"], ["thank", "goodbye"], None, alone=Limits().alone)
    assert model.predict("谢谢")[0][0] == "thank"


def test_threads_get_the_same_answers(small_model: IntentModel) -> None:
    texts = [f"{start}{end}" for start in ("请问", "我想知道", "麻烦") for end in TEXTS[::5]]
    expected = [small_model._rank(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(small_model._rank, texts)) == expected
