"""Every question that the store may ask, built once. Each is a single SELECT over the views and has a row limit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.cases.tables import case, event, measure, party, payment, team

_LIMIT = sa.bindparam("row_limit", type_=sa.Integer)
_NUMBER = sa.bindparam("case_number", type_=sa.String)


def _of_case(view: sa.Table, *order: Any) -> Any:
    return sa.select(view).where(view.c.case_number == _NUMBER).order_by(*order).limit(_LIMIT)


# One round trip for the case and its team: the columns of v_case, then those of v_team.
CASE = (
    sa.select(
        *case.c,
        *(column.label(f"team_{column.name}") for column in team.c),
    )
    .select_from(case.outerjoin(team, case.c.team_id == team.c.team_id))
    .where(case.c.case_number == _NUMBER)
    .limit(_LIMIT)
)

PARTIES = _of_case(party, party.c.party_id)
EVENTS = _of_case(event, event.c.happened_on, event.c.event_id)
MEASURES = _of_case(measure, measure.c.began_on.is_(None), measure.c.began_on, measure.c.measure_id)
PAYMENTS = _of_case(payment, payment.c.paid_on, payment.c.payment_id)

# A case that is still being urged has no day of filing yet.
CASES_OF = (
    sa.select(case)
    .where(
        case.c.case_number.in_(
            sa.select(party.c.case_number).where(party.c.person_key == sa.bindparam("person_key", type_=sa.String))
        )
    )
    .order_by(sa.func.coalesce(case.c.filed_on, case.c.stage_since).desc(), case.c.case_number.desc())
    .limit(_LIMIT)
)

PARTY_NAMED = (
    sa.select(party)
    .where(party.c.case_number == _NUMBER, party.c.name == sa.bindparam("name", type_=sa.String))
    .order_by(party.c.phone.is_(None), party.c.party_id)
    .limit(_LIMIT)
)

PING = sa.select(team.c.team_id).limit(_LIMIT)

ALL = (CASE, PARTIES, EVENTS, MEASURES, PAYMENTS, CASES_OF, PARTY_NAMED, PING)
