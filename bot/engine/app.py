"""The web application: every channel on one Sanic server, the assistant behind them."""

from __future__ import annotations

import logging
from dataclasses import asdict

import redis
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Request, Sanic, response

from bot.cases.errors import CaseStoreError
from bot.cases.sample import demo_cases
from bot.engine import training, wiring
from bot.engine.assistant import Assistant
from bot.settings import Mode, Settings
from connectors.console import console
from connectors.rest import RestChannel
from connectors.web import WebChannel

log = logging.getLogger(__name__)

_LARGEST_BODY = 1 << 20  # a pasted file still gets a sentence instead of a broken connection; channels allow less


def create_app(settings: Settings) -> Sanic:
    """The application; the model is loaded when the server starts. Serve it with ``app.run`` or in a test."""
    app = Sanic("zhixun", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_BODY
    app.config.KEEP_ALIVE_TIMEOUT = 30
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = settings.turn_time_limit
    app.ctx.assistant = None

    async def handle(message: UserMessage) -> None:
        await app.ctx.assistant.handle(message)

    for channel in _channels(settings):
        app.blueprint(channel.blueprint(handle), url_prefix=f"/webhooks/{channel.url_prefix()}")
    app.blueprint(console(settings, lambda: app.ctx.parts.console))
    _add_life(app, settings)
    _add_health(app)
    return app


def _channels(settings: Settings) -> list[InputChannel]:
    demo = [] if settings.store_url or settings.mode is Mode.PRODUCTION else [asdict(case) for case in demo_cases()]
    return [WebChannel(settings, demo), RestChannel(settings)]


def _add_life(app: Sanic, settings: Settings) -> None:
    @app.before_server_start
    async def start(app: Sanic, _: object) -> None:
        app.ctx.parts = wiring.build(settings)
        app.ctx.assistant = Assistant.load(training.current_model(settings.model_dir), app.ctx.parts, settings)

    @app.after_server_stop
    async def stop(app: Sanic, _: object) -> None:
        app.ctx.parts.close()


def _add_health(app: Sanic) -> None:
    @app.get("/")
    async def home(_: Request) -> response.HTTPResponse:
        return response.redirect("/webhooks/web/")

    @app.get("/health")
    async def health(_: Request) -> response.HTTPResponse:
        """The process lives."""
        return response.json({"status": "ok"})

    @app.get("/ready")
    async def ready(_: Request) -> response.HTTPResponse:
        """The process can answer: model, case store and Redis are there; 503 with what is missing."""
        state = {"model": app.ctx.assistant is not None, "store": _store_answers(app), "redis": _redis_answers(app)}
        return response.json(state, status=200 if all(state.values()) else 503)


def _store_answers(app: Sanic) -> bool:
    try:
        app.ctx.parts.store.ping()
    except CaseStoreError:
        return False
    return True


def _redis_answers(app: Sanic) -> bool:
    try:
        return bool(app.ctx.parts.redis.ping())
    except redis.RedisError:
        return False
