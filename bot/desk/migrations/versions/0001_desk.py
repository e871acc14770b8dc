"""The desk's first tables, and the triggers that keep the audit as it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From nothing."""
    _tickets()
    _words()
    _outbox()
    _audit()


def _tickets() -> None:
    op.create_table(
        "desk_tickets",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("assignee", sa.String(64)),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("promised_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("first_reply_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("content", sa.Boolean),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("purged_at", sa.BigInteger),
    )
    op.create_index("desk_tickets_conversation", "desk_tickets", ["conversation"])
    op.create_index("desk_tickets_open", "desk_tickets", ["closed_at", "due_at"])
    op.create_table(
        "desk_conversations",
        sa.Column("conversation", sa.String(255), primary_key=True),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("number", sa.String(20), sa.ForeignKey("desk_tickets.number"), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_index("desk_conversations_number", "desk_conversations", ["number"])
    op.create_index("desk_conversations_owner", "desk_conversations", ["owner", "since"])


def _words() -> None:
    op.create_table(
        "desk_said",
        sa.Column("position", _POSITION, primary_key=True, autoincrement=True),
        sa.Column("number", sa.String(20), sa.ForeignKey("desk_tickets.number"), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("desk_said_number", "desk_said", ["number", "position"])
    op.create_table(
        "desk_seen",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("answer", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_desk_seen_at", "desk_seen", ["at"])
    op.create_table(
        "desk_numbers",
        sa.Column("day", sa.String(4), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "desk_outbox",
        sa.Column("id", _POSITION, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("lane", sa.String(270), nullable=False),
        sa.Column("number", sa.String(20), sa.ForeignKey("desk_tickets.number"), nullable=False),
        sa.Column("member", sa.String(64)),
        sa.Column("note", sa.String(10)),
        sa.Column("author", sa.String(64)),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("leased_by", sa.String(32)),
        sa.Column("leased_until", sa.BigInteger, nullable=False),
        sa.Column("error", sa.String(255), nullable=False),
        sa.Column("receipt", sa.Text),
        sa.Column("done_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("desk_outbox_lane", "desk_outbox", ["state", "lane", "id"])
    op.create_index("desk_outbox_number", "desk_outbox", ["number"])


def _audit() -> None:
    op.create_table(
        "desk_audit",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "desk_audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


_SQLITE = [
    f"CREATE TRIGGER desk_audit_no_{verb} BEFORE {verb} ON desk_audit "
    "BEGIN SELECT RAISE(ABORT, 'desk_audit is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRES = [
    "CREATE FUNCTION desk_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'desk_audit is append-only'; END $$",
    "CREATE TRIGGER desk_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION desk_audit_refuse()",
]
