"""The sentences for members and for parties of a kf account: each is there and used, and none lost its end to a # that
begins a comment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from connectors.wecom_kf_intake import FAILURES
from connectors.wecom_kf_kinds import KINDS

CONNECTORS = Path(__file__).parents[2] / "connectors"
TEAM, KF = (CONNECTORS / "data" / name for name in ("wecom_words.yml", "wecom_kf_words.yml"))


def said(*patterns: str) -> set[str]:
    """The names of sentences in the code of some files."""
    files = {file for pattern in patterns for file in CONNECTORS.glob(pattern)}
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(r"""say\(f?["']([a-z_]+)["']""", code)) | set(re.findall(r'_rows\("([a-z_]+)"', code))


def written(file: Path) -> set[str]:
    return set(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_every_sentence_for_members_is_there_and_used() -> None:
    used = said("wecom_[!k]*.py")
    used |= {f"button_{press}" for press in ("claim", "transfer", "close")}
    used |= {"which", "chosen_changed"} | {"verified", "unverified"}
    assert used == written(TEAM)


def test_every_sentence_of_a_kf_account_is_there_and_used() -> None:
    used = said("wecom_kf*.py") | {"handed", "not_servicer", "after_end"}
    used |= {f"{part}_{kind}" for kind in KINDS for part in ("kind", "answer")}
    used |= {f"fail_{kind}" for kind in FAILURES}
    assert used == written(KF)


@pytest.mark.parametrize("file", [TEAM, KF])
def test_no_sentence_ends_in_a_comment(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if re.match(r"[a-z_]+: [^\"|]", line):
            assert " #" not in line
