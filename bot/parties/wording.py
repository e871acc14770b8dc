"""The text message of the identity check; the words themselves are in ``wording.yml``."""

from __future__ import annotations

from importlib.resources import files

from bot.data_files import read_yaml

_WORDING: dict[str, str] = read_yaml(files(__package__) / "wording.yml")


def code_text(code: str, minutes: int) -> str:
    """The text message with the code. It names neither case nor person: a lock screen is read by others too."""
    return _WORDING["code"].format(code=code, minutes=minutes)
