"""Fixed phrases: commands (退出, 取消, 再说一遍, 重发) and the choices that the bot itself offers.

They are recognised by their exact words, never learnt and never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.answers import law_entries, talk
from bot.data_files import read_yaml

_AROUND = re.compile(r"[\s，。！？、,.!?~～…]+|^(我要|我想|请|麻烦|那就|那|好|嗯)+|(吧|啦|了吧|呀|啊|嘛|哦|谢谢)+$")


def fixed_intent(text: str) -> str | None:
    """The intent of a command or of an offered choice, or ``None`` for everything else."""
    return _offered().get(_plain(text)) or _command(_plain(text)) or _command(_AROUND.sub("", text))


def _plain(text: str) -> str:
    return text.strip().rstrip("。？！?!. ")


@lru_cache(maxsize=1)
def _offered() -> dict[str, str]:
    return {_plain(words): intent for words, intent in {**law_entries.questions(), **talk.offered()}.items()}


def _command(words: str) -> str | None:
    return next((intent for intent, phrases in _commands().items() if phrases.fullmatch(words)), None)


@lru_cache(maxsize=1)
def _commands() -> dict[str, re.Pattern[str]]:
    content = read_yaml(Path(__file__).with_name("commands.yml"))
    return {intent: re.compile("|".join(phrases)) for intent, phrases in content.items()}
