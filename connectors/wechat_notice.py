"""A template message that an answer waits, when it cannot be sent: it names neither person, case nor content.

Source: the platform's page on template messages, and the rules for each kind of field (错误码 47003).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import redis

from connectors.wechat_api import WechatApi
from connectors.words import say_on_wechat as say

_FIELD = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")
_KINDS = ("thing", "phrase", "const", "time", "date")
_OLD_STYLE = re.compile(r"first|remark|keyword\d+")
_CHINA = timezone(timedelta(hours=8))
_KEPT = 7 * 86400  # seconds: as long as the desk may go on trying


class NoSuchTemplate(Exception):
    """The account has no such template, or one with fields that we have nothing for; the text says so, in Chinese."""


class Notice:
    """The notices of one account with one ``template``. ``clock`` gives seconds since 1970."""

    def __init__(self, api: WechatApi, client: redis.Redis[str], template: str, clock: Callable[[], float]) -> None:
        self._api, self._redis, self._template, self._clock = api, client, template, clock
        self._names: tuple[str, ...] = ()

    async def send_once(self, openid: str) -> None:
        """One notice until the party writes again, whatever waits. Raises :class:`NoSuchTemplate` and what the call
        raises; it is tried again with the next answer that waits."""
        if not self._redis.set(_key(openid), "1", nx=True, ex=_KEPT):
            return
        try:
            await self._api.send_notice(openid, self._template, await self.values())
        except BaseException:
            await self.forget(openid)
            raise

    async def forget(self, openid: str) -> None:
        """The party wrote: what waits is told now."""
        self._redis.delete(_key(openid))

    async def values(self) -> dict[str, str]:
        """What stands in each field of the template, which the platform is asked for once. Raises
        :class:`NoSuchTemplate` and what the call raises."""
        self._names = self._names or await self._fields()
        now = datetime.fromtimestamp(self._clock(), _CHINA)
        return {name: say(f"notice_{_kind(name)}", now=now) for name in self._names}

    async def _fields(self) -> tuple[str, ...]:
        for one in await self._api.templates():
            if one.get("template_id") == self._template:
                names = tuple(_FIELD.findall(one.get("content", "")))
                if strange := [name for name in names if not _kind(name)]:
                    raise NoSuchTemplate(f"模板里的字段 {'、'.join(strange)} 填不了，请另选只有事项和时间的模板")
                return names
        raise NoSuchTemplate("公众号里没有这个模板，请在“模板消息”里复制模板 ID 到设置 wechat_template_id")


def _kind(name: str) -> str:
    """The kind of a field: new templates name it (thing1, time2), old ones do not; empty if we have nothing for it."""
    bare = name.rstrip("0123456789")
    return bare if bare in _KINDS else "other" if _OLD_STYLE.fullmatch(name) else ""


def _key(openid: str) -> str:
    return f"zhixun:wechat:noticed:{openid}"
