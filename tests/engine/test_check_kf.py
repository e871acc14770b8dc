"""``check --wecom`` with a kf account: what is wrong with it is named, with what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot import settings as settings_module
from bot.desk.staff import SAMPLE, load
from bot.engine.check import Finding
from bot.engine.check_wecom import check_wecom
from bot.settings import SettingsError
from tests.conftest import ROOT
from tests.simulators.wecom import WecomSimulator

TEAM = {member.id: True for member in load(SAMPLE).members}


@pytest.fixture
async def sim() -> AsyncIterator[WecomSimulator]:
    async with WecomSimulator(set(TEAM)) as sim:
        sim.kf.platform.servicers = dict(TEAM)
        yield sim


async def findings(sim: WecomSimulator, **more: object) -> dict[str, Finding]:
    settings = settings_module.load(**{**sim.settings(), **sim.kf.settings(), "team_driver": "kf", **more})
    return {found.what: found for found in await asyncio.to_thread(lambda: list(check_wecom(settings)))}


async def test_an_account_in_order(sim: WecomSimulator) -> None:
    found = await findings(sim)
    assert all(one.ok for one in found.values()), found
    assert "“执行咨询”可以调用" in found["客服账号 wkAccount"].say
    assert f"在接待的 {len(TEAM)} 人" in found["接待人员 wkAccount"].say
    assert "/webhooks/wecom_kf/callback" in found["微信客服回调"].say


async def test_an_account_that_the_app_does_not_see(sim: WecomSimulator) -> None:
    found = await findings(sim, kf_open_kfid="wkAccount, wkOther")
    assert found["客服账号 wkAccount"].ok and not found["客服账号 wkOther"].ok
    assert "wkAccount（执行咨询）" in found["客服账号 wkOther"].say


async def test_an_account_that_is_not_the_app_s(sim: WecomSimulator) -> None:
    sim.kf.platform.managed = False
    found = await findings(sim)
    assert not all(one.ok for one in found.values())
    assert any("可调用接口的应用" in one.say for one in found.values() if not one.ok)


async def test_members_who_are_no_servicers_are_named(sim: WecomSimulator) -> None:
    del sim.kf.platform.servicers["he.zhiyuan"]
    assert "何知远（he.zhiyuan）" in (await findings(sim))["接待人员 wkAccount"].say


async def test_another_driver_needs_no_servicers(sim: WecomSimulator) -> None:
    sim.kf.platform.servicers.clear()
    assert (await findings(sim, team_driver="wecom_app"))["接待人员 wkAccount"].ok


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"team_driver": "kf"}, "kf_open_kfid"),
        ({"kf_open_kfid": "wk1"}, "wecom_corp_id"),
        ({"kf_open_kfid": "wk1", "wecom_corp_id": "ww1", "wecom_agent_id": 1, "wecom_secret": "s"}, "wecom_token"),
    ],
)
def test_what_a_kf_account_needs(more: dict[str, object], missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        settings_module.load(**more)


def test_an_account_without_the_app_s_address_needs_its_own_token() -> None:
    own = {"kf_token": "t", "kf_aes_key": "k" * 43}
    app = {"wecom_corp_id": "ww1", "wecom_agent_id": 1, "wecom_secret": "s"}
    assert settings_module.load(kf_open_kfid=" wk1 ,wk2", **own, **app).kf_accounts == ("wk1", "wk2")


def test_the_page_for_operators_names_every_setting() -> None:
    page = (ROOT / "docs" / "wecom-kf.md").read_text(encoding="utf-8")
    for name in settings_module.Settings.__fields__:
        if name.startswith("kf_") or name == "team_driver":
            assert f"`{name}`" in page
