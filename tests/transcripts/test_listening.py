"""Understanding a turn without Rasa is understanding it as the assistant does."""

from __future__ import annotations

from bot.engine.assistant import Assistant
from bot.evaluation.corpus import labelled_examples
from bot.transcripts.listening import Listener
from tests.transcripts.conftest import ROOT

_LINES = [one.text for one in labelled_examples(ROOT / "data/evaluation/lines.tsv")][::6]


async def test_it_says_what_the_pipeline_says(listener: Listener, assistant: Assistant) -> None:
    for text in _LINES:
        parsed, heard = await assistant.parse(text), listener.hear(text).whole
        assert (heard.text, heard.intent) == (parsed.normalized, parsed.ranking[0][0])


def test_several_questions_come_apart(listener: Listener) -> None:
    heard = listener.hear("限高了还能坐高铁吗？拘留最长多少天？")
    assert [part.intent for part in heard.parts] == ["ask_consumption_limit", "ask_fine_detention"]
    assert all(part.likely for part in heard.parts)


async def test_danger_is_seen_where_the_assistant_sees_it_and_nowhere_else(
    listener: Listener, assistant: Assistant
) -> None:
    examples = labelled_examples(ROOT / "data/evaluation/lines.tsv")
    heard = {one.text for one in examples if listener.hear(one.text).whole.intent == "crisis"}
    asked = heard | {one.text for one in examples if one.intent == "crisis"}
    seen = {text for text in asked if (await assistant.parse(text)).ranking[0][0] == "crisis"}
    assert heard == seen and seen
