"""The six views of the contract, as SQLAlchemy Core tables. Types and meanings: ``docs/case-store.md``."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

case = sa.Table(
    "v_case",
    metadata,
    sa.Column("case_number", sa.String(64), primary_key=True),
    sa.Column("court_code", sa.String(16), nullable=False),
    sa.Column("court_name", sa.String(64), nullable=False),
    sa.Column("cause", sa.String(64), nullable=False),
    sa.Column("basis", sa.String(128), nullable=False),
    sa.Column("claim", sa.Numeric(16, 2)),
    sa.Column("filed_on", sa.Date),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("stage_since", sa.Date, nullable=False),
    sa.Column("team_id", sa.String(32)),
    sa.Column("handler", sa.String(32)),
    sa.Column("next_step", sa.String(24)),
    sa.Column("next_due", sa.Date),
    sa.Column("concluded_on", sa.Date),
    sa.Column("conclusion", sa.String(16)),
)

party = sa.Table(
    "v_party",
    metadata,
    sa.Column("party_id", sa.String(32), primary_key=True),
    sa.Column("case_number", sa.String(64), nullable=False, index=True),
    sa.Column("person_key", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.String(128), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("is_organisation", sa.Boolean, nullable=False),
    sa.Column("phone", sa.String(16)),
    sa.Column("id_tail", sa.String(4)),
    sa.Column("represents", sa.String(32)),
)

event = sa.Table(
    "v_event",
    metadata,
    sa.Column("event_id", sa.String(32), primary_key=True),
    sa.Column("case_number", sa.String(64), nullable=False, index=True),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("note", sa.String(256), nullable=False),
    sa.Column("audience", sa.String(16), nullable=False),
)

measure = sa.Table(
    "v_measure",
    metadata,
    sa.Column("measure_id", sa.String(32), primary_key=True),
    sa.Column("case_number", sa.String(64), nullable=False, index=True),
    sa.Column("party_id", sa.String(32)),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("target", sa.String(128), nullable=False),
    sa.Column("amount", sa.Numeric(16, 2)),
    sa.Column("began_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("rank", sa.Integer),
    sa.Column("audience", sa.String(16), nullable=False),
)

payment = sa.Table(
    "v_payment",
    metadata,
    sa.Column("payment_id", sa.String(32), primary_key=True),
    sa.Column("case_number", sa.String(64), nullable=False, index=True),
    sa.Column("party_id", sa.String(32)),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("amount", sa.Numeric(16, 2), nullable=False),
    sa.Column("paid_on", sa.Date, nullable=False),
    sa.Column("note", sa.String(128), nullable=False),
)

team = sa.Table(
    "v_team",
    metadata,
    sa.Column("team_id", sa.String(32), primary_key=True),
    sa.Column("court_code", sa.String(16), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("head", sa.String(32), nullable=False),
    sa.Column("phone", sa.String(32), nullable=False),
    sa.Column("place", sa.String(64), nullable=False),
    sa.Column("hours", sa.String(64), nullable=False),
)

VIEWS = (case, party, event, measure, payment, team)
