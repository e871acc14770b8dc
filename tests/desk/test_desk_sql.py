"""``deploy/postgres/desk.sql``: a role of its own, with which the desk runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pgserver

from bot.desk.desk import Desk
from tests.cases.postgres_server import ROOT, PostgresServer
from tests.desk.world import LIN, SECRET, World, request

_PSQL = Path(pgserver.__file__).parent / "pginstall" / "bin" / "psql"


def test_the_script_runs_twice_and_its_role_is_enough(desk_postgres: PostgresServer, tmp_path: Path) -> None:
    script = ["-v", "ON_ERROR_STOP=1", "-q", "-f", str(ROOT / "deploy/postgres/desk.sql")]
    for _ in range(2):
        command = [str(_PSQL), "-h", desk_postgres.socket_folder, "-U", "postgres", *script]
        subprocess.run(command, check=True, capture_output=True)
    world = World(f"sqlite:///{tmp_path / 'unused.db'}")
    desk = Desk.open(desk_postgres.url("zhixun_desk", "zhixun_desk"), lambda: world.staff, SECRET)
    number = desk.request(request()).number
    assert desk.claim(number, LIN, "c").assignee == LIN
    assert desk.verify().broken is None
    desk.shut()
    may = "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = 'zhixun_desk'"
    assert desk_postgres.run("postgres", may) == [(False,)]
