"""The case in hand of a person who proved to be a party of it, for answers that may be fitted to it."""

from __future__ import annotations

import asyncio

from bot.actions import numbers as intake
from bot.actions.services import Services
from bot.actions.turn import ROBOT, Turn
from bot.answers.viewer import Viewer, viewer_of
from bot.case_number import CaseNumber, parse
from bot.cases.errors import CaseStoreError
from bot.cases.model import CaseFile
from bot.parties import Binding, IdentityUnavailable


async def case_in_hand(turn: Turn, services: Services) -> tuple[CaseFile, Viewer] | None:
    """The case and whose eyes read it; ``None`` for a stranger, in the lobby, and while the store or Redis is down:
    then there is still the general answer."""
    if turn.channel == ROBOT:
        return None
    try:
        return await asyncio.to_thread(_find, turn, services)
    except (CaseStoreError, IdentityUnavailable):
        return None


def _find(turn: Turn, services: Services) -> tuple[CaseFile, Viewer] | None:
    binding = services.identity.binding(turn.sender)
    number = _number(turn, services, binding) if binding else None
    file = services.store.file(number.canonical) if number else None
    viewer = viewer_of(file, binding.person_key) if file and binding else None
    return (file, viewer) if file and viewer else None


def _number(turn: Turn, services: Services, binding: Binding) -> CaseNumber | None:
    """The number in the message, else the one in hand, else the person's only case."""
    if turn.numbers:
        return intake.settled(turn, services.today())
    if turn.case_number:
        return turn.case_number
    own = services.store.cases_of(binding.person_key)
    return parse(own[0].case_number) if len(own) == 1 else None
