"""Bringing the desk's database to the newest form, at every start; two processes that start together wait in line."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.desk.database import Database


def migrate(database: Database) -> None:
    """Run the missing revisions in one transaction. Raises ``DeskUnavailable``."""
    with database.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
