"""From a turn to a request for the team: the whole story, so that nobody has to ask again."""

from __future__ import annotations

import asyncio
import logging
import re

from bot.actions.own_case import case_in_hand
from bot.actions.services import Services
from bot.actions.turn import ROBOT, Turn
from bot.answers import lobby, progress, talk, venue
from bot.answers.reply import Handover, Reply
from bot.answers.talk import Handed
from bot.answers.texts import say
from bot.answers.viewer import Viewer
from bot.cases.model import CaseFile
from bot.desk.ports import DeskUnavailable, Request, Ticket
from bot.desk.rules import Rule
from bot.desk.wording import when
from bot.parties import Binding, IdentityUnavailable
from bot.parties.masking import mask_personal

log = logging.getLogger(__name__)

_PATIENCE = 4.0  # seconds for the desk: whoever is in danger must hear where help is within the turn
_LAST_TURNS = 8
_CODE, _HIDDEN = re.compile(r"^\D{0,8}\d{6}\D{0,8}$"), "（验证码）"  # a used one is dead, but nobody else's to read
_LONGEST = 300  # characters of one of the last things said


async def hand_over(turn: Turn, services: Services, rule: Rule) -> Reply:
    """Give the conversation to the team for a reason; what the party hears of it. If the desk cannot take it, or not
    soon, they hear that, and of another way."""
    if turn.channel == ROBOT and rule.reason not in talk.DANGER:
        return venue.person(services.venue)  # nobody could answer a stranger who has left
    own = await case_in_hand(turn, services)
    handover = Handover(rule.reason, mask_personal(turn.text), rule.urgency)
    try:
        handed = await asyncio.wait_for(asyncio.to_thread(_ask, turn, services, rule, own), _PATIENCE)
    except (DeskUnavailable, asyncio.TimeoutError):
        log.exception("a request did not reach the desk")
        handed = None
    told = lobby.in_danger if turn.channel == ROBOT else talk.handed_over
    return told(handover, handed)


def _ask(turn: Turn, services: Services, rule: Rule, own: tuple[CaseFile, Viewer] | None) -> Handed:
    desk = services.desk
    before = desk.ticket_of(turn.sender)
    ticket = desk.request(_request(turn, services, rule, own))
    now, opening = services.now(), desk.opening()
    added = before is not None and before.open and before.number == ticket.number
    return Handed(
        ticket.number,
        desk.queue_name(ticket.queue),
        when(ticket.promised_at, now),
        when(opening, now) if opening else "",
        added,
    )


def _request(turn: Turn, services: Services, rule: Rule, own: tuple[CaseFile, Viewer] | None) -> Request:
    binding = _binding(turn, services)
    stage, deadlines = progress.brief(*own, services.today()) if own else ("", ())
    return Request(
        key=turn.message_id,
        conversation=turn.sender,
        channel=turn.channel,
        reason=rule.reason,
        urgency=rule.urgency,
        asked=mask_personal(turn.text) + turn.standing,
        turns=(*last_turns(turn), *_call_back(turn, services)),
        verified=binding is not None,
        party=binding.name if binding else "",
        case_number=own[0].case.case_number if own else turn.tracker.get_slot("case_number"),
        team_id=own[0].case.team_id if own else None,
        stage=stage,
        deadlines=deadlines,
        suggested=mask_personal("".join(turn.replies[-1].lines)) if turn.replies else "",
    )


def _binding(turn: Turn, services: Services) -> Binding | None:
    """Who the party proved to be; nobody while Redis is down: a request for a person must not fail for that."""
    try:
        return services.identity.binding(turn.sender)
    except IdentityUnavailable:
        return None


def _call_back(turn: Turn, services: Services) -> tuple[str, ...]:
    """The caller's number, whole: it is what the colleague needs to keep the promise."""
    number = services.call_back(turn.sender)
    return (say("talk", "call_back", number=number),) if number else ()


def last_turns(turn: Turn) -> tuple[str, ...]:
    """The last things said, oldest first, personal data masked."""
    said = []
    for event in turn.tracker.events:
        custom = (event.get("data") or {}).get("custom") if event["event"] == "bot" else None
        if event["event"] == "user" and event.get("text"):
            said.append(f"当事人：{_CODE.sub(_HIDDEN, event['text'])}")
        elif custom:
            said.append(f"执询：{''.join(custom['lines'])}")
        elif event["event"] == "bot" and event.get("text"):
            said.append(f"同事：{event['text']}")
    return tuple(mask_personal(line)[:_LONGEST] for line in said[-_LAST_TURNS:])


def is_late(ticket: Ticket, services: Services) -> bool:
    """Whether the promised time passed without a word from the team."""
    return ticket.first_reply_at is None and services.now() > ticket.promised_at
