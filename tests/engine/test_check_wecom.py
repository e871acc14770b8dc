"""``check --wecom`` against the simulated platform: what is wrong is named, with what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import settings as settings_module
from bot.desk.staff import SAMPLE, load
from bot.engine.check import Finding
from bot.engine.check_wecom import check_wecom
from bot.settings import WECOM_CREDENTIALS, SettingsError
from tests.conftest import ROOT
from tests.simulators.wecom import WecomSimulator

TEAM = {member.id for member in load(SAMPLE).members}


@pytest.fixture
async def sim() -> AsyncIterator[WecomSimulator]:
    async with WecomSimulator(TEAM) as sim:
        yield sim


async def findings(sim: WecomSimulator, **more: object) -> dict[str, Finding]:
    settings = settings_module.load(**{**sim.settings(), **more})
    return {found.what: found for found in await asyncio.to_thread(lambda: list(check_wecom(settings)))}


async def test_right_credentials_are_in_order(sim: WecomSimulator) -> None:
    found = await findings(sim, team_driver="wecom_app")
    assert all(one.ok for one in found.values()), found
    assert "“执询”可以调用" in found["企业微信应用"].say
    assert "/webhooks/wecom_desk/callback" in found["回调地址"].say


async def test_right_credentials_that_are_not_in_use_are_told(sim: WecomSimulator) -> None:
    assert "wecom_app" in (await findings(sim))["team_driver"].say


@pytest.mark.parametrize("name", WECOM_CREDENTIALS)
async def test_what_is_missing_is_named_before_anything_is_called(sim: WecomSimulator, name: str) -> None:
    found = await findings(sim, **{name: 0 if name == "wecom_agent_id" else ""})
    assert list(found) == [name]
    assert f"ZHIXUN_{name.upper()}" in found[name].say
    assert sim.calls == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"wecom_secret": "x"}, "wecom_secret"),
        ({"wecom_corp_id": "ww9"}, "wecom_corp_id"),
        ({"wecom_agent_id": 7}, "301002"),
        ({"wecom_base_url": "http://127.0.0.1:1"}, "防火墙"),
    ],
)
async def test_what_is_wrong_is_named_with_what_to_do(sim: WecomSimulator, more: dict[str, object], said: str) -> None:
    found = await findings(sim, **more)
    assert not found["企业微信应用"].ok
    assert said in found["企业微信应用"].say


async def test_the_address_to_enter_is_named(sim: WecomSimulator) -> None:
    sim.platform.trusted = False
    assert "203.0.113.7" in (await findings(sim))["企业微信应用"].say


async def test_members_the_app_cannot_see_are_named(sim: WecomSimulator) -> None:
    sim.platform.members = TEAM - {"he.zhiyuan"}
    assert "何知远（he.zhiyuan）" in (await findings(sim))["可见范围"].say


async def test_a_wrong_office_file_is_named(sim: WecomSimulator, tmp_path: Path) -> None:
    file = tmp_path / "office.yml"
    file.write_text("[]", encoding="utf-8")
    found = await findings(sim, desk_file=str(file))
    assert not found["团队文件"].ok


def test_the_driver_without_credentials_does_not_start() -> None:
    with pytest.raises(SettingsError, match="wecom_corp_id"):
        settings_module.load(team_driver="wecom_app")


def test_the_page_for_operators_names_every_setting() -> None:
    page = (ROOT / "docs" / "wecom-desk.md").read_text(encoding="utf-8")
    for name in settings_module.Settings.__fields__:
        if name.startswith("wecom_") or name == "team_driver":
            assert f"`{name}`" in page
