"""``check --wechat`` and ``wechat menu`` against the simulated platform: what is wrong is named, with what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from typer.testing import CliRunner

from bot import settings as settings_module
from bot.cli import app
from bot.engine.check import Finding
from bot.engine.check_wechat import check_wechat
from tests.simulators.wechat import WechatSimulator


@pytest.fixture
async def sim() -> AsyncIterator[WechatSimulator]:
    async with WechatSimulator() as sim:
        yield sim


async def findings(sim: WechatSimulator, **more: object) -> dict[str, Finding]:
    settings = settings_module.load(**{**sim.settings(), **more})
    return {found.what: found for found in await asyncio.to_thread(lambda: list(check_wechat(settings)))}


@pytest.fixture
def run(sim: WechatSimulator, monkeypatch: pytest.MonkeyPatch) -> object:
    """The command line, set up for the simulated platform."""
    for name, value in sim.settings().items():
        monkeypatch.setenv(f"ZHIXUN_{name.upper()}", str(value))

    async def running(*arguments: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, app, list(arguments))
        return result.exit_code, result.output

    return running


async def test_an_account_that_is_set_up_is_in_order(sim: WechatSimulator, run) -> None:  # type: ignore[no-untyped-def]
    code, told = await run("wechat", "menu", "--show")
    assert (code, told.strip()) == (0, "平台上还没有菜单")
    code, told = await run("wechat", "menu")
    assert code == 0 and "转人工 → 转人工" in told and len(sim.platform.menu.buttons) == 3
    assert "转人工 → 转人工" in (await run("wechat", "menu", "--show"))[1]
    found = await findings(sim)
    assert all(one.ok for one in found.values()), found
    assert "/webhooks/wechat/callback" in found["服务器地址"].say
    assert (await run("check", "--wechat"))[0] == 0


async def test_a_menu_that_was_never_made_or_is_another_is_told(sim: WechatSimulator) -> None:
    assert "还没有菜单" in (await findings(sim))["菜单"].say
    sim.platform.menu.create({"button": [{"type": "click", "name": "旧", "key": "old"}]})
    assert "不一样" in (await findings(sim))["菜单"].say


@pytest.mark.parametrize(
    ("more", "what", "said"),
    [
        ({"wechat_secret": "x"}, "公众号", "wechat_secret"),
        ({"wechat_app_id": "wx9"}, "公众号", "wechat_app_id"),
        ({"wechat_base_url": "http://127.0.0.1:1"}, "公众号", "防火墙"),
        ({"wechat_mode": "plain"}, "加解密方式", "安全模式"),
        ({"wechat_template_id": "t9"}, "通知模板", "wechat_template_id"),
        ({"wechat_menu_file": "nowhere.yml"}, "菜单", "nowhere.yml"),
    ],
)
async def test_what_is_wrong_is_named(sim: WechatSimulator, more: dict[str, object], what: str, said: str) -> None:
    found = (await findings(sim, **more))[what]
    assert not found.ok and said in found.say


async def test_an_address_that_is_not_on_the_list_is_named(sim: WechatSimulator) -> None:
    sim.platform.tokens.listed = False
    assert "203.0.113.7" in (await findings(sim))["公众号"].say


async def test_without_an_account_everything_is_missing() -> None:
    found = list(check_wechat(settings_module.load()))
    assert [one.what for one in found] == ["wechat_app_id", "wechat_secret", "wechat_token", "wechat_aes_key"]
    assert not any(one.ok for one in found)


async def test_without_a_template_the_account_is_in_order(sim: WechatSimulator) -> None:
    found = (await findings(sim, wechat_template_id=""))["通知模板"]
    assert found.ok and "下次来消息" in found.say


@pytest.mark.parametrize(("name", "value"), [("ZHIXUN_WECHAT_APP_ID", ""), ("ZHIXUN_WECHAT_SECRET", "x")])
async def test_a_menu_that_cannot_be_made_says_why(run, monkeypatch, name: str, value: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv(name, value)
    code, told = await run("wechat", "menu")
    assert code == 1 and "wechat_" in told
