"""The text message of the identity check; the words themselves are in ``wording.yml``."""

from __future__ import annotations

from importlib.resources import files

import yaml

_WORDING: dict[str, str] = yaml.safe_load((files(__package__) / "wording.yml").read_text("utf-8"))


def code_text(code: str, minutes: int) -> str:
    """The text message with the code. It names neither case nor person: a lock screen is read by others too."""
    return _WORDING["code"].format(code=code, minutes=minutes)
