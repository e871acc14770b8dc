"""Alembic's entry: runs the revisions on the connection that ``bot/desk/migrating.py`` hands over."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="desk_version")
context.run_migrations()
