"""The desk's driver for teams that serve in 微信客服: who claims a ticket of a kf conversation has the party in their
own client of work WeChat."""

from __future__ import annotations

import redis

from bot.desk.ports import NotDelivered, Note, TeamMessage
from connectors.wecom_desk import WecomTeam
from connectors.wecom_kf_api import Party
from connectors.wecom_kf_passing import Passing
from connectors.words import say_in_kf as say


class KfTeam(WecomTeam):
    """Cards and texts as the app sends them; where a kf conversation changed hands, the platform follows."""

    passing: Passing

    async def deliver(self, message: TeamMessage) -> dict[str, str]:
        """Raises as the port says."""
        if message.note is not Note.OWNER:
            return await super().deliver(message)
        try:
            await self.passing.settle(Party.of(message.ticket.request.conversation), asked=True)
        except redis.RedisError:
            raise NotDelivered(say("redis_down")) from None
        return {}
