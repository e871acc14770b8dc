"""What the desk shares with those around it: values, and the ports that keep it free of any platform.

The desk knows only these; connectors implement :class:`TeamChannel` and :class:`PartyChannel`, and what they hear from
the team they tell :class:`Office`. ``bot/engine/wiring.py`` joins them. Moments are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from bot.answers.reply import Urgency


class Owner(str, Enum):
    """Who owns a conversation. A ticket goes round once: bot, requested, claimed, human, closing, bot."""

    BOT = "bot"  # the assistant answers
    REQUESTED = "requested"  # a person was asked for; the assistant still answers
    CLAIMED = "claimed"  # a member took it, has not written yet; the assistant is silent from here on
    HUMAN = "human"  # a member and the party talk
    CLOSING = "closing"  # the member ended it; the party is asked whether they are content


SILENT = frozenset({Owner.CLAIMED, Owner.HUMAN})


class Author(str, Enum):
    """Who said something in a ticket."""

    PARTY = "party"
    MEMBER = "member"
    BOT = "bot"


@dataclass(frozen=True)
class Request:
    """What a conversation hands over. ``reason`` is a code of ``rules.yml``; ``asked`` is the party's last words and
    ``turns`` are the last things said, oldest first, both with personal data masked; ``stage`` says in one sentence
    where the case stands and ``deadlines`` what runs, both only if the party is verified; ``suggested`` is what the
    bot would answer; ``team_id`` is the case's team; ``key`` makes asking twice the same as asking once."""

    key: str
    conversation: str
    channel: str
    reason: str
    urgency: Urgency
    asked: str
    turns: tuple[str, ...] = ()
    verified: bool = False
    party: str = ""
    case_number: str | None = None
    team_id: str | None = None
    stage: str = ""
    deadlines: tuple[str, ...] = ()
    suggested: str = ""


@dataclass(frozen=True)
class Ticket:
    """A request with its number and its fate. ``queue`` is the desk it waits at (a team's id, ``duty``,
    ``mediation``); ``assignee`` is a member's id; ``promised_at`` is when the party was told that somebody answers;
    ``version`` grows with every change."""

    number: str
    request: Request
    owner: Owner
    queue: str
    assignee: str | None
    opened_at: datetime
    promised_at: datetime
    first_reply_at: datetime | None = None
    closed_at: datetime | None = None
    content: bool | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.closed_at is None


@dataclass(frozen=True)
class Said:
    """One thing said in a ticket; ``position`` grows in the order in which it was said."""

    position: int
    number: str
    author: Author
    name: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Member:
    """Somebody of the team; ``id`` is the userid of their work WeChat. ``queues`` are those they serve, ``heads``
    those whose late tickets they answer for."""

    id: str
    name: str
    queues: tuple[str, ...]
    heads: tuple[str, ...] = ()


class Note(str, Enum):
    """Kinds of message to members."""

    CARD = "card"  # a ticket to take
    SETTLED = "settled"  # the card of those who did not take it, or of a ticket that ended, must say so
    SAID = "said"  # the party's words
    REMINDER = "reminder"  # the promised time is near or past
    OWNER = "owner"  # who has the conversation changed: for a driver whose platform passes conversations on by itself
    TOLD = "told"  # a word about the member's own action (refused, delivered late, not deliverable)


@dataclass(frozen=True)
class TeamMessage:
    """Something for a member: the desk names one in each message, so that what one cannot receive stops nobody else.

    ``key`` is the same for every try of the same delivery, at most 32 of ``0-9A-Za-z-``. ``ticket`` is as it is now,
    ``text`` as it was when the message was written; a card's is the whole summary, at most 2048 bytes. ``receipts``
    (with ``SETTLED`` only) are what the driver returned for this member's earlier cards of the ticket, oldest first."""

    key: str
    note: Note
    members: tuple[str, ...]
    ticket: Ticket
    text: str = ""
    receipts: tuple[dict[str, str], ...] = ()

    @property
    def ticket_number(self) -> str:
        """Which ticket this is about."""
        return self.ticket.number

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {**asdict(self), "ticket": ticket_dict(self.ticket)}


@dataclass(frozen=True)
class PartyMessage:
    """Something for a party outside a turn. ``key`` is the same for every try; ``choices`` are for two taps."""

    key: str
    conversation: str
    number: str
    name: str
    text: str
    choices: tuple[str, ...] = ()

    @property
    def ticket_number(self) -> str:
        """Which ticket this is about."""
        return self.number


class NotDelivered(Exception):
    """It did not arrive and may arrive later: try again, after ``wait`` seconds if the platform says how long."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class NotNow(NotDelivered):
    """It can only arrive once the party writes again (no channel outside a turn, or the platform's quota is used)."""


class Undeliverable(Exception):
    """It will never arrive, whatever is tried; the operator must see it."""


class TeamChannel(Protocol):
    """Tells the team."""

    async def deliver(self, message: TeamMessage) -> dict[str, str]:
        """Put a message before members; the receipt is what the driver needs to change a card later (may be empty).
        A repeated ``key`` arrives once. Raises :class:`NotDelivered`, :class:`Undeliverable`."""


class PartyChannel(Protocol):
    """Tells a party, on the channel that its conversation's name begins with."""

    async def deliver(self, message: PartyMessage) -> None:
        """Say something outside a turn; a repeated ``key`` arrives once. Raises :class:`NotDelivered`,
        :class:`NotNow`, :class:`Undeliverable`."""


class DeskError(Exception):
    """What a member wanted cannot be done; the message says why, in Chinese, and what to do."""


class DeskUnavailable(Exception):
    """The desk's database does not answer; the party must hear so and be given another way."""


@dataclass(frozen=True)
class Waiting:
    """One row of the outbox that has not arrived: what the console shows of trouble."""

    key: str
    lane: str
    number: str
    attempts: int
    error: str
    dead: bool
    next_at: datetime = field(compare=False)


class Office(Protocol):
    """The desk as those see it who speak for members (console, work WeChat). Every method may block on the database:
    call it in a thread. Every method raises :class:`DeskUnavailable`; those that change something raise
    :class:`DeskError`. ``key`` makes a repeated call the same as one (a callback's message id)."""

    def members(self) -> Sequence[Member]:
        """Everybody of the team, in the order of the file."""

    def member(self, member_id: str) -> Member | None:
        """One of the team; ``None`` for a stranger. Work WeChat writes ids in lower case at times."""

    def queues(self) -> Mapping[str, str]:
        """The names of all queues by id, in the order of the file: where a ticket can be transferred to."""

    def tickets(self, member_id: str, *, closed: bool = False, words: str = "") -> Sequence[Ticket]:
        """The tickets that a member may see (own queues and own tickets), the most urgent and oldest first; ended
        ones, the newest first, if ``closed``; with ``words`` only those in which these stand."""

    def ticket(self, number: str, member_id: str) -> Ticket:
        """One ticket. That it was looked at is written down."""

    def summary(self, number: str, member_id: str) -> Sequence[tuple[str, str]]:
        """What a colleague must know of it, as headings and texts, the most needed first."""

    def said(self, number: str, member_id: str, after: int = 0) -> Sequence[Said]:
        """What was said in it after a position."""

    def claim(self, number: str, member_id: str, key: str) -> Ticket:
        """Take it. Who comes second is told who was first."""

    def reply(self, number: str, member_id: str, text: str, key: str) -> Ticket:
        """Write to the party; takes the ticket if nobody has. At most 2048 bytes: what every channel carries whole."""

    def transfer(self, number: str, member_id: str, to: str, key: str) -> Ticket:
        """Give it to a member or to a queue, by id or by name. The member who has it may, and a head of its queue."""

    def close(self, number: str, member_id: str, key: str) -> Ticket:
        """End it; the party is asked whether they are content."""

    def undelivered(self, member_id: str) -> Sequence[Waiting]:
        """What has not arrived: dead letters first."""

    def retry(self, key: str, member_id: str) -> None:
        """Try a dead letter again."""


class NativeTalk(Protocol):
    """The desk as a platform sees it on which a member and a party talk by themselves: what went on there is written
    down, and nothing of it is sent again. Every method may block on the database and raises :class:`DeskUnavailable`;
    a repeated ``key`` (the platform's id of what happened) counts once."""

    def ticket_of(self, conversation: str) -> Ticket | None:
        """The conversation's latest ticket."""

    def member(self, member_id: str) -> Member | None:
        """One of the team; ``None`` for a stranger."""

    def heard(self, conversation: str, text: str, key: str, *, seen: bool) -> None:
        """The party said something while the assistant has no voice. ``seen``: the member reads it there."""

    def took(self, conversation: str, member_id: str, key: str) -> Ticket:
        """The platform gave the conversation to this member: the ticket is theirs, a new one if none is open. Raises
        :class:`DeskError` for a stranger."""

    def spoke(self, conversation: str, member_id: str, text: str, key: str) -> Ticket:
        """A member said something that has arrived already; a conversation that nobody has is theirs from then on.
        Raises :class:`DeskError` for a stranger."""

    def ended(self, conversation: str, member_id: str, key: str) -> None:
        """The platform ended the talk with this member. Nothing if the conversation is not theirs any more."""


def ticket_dict(ticket: Ticket) -> dict[str, Any]:
    """A ticket as plain JSON types; moments in ISO 8601."""
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in asdict(ticket).items()
    }
