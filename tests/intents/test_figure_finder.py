"""Amounts and days as entities."""

from __future__ import annotations

from datetime import date

from rasa.shared.nlu.training_data.message import Message

from bot.intents.figure_finder import FigureFinder, entities

TODAY = date(2026, 11, 26)


def test_amounts_and_days_become_entities_with_plain_values() -> None:
    text = "欠12万，去年3月5号到期"
    assert entities(text, text, TODAY) == [
        {"entity": "amount", "value": "120000", "start": 1, "end": 4},
        {"entity": "date", "value": "2025-03-05", "start": 5, "end": 11},
    ]


def test_what_cannot_be_reckoned_with_is_no_entity() -> None:
    assert entities("三亿多，去年三月，2月30号，-5元", "三亿多,去年三月,2月30号,-5元", TODAY) == []


def test_what_cleaning_rewrote_takes_the_whole_text() -> None:
    (found,) = entities("１２萬", "12万", TODAY)
    assert (found["start"], found["end"], found["value"]) == (0, 3, "120000")


def test_the_component_adds_to_what_others_found() -> None:
    message = Message(data={"text": "欠5万", "normalized": "欠5万", "entities": [{"entity": "case_number"}]})
    FigureFinder().process([message])
    assert [entity["entity"] for entity in message.get("entities")] == ["case_number", "amount"]
    assert message.get("entities")[1]["extractor"] == "FigureFinder"
