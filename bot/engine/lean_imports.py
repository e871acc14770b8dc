"""Rasa without TensorFlow.

Rasa 3.6 imports TensorFlow in its registry of default components, although this project's pipeline trains no network.
That import costs eleven of the seventeen seconds of a start and two fifths of the memory (``make bench`` prints both).
:func:`without_tensorflow` puts a stand-in under TensorFlow's names: classes may inherit from it and decorators pass
through, so that Rasa's modules load; whoever really needs TensorFlow gets an :class:`ImportError` that says so.

``rasa train`` and ``rasa test`` from Rasa's own command line do not come by here and use the real package.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_ROOTS = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})


class _AbsentMeta(type):
    """Attributes of an absent class are absent classes too: ``tf.keras.layers.Layer``."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(name)

    def __or__(cls, other: Any) -> Any:
        return cls

    def __ror__(cls, other: Any) -> Any:
        return cls


class _Absent(metaclass=_AbsentMeta):
    """Base class of what is not there. Used as a decorator it hands the function back; used for work it refuses."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return super().__new__(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if type(self).__module__ != __name__:
            raise ImportError(f"{type(self).__qualname__} needs TensorFlow, which this process runs without.")

    def __call__(self, function: Any) -> Any:
        return function


def _absent(name: str) -> Any:
    return _AbsentMeta(name, (_Absent,), {"__module__": __name__})


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers ``import tensorflow`` and everything below it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in _ROOTS:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__version__"] = "0"


def without_tensorflow() -> None:
    """Make this process run Rasa without TensorFlow. Call it before the first import of ``rasa``; calling it again, or
    after TensorFlow was imported, changes nothing."""
    if "tensorflow" not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
