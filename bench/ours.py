"""Zhixun as ``python -m bot serve`` runs it: one process beside Redis."""

from __future__ import annotations

import shutil

from bench.conversation import ROOT
from bench.processes import LOOPBACK, Children, Program
from bench.side import Place, Side, import_path, python


class Ours(Side):
    """One server for everything; the settings are the defaults but for addresses and folders."""

    label = "Zhixun"
    sender_prefix = "rest:"

    def __init__(self, place: Place, children: Children) -> None:
        super().__init__(place, children)
        shutil.copy(ROOT / "config.yml", self.folder)

    def training(self) -> Program:
        return self._bot("train")

    def servers(self) -> list[tuple[Program, int]]:
        return [(self._bot("serve"), self.port)]

    def parser(self) -> Program:
        """Reads texts as lines of JSON and writes what it understood."""
        return self._bot("parse")

    def settings(self) -> dict[str, str]:
        own = {"HOST": LOOPBACK, "PORT": str(self.port), "MODEL_DIR": str(self.folder / "models")}
        return super().settings() | {f"ZHIXUN_{name}": value for name, value in own.items()}

    def _bot(self, command: str) -> Program:
        return Program(f"ours-{command}", python("-m", "bot", command), self.folder, self.settings() | import_path())
