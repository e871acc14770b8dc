"""The front door: from here a person who started the whole on one machine finds every way in."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, redirect

from bot.settings import Settings
from connectors.console import is_open
from connectors.page_files import add_page, seal

_CHAT = "/webhooks/web/"


def home(settings: Settings) -> Blueprint:
    """``GET /`` is a page with the ways in, where everybody on this machine may see all of them; else the way to the
    party's page."""
    blueprint = Blueprint("home")
    if is_open(settings):
        add_page(blueprint, "home")
    else:

        @blueprint.get("/")
        async def chat(_: Request) -> HTTPResponse:
            return redirect(_CHAT)

    @blueprint.on_response
    async def protect(_: Request, response: HTTPResponse) -> None:
        seal(response)

    return blueprint
