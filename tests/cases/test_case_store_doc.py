"""``docs/case-store.md`` says what ``tables.py`` and ``model.py`` say."""

from __future__ import annotations

import inspect
import re
from enum import Enum
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cases import errors, model
from bot.cases.errors import CaseStoreError
from bot.cases.sample import demo_table
from bot.cases.tables import VIEWS

DOC = (Path(__file__).parents[2] / "docs/case-store.md").read_text(encoding="utf-8")
CODES: dict[str, type[Enum]] = {
    "v_case.stage": model.Stage,
    "v_case.next_step": model.NextStep,
    "v_case.conclusion": model.Conclusion,
    "v_party.role": model.Role,
    "v_event.audience": model.Audience,
    "v_event.kind": model.EventKind,
    "v_measure.kind": model.MeasureKind,
    "v_measure.status": model.MeasureStatus,
    "v_payment.kind": model.PaymentKind,
    "v_team.kind": model.TeamKind,
}
CHINESE = re.compile("[\u4e00-\u9fff]")


def section(title: str) -> str:
    """The text under a heading, until the next one."""
    found = re.search(rf"^### `{re.escape(title)}`.*?(?=^##|\Z)", DOC, re.DOTALL | re.MULTILINE)
    assert found, f"docs/case-store.md has no section {title}"
    return found.group()


def rows(title: str) -> list[list[str]]:
    """The cells of the lines of a table whose first cell is in backticks."""
    lines = [line.strip().strip("|").split(" | ") for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line] for line in lines]


def type_name(column: sa.Column[object]) -> str:
    kind = column.type
    if isinstance(kind, sa.Numeric):
        return f"numeric({kind.precision},{kind.scale})"
    if isinstance(kind, sa.String):
        return f"text({kind.length})"
    return {sa.Date: "date", sa.Boolean: "boolean", sa.Integer: "integer"}[type(kind)]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_columns_types_and_nulls_are_those_of_the_tables(view: sa.Table) -> None:
    documented = [tuple(cells[:3]) for cells in rows(view.name)]
    assert documented == [(f"`{c.name}`", type_name(c), "是" if c.nullable else "否") for c in view.c]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_column_says_what_it_means_and_what_null_means(view: sa.Table) -> None:
    for cells in rows(view.name):
        assert len(cells) == 7, cells
        _, _, null, meaning, null_means, example, source = cells
        assert CHINESE.search(meaning) and example and source
        assert (null_means == "—") == (null == "否")


@pytest.mark.parametrize("title", CODES)
def test_codes_are_those_of_the_model_in_its_order(title: str) -> None:
    assert [cells[0] for cells in rows(title)] == [f"`{code.value}`" for code in CODES[title]]


@pytest.mark.parametrize("title", CODES)
def test_meaning_of_a_code_is_the_one_beside_it_in_the_model(title: str) -> None:
    source = inspect.getsource(CODES[title])
    beside = dict(re.findall(r'= "(\w+)"  # (.+)', source))
    for code, meaning in rows(title):
        assert CHINESE.search(meaning)
        assert beside.get(code.strip("`"), meaning) == meaning


def test_every_column_of_codes_has_a_table_of_codes() -> None:
    for view in VIEWS:
        for cells in rows(view.name):
            if "代码见下" in cells[3]:
                column = f"{view.name}.{cells[0].strip('`')}"
                assert column in CODES or column == "v_measure.audience"


def test_indexes_asked_for_are_those_of_the_tables() -> None:
    table = DOC.partition("### 要有的索引")[2].partition("###")[0]
    for view in VIEWS:
        (line,) = [line for line in table.splitlines() if line.startswith(f"| `{view.name}` |")]
        wanted = {column.name for column in view.c if column.index}
        wanted |= {next(iter(view.primary_key)).name} if view.name in ("v_case", "v_team") else set()
        assert set(re.findall(r"`(\w+)`", line)) == wanted | {view.name}


def test_errors_of_the_store_have_a_line_of_advice() -> None:
    for name, kind in vars(errors).items():
        ours = inspect.isclass(kind) and issubclass(kind, CaseStoreError) and kind is not CaseStoreError
        if ours and name != "StatementRefused":  # a fault of the program, not of the installation
            assert f"| `{name}` |" in DOC


def test_demo_cases_are_listed() -> None:
    assert demo_table() in DOC
