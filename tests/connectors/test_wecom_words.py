"""The sentences for members: each is there, each is used, and none lost its end to a # that begins a comment."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

CONNECTORS = Path(__file__).parents[2] / "connectors"
FILE = CONNECTORS / "data" / "wecom_words.yml"


def test_every_sentence_is_there_and_used() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in CONNECTORS.glob("wecom_*.py"))
    written = set(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    used = set(re.findall(r"""say\(f?["']([a-z_]+)["']""", code)) | set(re.findall(r'_rows\("([a-z_]+)"', code))
    used |= {f"button_{press}" for press in ("claim", "transfer", "close")}
    used |= {"which", "chosen_changed"} | {"verified", "unverified"}
    assert used == written


def test_no_sentence_ends_in_a_comment() -> None:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if re.match(r"[a-z_]+: [^\"|]", line):
            assert " #" not in line
