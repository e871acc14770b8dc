"""The REST channel, for programs: Rasa's own form of request and response, behind a token."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Request
from sanic.response import HTTPResponse

from bot.answers.reply import Reply
from bot.settings import Mode, Settings
from connectors.inbox import Post
from connectors.incoming import Refused, answer, has_token, json_object, refuse_cross_site, text_of
from connectors.render import render
from connectors.turns import OnNewMessage, replies_to
from connectors.words import say

_EXAMPLE = '{"sender": "a1", "message": "你好"}'
_LONGEST_SENDER = 128


class RestChannel(InputChannel):
    """``POST webhook {"sender", "message"}`` -> ``[{"recipient_id", "text", "custom": Reply}, …]``;
    ``GET inbox?sender=&after=<id>`` -> what :class:`~connectors.inbox.Post` has for that sender.

    A configured token is always asked for. Without one the channel is open in embedded mode and does not exist in
    production. Whatever else the body names (``input_channel``, ``metadata``) is not trusted and not passed on.
    """

    def __init__(self, settings: Settings, post: Callable[[], Post] | None = None) -> None:
        self._post = post
        self._token = settings.rest_token
        self._exists = bool(settings.rest_token) or settings.mode is Mode.EMBEDDED

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = Blueprint("rest")
        if self._exists:

            @blueprint.post("/webhook")
            async def receive(request: Request) -> HTTPResponse:
                try:
                    sender, text = self._read(request)
                    replies = await replies_to(text, f"rest:{sender}", self.name(), on_new_message)
                except Refused as refused:
                    return refused.response()
                return answer([_message(sender, reply) for reply in replies])

            if self._post is not None:
                blueprint.add_route(partial(self._inbox, self._post), "/inbox", name="inbox")

        return blueprint

    async def _inbox(self, post: Callable[[], Post], request: Request) -> HTTPResponse:
        try:
            self._admit(request)
            sender = _sender(request.args.get("sender", ""))
            return answer(await post().fetch(f"rest:{sender}", request.args.get("after", "0")))
        except Refused as refused:
            return refused.response()

    def _admit(self, request: Request) -> None:
        refuse_cross_site(request)
        if self._token and not has_token(request, self._token):
            raise Refused(401, say("no_token"))

    def _read(self, request: Request) -> tuple[str, str]:
        """Sender and text. Raises :class:`~connectors.incoming.Refused`."""
        self._admit(request)
        if request.args.get("stream", "false").lower() not in ("false", "0"):
            raise Refused(400, say("no_stream"))
        body = json_object(request, _EXAMPLE)
        return _sender(text_of(body, "sender")), text_of(body, "message")


def _sender(name: str) -> str:
    if not 0 < len(name) <= _LONGEST_SENDER or not name.isprintable():
        raise Refused(400, say("bad_sender"))
    return name


def _message(sender: str, reply: Reply) -> dict[str, Any]:
    return {"recipient_id": sender, "text": render(reply, "rest"), "custom": reply.to_dict()}
