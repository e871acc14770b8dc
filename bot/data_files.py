"""Reading the project's own data: YAML by libyaml, which takes a tenth of the time of PyYAML's own reader."""

from __future__ import annotations

from importlib.abc import Traversable
from pathlib import Path
from typing import Any

import yaml


def read_yaml(file: Path | Traversable) -> Any:
    """What a file holds. Raises ``OSError`` if it cannot be read, ``yaml.YAMLError`` if it is no YAML."""
    return yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
