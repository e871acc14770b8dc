"""Where recognition had trouble in a call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.transcripts.calls import Call
from bot.transcripts.fates import Asked
from bot.transcripts.numbers import Numbers
from bot.transcripts.texts import pattern

KINDS = ("low_confidence", "no_match", "no_input", "said_again", "asked_again", "number_corrected", "number_unclear")
LOW = 0.5
"""A confidence below it means that the platform itself doubts what it heard."""


def troubles_of(call: Call, asked: Sequence[Asked], numbers: Numbers) -> Counter[str]:
    """How often each kind of trouble was met; kinds that were not are missing."""
    caller = [turn for turn in call.turns if turn.by_caller]
    others = [turn.text for turn in call.turns if not turn.by_caller]
    found = Counter(
        low_confidence=sum(turn.confidence is not None and turn.confidence < LOW for turn in caller),
        no_match=sum(turn.event == "no-match" for turn in call.turns),
        no_input=sum(turn.event == "no-input" for turn in call.turns),
        said_again=sum(bool(pattern("said_again").search(text)) for text in others),
        asked_again=sum(one.again for one in asked),
        number_corrected=numbers.corrected,
        number_unclear=int(numbers.unclear),
    )
    return +found
