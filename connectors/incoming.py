"""What every HTTP channel checks of a request before anybody reads it, and the JSON in which it answers."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from connectors.words import say

STREAM_ID = re.compile(r"[0-9]{1,18}(?:-[0-9]{1,18})?")  # of a Redis stream, as callers send back the last one
LARGEST_BODY = 64 * 1024  # bytes: ten times the longest text that is read


class Refused(Exception):
    """The request is not taken: an HTTP status and the sentence that tells why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence

    def response(self) -> HTTPResponse:
        """``{"error": sentence}``."""
        headers = {"WWW-Authenticate": "Bearer"} if self.status == 401 else {}
        return answer({"error": self.sentence}, self.status, headers)


def answer(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """JSON that people can read in a terminal, and that no cache keeps."""
    return json_response(content, status, headers={"Cache-Control": "no-store", **(headers or {})}, dumps=_dumps)


def json_object(request: Request, example: str) -> dict[str, Any]:
    """The body as a JSON object. Raises :class:`Refused`; ``example`` is shown to a caller who sent another value."""
    if len(request.body) > LARGEST_BODY:
        raise Refused(413, say("too_large"))
    try:
        content = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(400, say("not_json")) from error
    if not isinstance(content, dict):
        raise Refused(400, say("not_object", example=example))
    return content


def text_of(content: dict[str, Any], name: str) -> str:
    """A text of the body, as it is. Raises :class:`Refused` if it is missing or no text."""
    text = content.get(name)
    if not isinstance(text, str):
        raise Refused(400, say("no_text", name=name))
    return text


def refuse_cross_site(request: Request) -> None:
    """Raise :class:`Refused` for what another site's page makes a browser send. Programs send neither header."""
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused(403, say("cross_site"))


def json_of_page(request: Request, example: str) -> dict[str, Any]:
    """The body of a page's own request. Another site's page can send only what needs no leave of ours: never JSON
    that says so. Raises :class:`Refused`."""
    refuse_cross_site(request)
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, say("content_type"))
    return json_object(request, example)


def has_token(request: Request, token: str) -> bool:
    """Whether the request carries this bearer token; compared in constant time. An empty token is nobody's."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and same(given.strip(), token)


def same(given: str, wanted: str) -> bool:
    """Compare a secret that came in a header, in constant time. Sanic decodes bytes that are no UTF-8 to surrogates."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode("utf-8", "surrogateescape"))


def _dumps(content: Any) -> str:
    # A lone surrogate, which JSON can spell but UTF-8 cannot, would otherwise break the response.
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace").decode()
