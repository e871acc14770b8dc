"""Does at the desk what a member writes or presses, and finds the words to tell them what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.desk.ports import DeskError, Member, Office, Ticket
from connectors.wecom_cards import Press, card, party, read_key, settled
from connectors.wecom_commands import Command, Verb, fits, read
from connectors.wecom_memory import DISTURBED, Choices
from connectors.wecom_text import clip
from connectors.words import say_to_member as say

_ROWS = 15  # tickets of one kind in a list
_ASKED = 30  # signs of what was asked, in a list
_NAMES = 200  # signs of the colleagues' names


class Refusal(Exception):
    """It was not done; the text tells the member why and what to do."""


@dataclass(frozen=True)
class Pressed:
    """What came of a button: the words for the member, and how the card changes (``None``: it does not)."""

    words: str
    change: Mapping[str, Any] | None = None


class Clerk:
    """Every method blocks on the desk's database and on Redis: call it in a thread. Every method raises
    :class:`~bot.desk.ports.DeskUnavailable` and ``redis.RedisError``; then nothing, or the very same thing, was done
    under ``key``, and it may be repeated."""

    def __init__(self, office: Office, choices: Choices, elsewhere: Callable[[Ticket], bool] = lambda _: False) -> None:
        """``elsewhere``: whether a ticket's member talks with the party in the platform's own client. May block."""
        self._office = office
        self._choices = choices
        self._elsewhere = elsewhere

    def hear(self, userid: str, text: str, key: str) -> str:
        """A member's text: do what it asks for; the words to answer."""
        return self._refusable(userid, lambda member: self._obey(member, read(text), key))

    def hear_other(self, userid: str) -> str:
        """A picture, a voice or whatever else is no text."""
        return self._refusable(userid, lambda _: say("only_text"))

    def press(self, userid: str, button: str, key: str) -> Pressed:
        """A card's button."""
        known = read_key(button)
        if not known:
            return Pressed(say("help"))
        press, number = known
        words = self._refusable(userid, lambda member: self._pressed(member, press, number, key))
        return Pressed(f"#{number} {words}", self._change(userid, number, key))

    def _refusable(self, userid: str, act: Callable[[Member], str]) -> str:
        member = self._office.member(userid)
        if not member:
            return say("stranger")
        try:
            return act(member)
        except (Refusal, DeskError) as refusal:
            return str(refusal)

    def _pressed(self, member: Member, press: Press, number: str, key: str) -> str:
        if press is Press.CLAIM:
            return self._claim(member, number, key)
        if press is Press.CLOSE:
            return self._close(member, number, key)
        self._choices.choose(member.id, number)
        return self._whom(member, number)

    def _change(self, userid: str, number: str, key: str) -> Mapping[str, Any] | None:
        """How the card stands now for whoever pressed it: the buttons that are left, or what became of the ticket."""
        member = self._office.member(userid)
        with suppress(DeskError):
            if member:
                ticket = self._office.ticket(number, member.id)
                if not ticket.open:
                    return settled(say("ended"))
                if ticket.assignee not in (None, member.id):
                    return settled(say("taken", name=self._name(ticket.assignee)))
                title = self._office.summary(number, member.id)[0][1]
                return {"template_card": card(ticket, member.id, key, title)}
        return None

    def _obey(self, member: Member, command: Command, key: str) -> str:
        if command.verb is Verb.LIST:
            return self._list(member)
        if command.verb is Verb.HELP:
            return say("help")
        if command.verb is Verb.WRITE:
            return self._write(member, command, key)
        number = self._number(member, command)
        if command.verb is Verb.CLAIM:
            return self._claim(member, number, key)
        if command.verb is Verb.CLOSE:
            return self._close(member, number, key)
        return self._transfer(member, number, command.rest, key)

    def _write(self, member: Member, command: Command, key: str) -> str:
        if not command.number and not command.rest:
            return say("empty")
        number = self._number(member, command) if command.number else self._meant(member)
        if not command.rest:
            self._choices.choose(member.id, number)
            return self._story(member, self._office.ticket(number, member.id))
        if self._elsewhere(self._office.ticket(number, member.id)):
            raise Refusal(say("write_there", number=number))
        ticket = self._office.reply(number, member.id, command.rest, key)
        self._choices.choose(member.id, number)
        return say("sent", number=number, party=party(ticket))

    def _claim(self, member: Member, number: str, key: str) -> str:
        ticket = self._office.claim(number, member.id, key)
        self._choices.choose(member.id, number)
        return f"{say('claimed')}\n{self._story(member, ticket)}"

    def _close(self, member: Member, number: str, key: str) -> str:
        self._office.close(number, member.id, key)
        return say("closed")

    def _transfer(self, member: Member, number: str, name: str, key: str) -> str:
        if not name:
            return self._whom(member, number)
        ticket = self._office.transfer(number, member.id, name, key)
        return say("transferred", name=self._name(ticket.assignee) or self._office.queues()[ticket.queue])

    def _whom(self, member: Member, number: str) -> str:
        names = "、".join(one.name for one in self._office.members() if one.id != member.id)
        return say("need_name", number=number, names=clip(names, _NAMES))

    def _number(self, member: Member, command: Command) -> str:
        """The ticket that a number means. A full number goes to the desk as it is, which knows why not."""
        if not command.number:
            raise Refusal(say("need_number", verb=command.verb.value, example=self._example(member)))
        if "-" in command.number:
            return command.number
        return self._short(member, command.number)

    def _short(self, member: Member, written: str) -> str:
        """A running number alone: one's own tickets go before the others', open ones before those that ended."""
        seen = self._office.tickets(member.id)
        own = [ticket for ticket in seen if ticket.assignee == member.id]
        for tickets in (own, seen, self._office.tickets(member.id, closed=True)):
            fitting = [ticket.number for ticket in tickets if fits(written, ticket.number)]
            if len(fitting) > 1:
                raise Refusal(say("several_such", number=written, numbers="、".join(fitting)))
            if fitting:
                return fitting[0]
        raise Refusal(say("no_such", number=written))

    def _meant(self, member: Member) -> str:
        """The ticket of a text without a number: the only one, or the one chosen last. Never a guess: the words would
        reach the wrong party."""
        own = [ticket.number for ticket in self._office.tickets(member.id) if ticket.assignee == member.id]
        if not own:
            raise Refusal(f"{say('nothing_open')}\n{self._list(member)}")
        chosen = self._choices.chosen(member.id)
        if len(own) == 1 or chosen in own:
            return own[0] if len(own) == 1 else str(chosen)
        reason = "chosen_changed" if chosen == DISTURBED else "which"
        raise Refusal(f"{say(reason, example=own[0])}\n{self._list(member)}")

    def _example(self, member: Member) -> str:
        tickets = self._office.tickets(member.id)
        return tickets[0].number if tickets else "003"

    def _list(self, member: Member) -> str:
        tickets = self._office.tickets(member.id)
        if not tickets:
            return say("list_empty")
        own = [ticket for ticket in tickets if ticket.assignee == member.id]
        waiting = [ticket for ticket in tickets if not ticket.assignee]
        others = [ticket for ticket in tickets if ticket.assignee not in (None, member.id)]
        blocks = (_rows("list_own", own), _rows("list_waiting", waiting), _rows("list_others", others))
        return "\n".join([*(line for block in blocks for line in block), say("list_how")])

    def _story(self, member: Member, ticket: Ticket) -> str:
        """All that a colleague must know of it, and who looks after it."""
        parts = self._office.summary(ticket.number, member.id)
        return "\n".join(
            [*(say("story", heading=heading, text=text) for heading, text in parts), self._owner(member, ticket)]
        )

    def _owner(self, member: Member, ticket: Ticket) -> str:
        if not ticket.open:
            return say("story_closed")
        if ticket.assignee == member.id:
            if self._elsewhere(ticket):
                return say("write_there", number=ticket.number)
            return say("story_owner_self", number=ticket.number)
        if ticket.assignee:
            return say("story_owner_other", name=self._name(ticket.assignee))
        return say("story_owner_none", number=ticket.number)

    def _name(self, member_id: str | None) -> str:
        member = self._office.member(member_id) if member_id else None
        return member.name if member else member_id or ""


def _rows(head: str, tickets: Sequence[Ticket]) -> list[str]:
    rows = [
        say("list_row", number=one.number, party=party(one), asked=clip(one.request.asked, _ASKED))
        for one in tickets[:_ROWS]
    ]
    left_out = len(tickets) - len(rows)
    return [*([say(head)] if rows else []), *rows, *([say("list_more", count=left_out)] if left_out else [])]
