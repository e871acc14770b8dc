"""What a run ran on: processor, memory, versions, and what an installation weighs."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import tomli
from packaging.requirements import Requirement

from bench.conversation import ROOT

_VERSIONS = ("rasa", "rasa-sdk", "tensorflow-cpu", "scikit-learn", "sanic", "SQLAlchemy", "redis")
_STOCK = ("rasa", "rasa-sdk")
_STANDS_FOR = {"tensorflow": "tensorflow-cpu"}  # this environment has the smaller build, on both sides


def describe() -> dict[str, Any]:
    """The machine and the versions, for a report."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(_line("/proc/meminfo", "MemTotal").split()[0]) / 1024**2),
        "processor": _line("/proc/cpuinfo", "model name"),
        "system": platform.platform(aliased=True, terse=True),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in _VERSIONS},
    }


def install_sizes() -> tuple[int, int]:
    """Bytes of the packages that stock Rasa needs and that the project needs, as they lie in this environment."""
    project = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return _size(_STOCK), _size(project)


def _size(requirements: Iterable[str]) -> int:
    return sum(_weight(name) for name in _closure(requirements))


def _closure(requirements: Iterable[str]) -> set[str]:
    """The installed packages that these requirements lead to."""
    found: set[str] = set()
    waiting = [Requirement(requirement) for requirement in requirements]
    while waiting:
        wanted = waiting.pop()
        name = _canonical(wanted.name)
        name = _STANDS_FOR.get(name, name)
        if name in found or not (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        waiting += [Requirement(need) for need in needs]
    return found


def _weight(name: str) -> int:
    files = (Path(str(file.locate())) for file in metadata.files(name) or [])
    return sum(file.stat().st_size for file in files if file.is_file())


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _line(file: str, name: str) -> str:
    """The value of the first line that begins with this name."""
    for line in Path(file).read_text("utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "?"
