"""The phone line's contract as code sees it. What a turn may hold is said once, in ``docs/openapi.yml``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError, validators
from sanic import Request
from sanic.response import HTTPResponse

from connectors.incoming import Refused, answer, json_object
from connectors.ivr_words import say

CONTRACT = Path(__file__).parents[1] / "docs" / "openapi.yml"

_EXAMPLE = '{"call": "c1", "turn": 0, "event": "start"}'
_SHAPES = {"speech": "SpeechTurn", "keys": "KeysTurn", "interrupted": "InterruptedTurn"}
_CODES = {"additionalProperties": "unknown_field", "required": "missing_field"}


class Problem(Refused):
    """A turn that is not taken; the call lives on. ``code`` is for programs (``Problem`` in the contract)."""

    def __init__(self, status: int, code: str, **values: object) -> None:
        super().__init__(status, say(code, **values))
        self.code = code

    def response(self) -> HTTPResponse:
        """``{"error": sentence, "code": code}``."""
        return answer({"error": self.sentence, "code": self.code}, self.status)


@dataclass(frozen=True)
class Guess:
    """What the recogniser may have heard, and how sure it is (0 to 1); ``None``: it does not say."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class Heard:
    """One turn of a call. ``guesses`` are the recogniser's, the likeliest first; ``turn`` is ``None`` where a platform
    does not count, ``digest`` tells its requests apart."""

    call: str
    turn: int | None
    event: str
    digest: str
    caller: str = ""
    guesses: tuple[Guess, ...] = ()
    keys: str = ""
    heard_ms: int | None = None


@dataclass(frozen=True)
class Expect:
    """What may come next: speech, and at most ``length`` keys, ended sooner by ``end``; after ``silence`` seconds
    without either, ``no-input``."""

    silence: int
    length: int = 1
    end: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As the contract has it."""
        keys = {"length": self.length, "end": self.end}
        return {"speech": True, "keys": keys, "silence": self.silence, "interruptible": True}


@dataclass(frozen=True)
class Action:
    """What the platform does once it has spoken: ``continue``, ``transfer`` or ``hang-up``."""

    type: str = "continue"
    target: str = ""
    ticket: str = ""
    summary: str = ""

    def to_dict(self) -> dict[str, str]:
        """As the contract has it."""
        if self.type != "transfer":
            return {"type": self.type}
        return {"type": self.type, "target": self.target, "ticket": self.ticket, "summary": self.summary}


@dataclass(frozen=True)
class Spoken:
    """The answer to a turn. ``sms`` are numbers and texts to send; never anything of a case."""

    text: str
    ssml: str
    expect: Expect | None = None
    action: Action = Action()
    sms: tuple[tuple[str, str], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """As the contract has it, without call and turn."""
        return {
            "speech": {"text": self.text, "ssml": self.ssml},
            "expect": self.expect.to_dict() if self.expect else None,
            "action": self.action.to_dict(),
            "sms": [{"to": to, "text": text} for to, text in self.sms],
        }


def heard(request: Request) -> Heard:
    """The turn that a request holds. Raises :class:`Problem`."""
    try:
        content = json_object(request, _EXAMPLE)
    except Refused as refused:
        code = "too_large" if refused.status == 413 else "not_json"
        raise Problem(refused.status, code, example=_EXAMPLE) from refused
    event = content.get("event")
    _check(content, _SHAPES.get(event, "OtherTurn") if isinstance(event, str) else "OtherTurn")
    speech = content.get("speech")
    return Heard(
        content["call"],
        int(content["turn"]),
        content["event"],
        digest_of(content),
        content.get("caller", ""),
        tuple(_guess(one) for one in (speech, *speech.get("alternatives", ()))) if speech else (),
        content.get("keys", ""),
        content.get("heard_ms"),
    )


def digest_of(content: dict[str, Any]) -> str:
    """The same for the same request, in whatever order its fields come."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _guess(one: dict[str, Any]) -> Guess:
    confidence = one.get("confidence")
    return Guess(one["text"].strip(), float(confidence) if confidence and 0 < confidence <= 1 else None)


def _check(content: dict[str, Any], shape: str) -> None:
    wrong = next(_validator(shape).iter_errors(content), None)
    if wrong is not None:
        where = ".".join(str(step) for step in wrong.absolute_path)
        raise Problem(400, _CODES.get(wrong.validator, "bad_field"), field=where or "请求体", why=_why(wrong))


def _why(wrong: ValidationError) -> str:
    """What the field should be, in the contract's own words; which field is missing or unknown."""
    if wrong.validator == "required":
        return "、".join(name for name in wrong.validator_value if name not in wrong.instance)
    if wrong.validator == "additionalProperties":
        return "、".join(name[:40] for name in wrong.instance if name not in wrong.schema["properties"])
    return str(wrong.schema.get("description", ""))


@cache
def contract() -> dict[str, Any]:
    """The OpenAPI document."""
    content: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return content


@cache
def _validator(shape: str) -> Draft202012Validator:
    whole = validators.extend(Draft202012Validator, {"pattern": _pattern})
    return whole({"$ref": f"#/components/schemas/{shape}", "components": contract()["components"]})


def _pattern(_: Draft202012Validator, pattern: str, text: Any, __: dict[str, Any]) -> Iterator[ValidationError]:
    """JSON Schema's ``$`` is the end of a text; Python's also stands before a last line feed."""
    if isinstance(text, str) and not re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text):
        yield ValidationError(f"does not match {pattern}")
