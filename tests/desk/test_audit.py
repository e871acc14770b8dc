"""Who saw and did what, and that nothing of it can be changed without being seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from bot.desk.audit import Seal, Verdict, verify
from bot.desk.tables import audit, audit_head
from tests.desk.world import HE, LIN, SECRET, World

TAMPERING = {
    "the actor": (3, "UPDATE desk_audit SET actor = 'he.zhiyuan' WHERE seq = 3"),
    "the moment": (3, "UPDATE desk_audit SET at = at + 1 WHERE seq = 3"),
    "the act": (1, "UPDATE desk_audit SET act = 'look' WHERE seq = 1"),
    "the ticket": (4, "UPDATE desk_audit SET number = 'ZX1126-002' WHERE seq = 4"),
    "the detail": (4, "UPDATE desk_audit SET detail = '{}' WHERE seq = 4"),
    "a seal": (5, "UPDATE desk_audit SET hash = '" + "0" * 64 + "' WHERE seq = 5"),
    "the first row": (1, "DELETE FROM desk_audit WHERE seq = 1"),
    "a row in the middle": (3, "DELETE FROM desk_audit WHERE seq = 3"),
    "two rows in each other's place": (
        3,
        "UPDATE desk_audit SET seq = 99 WHERE seq = 3; UPDATE desk_audit SET seq = 3 WHERE seq = 4; "
        "UPDATE desk_audit SET seq = 4 WHERE seq = 99",
    ),
    "a row put in at the end": (
        7,
        "INSERT INTO desk_audit SELECT 7, at, actor, act, number, detail, hash FROM desk_audit WHERE seq = 6",
    ),
    "a row closed up": (
        3,  # by way of free numbers: PostgreSQL checks the key row by row
        "DELETE FROM desk_audit WHERE seq = 3; UPDATE desk_audit SET seq = 1 - seq WHERE seq > 3; "
        "UPDATE desk_audit SET seq = -seq WHERE seq < 0",
    ),
    "the tail": (6, "DELETE FROM desk_audit WHERE seq = 6"),
    "the tail with the head's figures": (
        6,
        "DELETE FROM desk_audit WHERE seq = 6; UPDATE desk_audit_head SET seq = 5, "
        "hash = (SELECT hash FROM desk_audit WHERE seq = 5)",
    ),
    "everything": (1, "DELETE FROM desk_audit"),
    "the head": (1, "DELETE FROM desk_audit_head"),
}


@pytest.fixture
def six_rows(world: World) -> World:
    number = world.claimed().number
    world.desk.reply(number, LIN, "您的卡已解冻", "r")
    world.desk.ticket(number, HE)
    world.desk.close(number, LIN, "x")
    return world


def test_it_tells_who_did_what_and_nothing_of_what_was_said(six_rows: World) -> None:
    rows = _rows(six_rows)
    told = [(row.actor, row.act, row.number) for row in rows]
    acts = [("party", "request"), (LIN, "claim"), (LIN, "write"), (LIN, "said"), (HE, "look"), (LIN, "end")]
    assert told == [(actor, act, "ZX1126-001") for actor, act in acts]
    assert json.loads(rows[3].detail)["length"] == len("您的卡已解冻")
    assert not any("解冻" in row.detail or "承办人" in row.detail for row in rows)
    verdict = six_rows.desk.verify()
    assert verdict == Verdict(6, rows[-1].hash)


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_where_it_was_done(six_rows: World, what: str) -> None:
    place, sql = TAMPERING[what]
    _past_the_triggers(six_rows, sql)
    assert six_rows.desk.verify().broken == place


@pytest.mark.parametrize("sql", ["UPDATE desk_audit SET actor = 'x'", "DELETE FROM desk_audit"])
def test_the_database_refuses_to_change_it(six_rows: World, sql: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        _run(six_rows, sql)
    assert six_rows.desk.verify().broken is None


def test_nobody_without_the_secret_can_make_a_fitting_chain(six_rows: World) -> None:
    forger = Seal("another secret")
    with six_rows.desk._database.read() as connection:
        assert verify(connection, forger).broken == 1


def test_an_older_copy_put_back_is_seen_by_whoever_noted_the_last_seal(six_rows: World) -> None:
    noted = six_rows.desk.verify()
    copy = [dict(row._mapping) for row in _rows(six_rows)], _head(six_rows)
    six_rows.desk.heard("web:a", "解决了", "h")
    newer = six_rows.desk.verify()
    assert six_rows.desk.verify((noted.rows, noted.last)).broken is None
    _past_the_triggers(six_rows, "DELETE FROM desk_audit WHERE seq > 6")
    _put_back(six_rows, copy[1])
    assert six_rows.desk.verify().broken is None  # from inside it cannot be seen
    assert six_rows.desk.verify((newer.rows, newer.last)).broken == 7
    assert six_rows.desk.verify((noted.rows, "0" * 64)).broken == 6


def test_two_processes_write_one_chain(six_rows: World) -> None:
    other = six_rows.another()
    for desk in (other, six_rows.desk) * 5:
        desk.ticket("ZX1126-001", HE)
    assert other.verify() == six_rows.desk.verify()
    assert other.verify().rows == 16
    other.shut()


def test_an_empty_audit_is_in_order(world: World) -> None:
    assert world.desk.verify() == Verdict(0, "0" * 64)


def test_a_fingerprint_shows_no_word() -> None:
    one, other = Seal(SECRET).fingerprint("同一句"), Seal("another").fingerprint("同一句")
    assert one["length"] == 3 and one == Seal(SECRET).fingerprint("同一句") != other


def _rows(world: World) -> list[Any]:
    with world.desk._database.read() as connection:
        return list(connection.execute(sa.select(audit).order_by(audit.c.seq)))


def _head(world: World) -> dict[str, Any]:
    with world.desk._database.read() as connection:
        return dict(connection.execute(sa.select(audit_head)).one()._mapping)


def _put_back(world: World, head: dict[str, Any]) -> None:
    with world.desk._database.write() as connection:
        connection.execute(audit_head.update().values(head))


def _run(world: World, sql: str) -> None:
    with world.desk._database.engine.connect() as connection, connection.begin():
        for statement in sql.split("; "):
            connection.exec_driver_sql(statement)


def _past_the_triggers(world: World, sql: str) -> None:
    """As somebody with every right over the database."""
    if world.desk._database.engine.dialect.name == "sqlite":
        drop = "; ".join(f"DROP TRIGGER IF EXISTS desk_audit_no_{verb}" for verb in ("UPDATE", "DELETE"))
        _run(world, f"{drop}; {sql}")
    else:
        _run(world, f"SET LOCAL session_replication_role = replica; {sql}")
