"""What stands before every answer: who answers what, and how several replies become one turn."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from bot.actions.asked import action_for, allows_others
from bot.actions.turn import joined, without_told
from bot.answers import law, law_entries, talk
from bot.answers.reply import Reply
from tests.conftest import ROOT

_RULES = yaml.safe_load((ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8"))["rules"]
_PAIRS = [
    (rule["steps"][0]["intent"], rule["steps"][1]["action"])
    for rule in _RULES
    if "intent" in rule["steps"][0] and not rule["steps"][0]["intent"].startswith(("command_", "nlu_"))
]


@pytest.mark.parametrize(("intent", "action"), _PAIRS)
def test_a_question_beside_others_is_answered_as_if_alone(intent: str, action: str) -> None:
    assert action_for(intent) == action


@pytest.mark.parametrize(
    ("intent", "allowed"),
    [("ask_notice", True), ("out_of_scope", True), ("complain", True), ("ask_progress", False), ("thank", False)],
)
def test_what_may_offer_other_meanings(intent: str, allowed: bool) -> None:
    assert allows_others(intent) is allowed


def _replies(*choices: tuple[str, ...]) -> list[Reply]:
    return [Reply(lines=(str(at),), choices=some) for at, some in enumerate(choices)]


def test_choices_of_several_replies_are_joined_on_the_last_in_turns() -> None:
    told = joined(_replies(("甲", "乙", "丙"), ("丁", "甲"), ("戊",)))
    assert [reply.choices for reply in told] == [(), (), ("甲", "丁", "戊", "乙")]
    assert [reply.lines for reply in told] == [("0",), ("1",), ("2",)]


def test_one_reply_stays_as_it_is() -> None:
    alone = _replies(("甲", "乙", "丙", "丁", "戊"))
    assert joined(alone) == alone
    assert joined([]) == []


def test_what_was_told_is_not_offered() -> None:
    kept = without_told(
        _replies(("失信名单要挂多久", "谁在办我的案子", "转人工")), ["ask_contact", "ask_dishonest_list/how_long"]
    )
    assert kept[0].choices == ("转人工",)


@pytest.mark.parametrize("intent", law_entries.intents())
def test_a_second_meaning_never_makes_an_answer_too_long(intent: str) -> None:
    for entry in law_entries.load()[intent].entries:
        plain = law.answer(intent, entry.ask, role=None, today=date(2026, 11, 26))
        offered = talk.or_rather(plain, ["ask_payout", "ask_contact"])
        assert len("\n".join((offered.title, *offered.lines, *offered.choices)).encode()) <= 2048
        assert offered == plain or offered.choices[0] == talk.MEANINGS["ask_payout"]


def test_without_another_meaning_nothing_changes() -> None:
    reply = Reply(lines=("答",))
    assert talk.or_rather(reply, []) == reply


def test_the_voice_hears_of_the_second_meaning_too() -> None:
    assert talk.MEANINGS["ask_payout"] in talk.or_rather(Reply(lines=("答",), speech="答"), ["ask_payout"]).speech
