"""Questions of law that are answered for the case in hand where there is one."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.law_sums import LawOrSum
from bot.actions.turn import Turn


class FittedLaw(LawOrSum):
    """``action_law_fitted``."""

    def name(self) -> str:
        return "action_law_fitted"

    async def act(self, turn: Turn) -> list[EventType]:
        return await super().act(turn)
