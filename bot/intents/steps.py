"""The shells that Rasa asks of components: one that only reads, one that adds entities, one that has learnt."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

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


class Learnt(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """A classifier with a model: trained from data, saved, loaded, and asked for every message. ``model`` is ``None``
    before training."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config = config
        self.model: Any = None
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Learnt:
        """Rasa's constructor of an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Learnt:
        """Rasa's constructor of a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.model = component.read(folder)
        return component

    @abstractmethod
    def read(self, folder: Path) -> Any:
        """The model that was saved in a folder."""

    @abstractmethod
    def learn(self, training_data: TrainingData) -> Any:
        """A new model."""

    @abstractmethod
    def classify(self, message: Message) -> None:
        """Add to one message what the model says."""

    def train(self, training_data: TrainingData) -> Resource:
        """Rasa's entry for training."""
        self.model = self.learn(training_data)
        with self._storage.write_to(self._resource) as folder:
            self.model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rasa's entry for messages."""
        if self.model is not None:
            for message in messages:
                self.classify(message)
        return messages
