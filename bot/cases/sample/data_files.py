"""Reading the data files beside the code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from bot.data_files import read_yaml


@cache
def load(name: str) -> Any:
    """The content of ``data/<name>.yml``; shared, so it must not be changed."""
    return read_yaml(resources.files(__package__).joinpath(f"data/{name}.yml"))
