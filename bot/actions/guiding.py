"""The way to windows and terminals, and small talk in the lobby, before or beside what the rules name."""

from __future__ import annotations

from bot.actions.services import Services
from bot.actions.turn import ROBOT, Turn
from bot.answers import lobby, talk, venue
from bot.answers.reply import Reply


def way(turn: Turn, services: Services) -> Reply | None:
    """The way to a place that the message names, whatever its intent was taken for; ``None`` for other messages, and
    for several questions at once, which are answered each."""
    if services.venue is None or len(turn.questions) > 1:
        return None
    found = venue.where_is(services.venue, turn.normalized, services.now())
    return found and (venue.other_court(services.venue, turn.normalized) or found)


def in_the_lobby(turn: Turn, services: Services) -> Reply | None:
    """What children and jokers hear of the robot; ``None`` for everything else, and on every other channel."""
    return lobby.small_talk(turn.normalized, services.venue) if turn.channel == ROBOT else None


def service(turn: Turn, services: Services) -> Reply:
    """Where the centre is and how its terminals work; without a venue, that this is not known here."""
    place, now = services.venue, services.now()
    if place is None:
        return talk.service(turn.intent)
    if turn.intent == "ask_location":
        return venue.location(place, turn.normalized, now)
    return venue.self_service(place, turn.normalized, now) or talk.service(turn.intent)


def guided(turn: Turn, services: Services, rule: Reply) -> Reply:
    """An answer of law with the window where it is done, if the venue has one; in the lobby the window goes first."""
    if services.venue is None:
        return rule
    entry, here = turn.entry(), turn.channel == ROBOT
    if entry.roles and turn.intent == "ask_apply" and "applicant" not in entry.roles:
        return rule  # whoever defends himself against an application has nothing to do at its window
    return venue.guided(
        services.venue, turn.intent, turn.normalized, rule, services.now(), whole=entry.default, here=here
    )
