"""The key of all hashes."""

from __future__ import annotations

import secrets

from bot.settings import Mode, Settings


def secret_of(settings: Settings) -> str:
    """The configured key; in embedded mode one is made and kept in a file that only this user can read."""
    if settings.secret or settings.mode is Mode.PRODUCTION:
        return settings.secret
    file = settings.data_dir / "secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii")
