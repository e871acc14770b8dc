"""The few sentences that belong to a channel rather than to an answer, kept apart from the code in YAML."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import yaml


class Words:
    """The sentences of one file, by their names."""

    def __init__(self, file: str) -> None:
        self._file = Path(__file__).parent / file

    def __call__(self, key: str, **values: object) -> str:
        """One sentence with its ``{…}`` filled in. Raises ``KeyError`` for a sentence that does not exist."""
        return self._sentences[key].format(**values)

    @cached_property
    def _sentences(self) -> dict[str, str]:
        sentences: dict[str, str] = yaml.safe_load(self._file.read_text(encoding="utf-8"))
        return sentences


say = Words("words.yml")
say_to_member = Words("data/wecom_words.yml")
say_in_kf = Words("data/wecom_kf_words.yml")
say_on_wechat = Words("data/wechat_words.yml")
say_at_robot = Words("data/robot.yml")
