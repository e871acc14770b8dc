"""``python -m bot check --wecom``: do the credentials of the work WeChat app work, and if not, what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from bot.desk.ports import Member, NotDelivered, Undeliverable
from bot.desk.staff import BadOffice
from bot.engine.check import Finding
from bot.engine.check_kf import check_kf
from bot.engine.desk_opening import staff_of
from bot.engine.redis_server import temporary
from bot.settings import WECOM_CREDENTIALS, WECOM_DRIVERS, Settings
from connectors.wecom_api import WecomApi

_APP = "企业微信应用"
_UNREACHABLE = "请检查本机能否访问 {url}（防火墙、代理、设置 wecom_base_url）"


def check_wecom(settings: Settings) -> Iterator[Finding]:
    """What is missing; then, with everything there, one real call; then the members and the address to enter."""
    missing = [name for name in WECOM_CREDENTIALS if not getattr(settings, name)]
    for name in missing:
        yield Finding(name, False, f"没有填。这里要填 {WECOM_CREDENTIALS[name]}，环境变量 ZHIXUN_{name.upper()}")
    if missing:
        return
    try:
        app = asyncio.run(_app(settings))
    except (NotDelivered, Undeliverable) as error:
        yield Finding(_APP, False, _advised(str(error), settings))
        return
    yield Finding(_APP, not app.get("close"), _state(app))
    yield from _members(settings, app)
    yield Finding("team_driver", settings.team_driver in WECOM_DRIVERS, _driver(settings))
    path = "https://<对外的域名>/webhooks/wecom_desk/callback"
    yield Finding("回调地址", True, f"管理后台“接收消息”里填 {path}，服务启动以后再点保存")
    if settings.kf_accounts:
        yield from check_kf(settings)


async def _app(settings: Settings) -> dict[str, Any]:
    """Asks with a fresh token: the one in use may be older than a change of the secret."""
    client = temporary()
    api = WecomApi(settings, client)
    try:
        return await api.app()
    finally:
        await api.close()
        client.close()


def _advised(error: str, settings: Settings) -> str:
    advice = "" if "企业微信 " in error else "。" + _UNREACHABLE.format(url=settings.wecom_base_url)
    return error + advice


def _state(app: dict[str, Any]) -> str:
    name = app.get("name", "")
    return f"“{name}”已停用，请在管理后台重新启用" if app.get("close") else f"“{name}”可以调用"


def _members(settings: Settings, app: dict[str, Any]) -> Iterator[Finding]:
    """Who of the team the app cannot reach, as far as its visible range names members one by one."""
    try:
        members = staff_of(settings)().members
    except BadOffice as error:
        yield Finding("团队文件", False, str(error))
        return
    if app.get("allow_partys", {}).get("partyid") or app.get("allow_tags", {}).get("tagid"):
        yield Finding("可见范围", True, "按部门或标签开放；请自己核对团队成员都在里面")
        return
    visible = {one["userid"].lower() for one in app.get("allow_userinfos", {}).get("user", [])}
    yield _visible([one for one in members if one.id.lower() not in visible])


def _visible(hidden: Sequence[Member]) -> Finding:
    if not hidden:
        return Finding("可见范围", True, "团队成员都在里面")
    names = "、".join(f"{one.name}（{one.id}）" for one in hidden)
    return Finding(
        "可见范围", False, f"收不到消息的成员：{names}。请在应用详情页的“可见范围”里加上，或改正团队文件里的账号"
    )


def _driver(settings: Settings) -> str:
    on = settings.team_driver in WECOM_DRIVERS
    return "已启用" if on else "还是 embedded：凭据是对的，设成 wecom_app（或 kf）并重启才会用上"
