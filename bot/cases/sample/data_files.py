"""Reading the data files beside the code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The content of ``data/<name>.yml``; shared, so it must not be changed."""
    return yaml.safe_load(resources.files(__package__).joinpath(f"data/{name}.yml").read_text(encoding="utf-8"))
