"""What was said before a message: a picked meaning keeps the words of the question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.actions.earlier import meant, with_words_of
from bot.actions.turn import Question, Turn
from bot.answers import talk
from bot.answers.reply import Reply

_ASKED = "他公司注销了我还能找谁"
_APPLY, _TERMINATED = talk.MEANINGS["ask_apply"], talk.MEANINGS["ask_terminated"]
_LIKELY = {"ask_apply/shareholder": 0.8}


def _turn(said: str, *, before: str = _ASKED, offered: tuple[str, ...] = (_APPLY, _TERMINATED), **heard: Any) -> Turn:
    """A message after a question and what the bot offered to it."""
    earlier = {"normalized": before, "answers": {"ask_apply": _LIKELY}}
    message = {"text": said, "normalized": said, "intent": {"name": "ask_apply", "confidence": 1.0}, **heard}
    events = [
        {"event": "user", "text": before, "parse_data": earlier},
        {"event": "bot", "data": {"custom": Reply(lines=("？",), choices=offered).to_dict()}},
        {"event": "user", "text": said, "parse_data": message},
    ]
    return Turn(Tracker("web:a", {}, message, events, False, None, {}, "action_listen"))


def test_a_picked_meaning_is_asked_in_the_words_of_the_question() -> None:
    assert meant(_turn(_APPLY)) == Question(_ASKED, "ask_apply", _LIKELY)


def test_a_meaning_that_was_not_offered_or_is_no_matter_of_law_picks_nothing() -> None:
    assert meant(_turn(_APPLY, offered=(_TERMINATED,))) is None
    assert meant(_turn("别的话")) is None
    progress = talk.MEANINGS["ask_progress"]
    assert meant(_turn(progress, offered=(progress,))) is None


def test_words_that_the_bot_itself_offered_ask_nothing_of_their_own() -> None:
    assert meant(_turn(_APPLY, before=_TERMINATED)) is None


def test_a_number_that_picks_keeps_the_words_too() -> None:
    general = Question(_APPLY, "ask_apply")
    assert with_words_of(_turn("第一个"), general) == Question(_ASKED, "ask_apply", _LIKELY)
    person = Question("转人工", "request_human")
    assert with_words_of(_turn("第一个"), person) is person


def test_a_fixed_phrase_is_sure_whatever_the_classifier_thought() -> None:
    ranking = [{"name": "ask_apply", "confidence": 0.5}]
    assert not _turn(_APPLY, certainty="fair", intent_ranking=ranking).fair
    doubtful = {"name": "ask_apply", "confidence": 0.5}
    assert _turn("申请", certainty="fair", intent=doubtful, intent_ranking=ranking).fair
