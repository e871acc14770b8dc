"""The part of ``python -m bot check --wecom`` that tries the kf accounts (微信客服)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from bot.desk.ports import NotDelivered, Undeliverable
from bot.desk.staff import BadOffice
from bot.engine.check import Finding
from bot.engine.desk_opening import staff_of
from bot.engine.redis_server import temporary
from bot.settings import Settings, TeamDriver
from connectors.wecom_api import WecomApi
from connectors.wecom_kf_api import Account, KfApi

_LISTED = "“微信客服—可调用接口的应用”"
_PATH = "https://<对外的域名>/webhooks/wecom_kf/callback"


def check_kf(settings: Settings) -> Iterator[Finding]:
    """Whether the app may use each account, who serves its parties, and the address to enter. One call for the list,
    one for each account; nothing is changed."""
    try:
        listed, servicers = asyncio.run(_asked(settings))
    except (NotDelivered, Undeliverable) as error:
        yield Finding("微信客服", False, f"{error}。请核对管理后台{_LISTED}里有这个应用")
        return
    for account in settings.kf_accounts:
        yield _account(account, listed)
        if account in servicers:
            yield _servicers(account, servicers[account], settings)
    yield Finding("微信客服回调", True, f"管理后台里填 {_PATH}；填在应用“接收消息”里的地址收到的也会处理")


async def _asked(settings: Settings) -> tuple[Mapping[str, Account], dict[str, Mapping[str, bool]]]:
    client = temporary()
    api = KfApi(WecomApi(settings, client))
    try:
        listed = await api.accounts()
        return listed, {one: await api.servicers(one) for one in settings.kf_accounts if one in listed}
    finally:
        await api.close()
        client.close()


def _account(account: str, listed: Mapping[str, Account]) -> Finding:
    what = f"客服账号 {account}"
    if account not in listed:
        names = "、".join(f"{one}（{known.name}）" for one, known in listed.items()) or "一个也没有"
        return Finding(what, False, f"应用看不到这个账号。能看到的：{names}。请核对 kf_open_kfid 和{_LISTED}")
    if not listed[account].managed:
        return Finding(what, False, f"“{listed[account].name}”没有交给应用管理，请在{_LISTED}里给它授权这个账号")
    return Finding(what, True, f"“{listed[account].name}”可以调用")


def _servicers(account: str, servicers: Mapping[str, bool], settings: Settings) -> Finding:
    what = f"接待人员 {account}"
    if settings.team_driver is not TeamDriver.KF:
        return Finding(what, True, f"{len(servicers)} 人；团队用的不是 kf 驱动，当事人不会转到他们的微信客服里")
    try:
        members = staff_of(settings)().members
    except BadOffice as error:
        return Finding(what, False, str(error))
    known = {one.lower() for one in servicers}
    others = "、".join(f"{one.name}（{one.id}）" for one in members if one.id.lower() not in known)
    if others:
        return Finding(what, False, f"还不是接待人员的成员：{others}。请在这个客服账号里加上，否则他们只能在应用里打字")
    return Finding(what, True, f"团队成员都是；现在在接待的 {sum(servicers.values())} 人")
