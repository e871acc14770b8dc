"""Training: one model file for one state of data, rules and understanding code, made only when that state is new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

CONFIG, DOMAIN, NLU, RULES = Path("config.yml"), Path("domain.yml"), Path("data/nlu"), Path("data/rules")
QUESTIONS = Path("data/questions")
_CODE = (Path("bot/intents"), Path("bot/case_number"))
_KEPT = 3


class TrainingFailed(Exception):
    """Rasa refused the data; its own message stands above this one on standard error."""


def current_model(model_dir: Path) -> Path:
    """Where the model of the present data lies, whether or not it is there yet."""
    return model_dir / f"zhixun-{_fingerprint()}.tar.gz"


def train(model_dir: Path) -> Path:
    """Train from the data in the working directory; the model's path. Raises :class:`TrainingFailed`."""
    from rasa.model_training import train as rasa_train

    target = current_model(model_dir)
    result = rasa_train(
        domain=str(DOMAIN),
        config=str(CONFIG),
        training_files=[str(NLU), str(RULES)],
        output=str(model_dir),
        fixed_model_name=target.name,
        force_training=True,
    )
    if result.code != 0 or not target.exists():
        raise TrainingFailed(f"训练没有完成（代码 {result.code}），请看上面的提示，多半是 data/ 或 domain.yml 里有误。")
    _forget_old(model_dir, target)
    return target


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in _inputs():
        digest.update(file.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _inputs() -> Iterator[Path]:
    yield CONFIG
    yield DOMAIN
    for folder in (NLU, RULES, QUESTIONS, *_CODE):
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".yml", ".txt", ".json"})


def _forget_old(model_dir: Path, newest: Path) -> None:
    models = sorted(model_dir.glob("zhixun-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[_KEPT:]:
        if old != newest:
            old.unlink()
