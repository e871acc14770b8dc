"""``python -m bot wechat …``: what an operator does to the official account."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console

from bot import settings as settings_module
from bot.settings import Settings, SettingsError

app = typer.Typer(help="公众号：底部菜单。", no_args_is_help=True, pretty_exceptions_enable=False)
say = Console(stderr=True, highlight=False)


@app.callback()
def account() -> None:
    """公众号：底部菜单。"""


@app.command()
def menu(show: bool = typer.Option(False, "--show", help="只看平台上现在的菜单，不改")) -> None:
    """按菜单文件更新公众号底部的菜单（设置 wechat_menu_file，空着就用自带的）。"""
    from bot.desk.ports import NotDelivered, Undeliverable
    from connectors.wechat_menu import BadMenu

    try:
        settings = settings_module.load()
        if not settings.wechat_app_id:
            raise SettingsError("没有设公众号。请先填 wechat_app_id 等设置，见 docs/wechat.md")
        lines = asyncio.run(_menu(settings, show))
    except (SettingsError, BadMenu, NotDelivered, Undeliverable) as error:
        say.print(f"[red]{error}[/red]", soft_wrap=True)
        raise typer.Exit(1) from error
    for line in lines:
        print(line)


async def _menu(settings: Settings, show: bool) -> list[str]:
    from bot.engine.redis_server import temporary
    from connectors import wechat_menu
    from connectors.wechat_api import WechatApi

    ours = [] if show else wechat_menu.load(settings).buttons
    client = temporary()
    api = WechatApi(settings, client)
    try:
        if show:
            return wechat_menu.drawn(await api.menu()) or ["平台上还没有菜单"]
        await api.create_menu(ours)
        return [*wechat_menu.drawn(ours), "已更新；手机上一天之内变，重新关注马上变"]
    finally:
        await api.close()
        client.close()
