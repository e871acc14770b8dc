"""Rasa without TensorFlow: it loads, it is lighter, and whoever needs the real thing is told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)


LEAN = "from bot.engine.lean_imports import without_tensorflow\nwithout_tensorflow()\n"


def test_rasa_loads_and_nothing_of_tensorflow_is_there() -> None:
    done = _python(LEAN + "import rasa.core.agent, sys\nprint('tensorflow.python.pywrap_tensorflow' in sys.modules)")
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize("use", ["tf.constant(1)", "tf.keras.layers.Dense(4)"])
def test_real_use_is_refused_with_a_reason(use: str) -> None:
    done = _python(LEAN + f"import tensorflow as tf\nclass Own(tf.keras.layers.Layer): pass\n{use}\nOwn()")
    assert "needs TensorFlow" in done.stderr


def test_decorators_pass_through() -> None:
    done = _python(
        LEAN + "import tensorflow as tf\n@tf.function\ndef one(): return 1\n"
        "@tf.function(jit_compile=True)\ndef two(): return 2\nprint(one() + two())"
    )
    assert done.stdout.strip() == "3", done.stderr


def test_calling_it_twice_changes_nothing() -> None:
    done = _python(
        LEAN + "without_tensorflow()\nimport sys\nprint(sum('lean_imports' in repr(f) for f in sys.meta_path))"
    )
    assert done.stdout.strip() == "1", done.stderr
