"""Stock Rasa: the configuration that ``rasa init`` and the documentation give, with the project's conversation in it.

Domain, rules, training lines and actions are the project's own, so that a turn is the same work on both sides; what
differs is how it is understood, predicted, stored and carried to the actions.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from string import Template

import yaml

from bench.conversation import DATA
from bench.processes import LOOPBACK, Children, Program, free_port
from bench.side import Place, Side, import_path, python, script

_TRAINED = ("DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy")


def write_configuration(folder: Path, *, epochs: int, action_port: int) -> None:
    """Write what Rasa needs beside the conversation: configuration, with ``epochs`` for everything that is trained by
    epochs, stories, endpoints and credentials."""
    config = yaml.safe_load((DATA / "config.yml").read_text("utf-8"))
    for component in (*config["pipeline"], *config["policies"]):
        if component["name"] in _TRAINED:
            component["epochs"] = epochs
    (folder / "config.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    endpoints = Template((DATA / "endpoints.yml").read_text("utf-8"))
    (folder / "endpoints.yml").write_text(endpoints.substitute(action_port=action_port), "utf-8")
    shutil.copy(DATA / "credentials.yml", folder)
    shutil.copy(DATA / "stories.yml", folder / "data")


class Stock(Side):
    """``rasa run`` with a separate action server. ``parsing`` also opens Rasa's HTTP API."""

    label = "stock Rasa"
    sender_prefix = ""

    def __init__(self, place: Place, children: Children, *, epochs: int, parsing: bool = False) -> None:
        super().__init__(place, children)
        self._parsing = parsing
        self._action_port = free_port()
        write_configuration(self.folder, epochs=epochs, action_port=self._action_port)

    def training(self) -> Program:
        data = ("--data", "data/nlu", "data/rules", "data/stories.yml")
        files = (*data, "--domain", "domain.yml", "--config", "config.yml", "--out", "models")
        return Program("stock-train", (script("rasa"), "train", *files), self.folder)

    def servers(self) -> list[tuple[Program, int]]:
        files = ("--model", "models", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml")
        address = ("--interface", LOOPBACK, "--port", str(self.port))
        api = ("--enable-api",) if self._parsing else ()
        actions = python("-m", "rasa_sdk", "--actions", "bench.actions", "--port", str(self._action_port))
        env = {**self.settings(), **import_path(), "SANIC_HOST": LOOPBACK}
        return [
            (Program("stock-actions", actions, self.folder, env), self._action_port),
            (Program("stock-rasa", (script("rasa"), "run", *files, *address, *api), self.folder), self.port),
        ]
