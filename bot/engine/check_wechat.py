"""``python -m bot check --wechat``: does the official account work as it is set up, and if not, what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from bot.desk.ports import NotDelivered, Undeliverable
from bot.engine.check import Finding
from bot.engine.redis_server import temporary
from bot.settings import WECHAT_CREDENTIALS, Settings, WechatMode
from connectors import wechat_menu
from connectors.wechat_menu import BadMenu
from connectors.wechat_notice import NoSuchTemplate
from connectors.wechat_party import WechatParty

_ACCOUNT = "公众号"
_UNREACHABLE = "。请检查本机能否访问 {url}（防火墙、代理、设置 wechat_base_url）"
_ADDRESS = "https://<对外的域名>/webhooks/wechat/callback"


def check_wechat(settings: Settings) -> Iterator[Finding]:
    """What is missing; then, with everything there, real calls that change nothing."""
    plain = settings.wechat_mode is WechatMode.PLAIN
    wanted = {name: what for name, what in WECHAT_CREDENTIALS.items() if name != "wechat_aes_key" or not plain}
    missing = [name for name in wanted if not getattr(settings, name)]
    for name in missing:
        yield Finding(name, False, f"没有填。这里要填 {wanted[name]}，环境变量 ZHIXUN_{name.upper()}")
    if missing:
        return
    yield Finding("加解密方式", not plain, _mode(settings.wechat_mode))
    yield from asyncio.run(_called(settings))
    yield Finding("服务器地址", True, f"在公众平台“服务器配置”里填 {_ADDRESS}，点提交时平台会当场来验证")


async def _called(settings: Settings) -> list[Finding]:
    """With a Redis of its own: a token that another process keeps would say nothing of the secret."""
    client = temporary()
    party = WechatParty(settings, client)
    try:
        return [finding async for finding in _asked(settings, party)]
    finally:
        await party.close()
        client.close()


async def _asked(settings: Settings, party: WechatParty) -> AsyncIterator[Finding]:
    try:
        addresses = await party.api.addresses()
    except (NotDelivered, Undeliverable) as error:
        yield Finding(_ACCOUNT, False, _advised(error, settings))
        return
    yield Finding(_ACCOUNT, True, f"AppID、AppSecret 和 IP 白名单都对；平台从 {len(addresses)} 个地址回调本机")
    for what, look in (("菜单", _menu), ("通知模板", _template)):
        try:
            yield Finding(what, True, await look(settings, party))
        except (NotDelivered, Undeliverable, NoSuchTemplate, BadMenu) as error:
            yield Finding(what, False, str(error))


async def _menu(settings: Settings, party: WechatParty) -> str:
    ours, theirs = wechat_menu.load(settings).buttons, await party.api.menu()
    if not theirs:
        raise BadMenu("还没有菜单。请运行：python -m bot wechat menu")
    if wechat_menu.comparable(ours) != wechat_menu.comparable(theirs):
        raise BadMenu("平台上的菜单和文件不一样。请运行：python -m bot wechat menu")
    return "和文件一样"


async def _template(settings: Settings, party: WechatParty) -> str:
    if not settings.wechat_template_id:
        return "没有设模板（wechat_template_id）：48小时外的回复等当事人下次来消息时给，不另外通知"
    return "、".join(await party.notice.values()) + " 都填得上"


def _advised(error: Exception, settings: Settings) -> str:
    """A code of the platform's says itself what to do; without one, the way to it is broken."""
    coded = "微信公众号 " in str(error)
    return str(error) + ("" if coded else _UNREACHABLE.format(url=settings.wechat_base_url))


def _mode(mode: WechatMode) -> str:
    named = {WechatMode.SAFE: "安全模式", WechatMode.COMPATIBLE: "兼容模式，只认密文", WechatMode.PLAIN: "明文模式"}
    advice = "：谁都能冒充平台，请改成安全模式，设置 wechat_mode=safe" if mode is WechatMode.PLAIN else ""
    return named[mode] + advice
