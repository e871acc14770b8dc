"""What is said while somebody proves who they are. Wrong and unknown get the same words."""

from __future__ import annotations

from bot.answers.reply import Reply
from bot.answers.texts import say, texts
from bot.answers.wording import day
from bot.case_number import CaseNumber
from bot.cases.model import Audience, CaseFile
from bot.parties import Binding, Confirmed, Expired, Locked, NothingPending, Started, TooMany, Wrong

_CODE_CHOICES = ("重发", "取消")


def public(number: CaseNumber, opened: CaseFile | None = None) -> Reply:
    """The public level: the number is well formed, which court it belongs to, and how to prove who one is.

    ``opened`` is the case, given only where a court discloses stage and date of the last event to everybody.
    """
    court = number.court_name or say("identity", "court_unknown")
    lines = [say("identity", "public", number=number.canonical, court=court)]
    served = [event for event in opened.events if event.audience is Audience.PARTIES] if opened else []
    if opened and served:
        stage = texts("progress")["public_stage"][opened.case.stage.value]
        lines.append(say("identity", "public_stage", stage=stage, day=day(served[-1].happened_on)))
    return Reply(lines=(*lines, say("identity", "private")), facts=("case_number", "disclosure_principle"))


def ask_name() -> Reply:
    """Ask for the name in the case."""
    return Reply(lines=(say("identity", "ask_name"),), choices=("取消",))


def ask_code() -> Reply:
    """Ask for the one-time code; the same whether one was sent or not."""
    lines = (say("identity", "ask_code"), say("identity", "code_help"), say("identity", "secret"))
    return Reply(lines=lines, choices=_CODE_CHOICES, speech=say("identity", "ask_code_spoken"))


def not_a_name() -> Reply:
    """What was said cannot be a name."""
    return Reply(lines=(say("identity", "not_a_name"),), choices=("取消",))


def not_a_code() -> Reply:
    """What was said holds no six digits."""
    return Reply(lines=(say("identity", "not_a_code"),), choices=_CODE_CHOICES)


def no_code_wanted() -> Reply:
    """A code came when no check was under way."""
    return Reply(lines=(say("identity", "no_code_wanted"),), choices=("查我的案子",))


def resent(outcome: Started | TooMany | NothingPending) -> Reply:
    """The answer to 重发."""
    if isinstance(outcome, Started):
        return Reply(lines=(say("identity", "resent"),), choices=_CODE_CHOICES)
    if isinstance(outcome, TooMany):
        return too_many(outcome.retry_after)
    return Reply(lines=(say("identity", "expired"),), choices=_CODE_CHOICES)


def checked(outcome: Wrong | Expired | Locked) -> Reply:
    """The answer to a code that was not accepted."""
    if isinstance(outcome, Locked):
        return too_many(outcome.retry_after)
    if isinstance(outcome, Expired):
        return Reply(lines=(say("identity", "expired"),), choices=_CODE_CHOICES)
    if outcome.left == 0:
        return Reply(lines=(say("identity", "burnt"),), choices=("重发", "转人工"))
    return Reply(lines=(say("identity", "wrong_code", left=outcome.left),), choices=_CODE_CHOICES)


def too_many(retry_after: int) -> Reply:
    """The sender's own limit is reached; ``retry_after`` in seconds."""
    if retry_after <= 120:
        return Reply(lines=(say("identity", "too_soon", seconds=retry_after),), choices=_CODE_CHOICES)
    minutes = -(-retry_after // 60)
    return Reply(lines=(say("identity", "too_many", minutes=minutes),), choices=("转人工",))


def confirmed(outcome: Confirmed, idle_minutes: int) -> Reply:
    """The check succeeded."""
    name = _addressed(outcome.binding)
    return Reply(lines=(say("identity", "confirmed", name=name, minutes=idle_minutes),))


def cancelled() -> Reply:
    """The person broke the check off."""
    return Reply(lines=(say("identity", "cancelled"),))


def nothing_to_cancel() -> Reply:
    """取消 without anything under way."""
    return Reply(lines=(say("identity", "nothing_to_cancel"),))


def forgotten() -> Reply:
    """退出."""
    return Reply(lines=(say("identity", "forgotten"),))


def robot_private() -> Reply:
    """The lobby robot never speaks of a case."""
    return Reply(lines=(say("identity", "robot_private"),))


def unavailable() -> Reply:
    """The case store or Redis does not answer."""
    return Reply(lines=(say("identity", "unavailable"),), choices=("转人工",))


def _addressed(binding: Binding) -> str:
    """The name as the person gave it; they know it already, so nothing is disclosed."""
    return binding.name
