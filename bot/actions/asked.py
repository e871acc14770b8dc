"""What a message asks: which action answers an intent, and several questions sorted out."""

from __future__ import annotations

from bot.actions.case import asked_of_case, asks_for_rule
from bot.actions.commands import CRISIS
from bot.actions.turn import Question, Turn
from bot.answers import followups, law_entries, talk

CASE = frozenset({"ask_progress", "inform_case_number", "ask_measures", "ask_contact"})
CASE_OR_RULE = frozenset({"ask_payout", "ask_time_limit"})
SERVICE = frozenset({"ask_location", "ask_self_service"})
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "ask_capability"})
SUMS = frozenset({"ask_delay_interest", "ask_apply"})
FITTED = frozenset({"ask_consequences", "ask_credit_repair", "ask_how_to_fulfil", "ask_notice", "ask_terminated"})
HAND_OVER = frozenset({"request_human", "complain", CRISIS})


def action_for(intent: str) -> str:
    """The action that answers an intent, as the rules have it; questions of law are the rest."""
    for names, action in (
        (CASE, "action_case"),
        (CASE_OR_RULE, "action_case_or_rule"),
        (SUMS, "action_law_or_sum"),
        (FITTED, "action_law_fitted"),
        (SERVICE, "action_service"),
        (SMALL_TALK, "action_small_talk"),
        (HAND_OVER, "action_hand_over"),
        ({"out_of_scope"}, "action_out_of_scope"),
    ):
        if intent in names:
            return action
    return "action_law"


def allows_others(intent: str) -> bool:
    """Whether an answer that is likely but not sure may offer other meanings: not small talk, and not a question about
    a case, whose next words are the form's."""
    return intent not in CASE | SMALL_TALK


def asking(words: str) -> Question:
    """A question in the bot's own words, with the intent that they lead to."""
    entry = law_entries.asked(words)
    return Question(words, law_entries.questions()[entry.ask] if entry else talk.offered()[words])


def apart(turn: Turn) -> list[Question]:
    """The questions of the message that have different answers. A short part (能关多久) goes with the one before: it is
    answered under that one's topic or not at all, but never as if it had been asked of enforcement in general."""
    found: dict[str, Question] = {}
    name = ""
    for question in turn.questions:
        words = followups.question(_topic(name), question.text, turn.role) if "/" in name else None
        if name and name not in CASE | CASE_OR_RULE and words is None and followups.kind_of(question.text):
            continue
        question = asking(words) if words else question
        name = key(question, turn.role)
        found.setdefault(name, question)
    return list(found.values())


def _topic(name: str) -> followups.Topic:
    intent, _, entry = name.partition("/")
    return followups.Topic(intent, entry)


def key(question: Question, role: str | None) -> str:
    """The same for all questions with one answer."""
    if action_for(question.intent).startswith("action_law"):
        return question.entry(role).path
    if question.intent in HAND_OVER:
        return "action_hand_over"  # one card a turn
    return asked_of_case(question.intent) if question.intent in CASE else question.intent


def of_case_and_others(turn: Turn, questions: list[Question]) -> tuple[tuple[str, ...], list[Question]]:
    """The questions about the case in hand or to come, and the others with the hand-over last."""
    with_case = turn.case_number or turn.numbers or any(question.intent in CASE for question in questions)
    about_case = CASE | CASE_OR_RULE if with_case else CASE
    of_case = [one for one in questions if one.intent in about_case and not asks_for_rule(one.text)]
    others = [one for one in questions if one not in of_case]
    others.sort(key=lambda one: one.intent in HAND_OVER)
    return tuple(dict.fromkeys(asked_of_case(one.intent) for one in of_case)), others
