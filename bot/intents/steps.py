"""The shell that Rasa asks of a component without settings and without anything to learn."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intents.cleaning import clean

NORMALIZED = "normalized"


def normalized(message: Message) -> str:
    """The cleaned text, made on the spot where the Cleaner has not been by (training data)."""
    done = message.get(NORMALIZED)
    return str(done) if done is not None else clean(message.get(TEXT) or "").text


class Step(GraphComponent):  # type: ignore[misc]
    """Reads every message and writes into it what it found."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Step:
        """Rasa's constructor."""
        return cls()

    @abstractmethod
    def read(self, message: Message) -> None:
        """Add to one message."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Rasa's entry."""
        for message in messages:
            self.read(message)
        return messages


class Finder(Step, EntityExtractorMixin):  # type: ignore[misc]
    """A step that adds entities to those that others found."""

    @abstractmethod
    def find(self, text: str, cleaned: str) -> list[dict[str, Any]]:
        """The entities of a message in Rasa's form; their places count in ``text``, as it came."""

    def read(self, message: Message) -> None:
        """Add what was found, under this component's name."""
        found = self.add_extractor_name(self.find(message.get(TEXT) or "", normalized(message)))
        message.set(ENTITIES, [*(message.get(ENTITIES) or []), *found], add_to_output=True)
