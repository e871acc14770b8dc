"""The web application: every channel on one Sanic server, the assistant behind them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict

import redis
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Request, Sanic, response
from sanic.exceptions import PayloadTooLarge

from bot.cases.errors import CaseStoreError
from bot.cases.sample import demo_cases
from bot.desk.ports import DeskUnavailable
from bot.desk.rules import rules
from bot.desk.wording import texts
from bot.engine import phone, training, wiring
from bot.engine.assistant import Assistant
from bot.engine.duties import Duties
from bot.engine.lobby import forget, hear
from bot.engine.lock_store import AtomicLockStore
from bot.settings import WECOM_DRIVERS, Mode, Settings
from connectors import callback, wechat_menu
from connectors.console import console
from connectors.console_api import team_console
from connectors.console_view import Labels
from connectors.home import home
from connectors.inbox import Post
from connectors.incoming import answer
from connectors.ivr import IvrChannel
from connectors.rest import RestChannel
from connectors.robot import RobotChannel
from connectors.robot_ports import House
from connectors.turns import OnNewMessage
from connectors.web import WebChannel
from connectors.wechat import WechatAccount
from connectors.wecom_callback import WecomCallback
from connectors.wecom_desk import WecomTeam
from connectors.words import say

log = logging.getLogger(__name__)

_LARGEST_BODY = 1 << 20  # a pasted file still gets a sentence instead of a broken connection; channels allow less


def create_app(settings: Settings) -> Sanic:
    """The application; the model is loaded when the server starts. Serve it with ``app.run`` or in a test.

    Raises :class:`~connectors.wechat_menu.BadMenu`: a wrong file is told before anything starts.
    """
    app = Sanic("zhixun", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_BODY
    app.config.KEEP_ALIVE_TIMEOUT = 30
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = settings.turn_time_limit
    app.error_handler.add(PayloadTooLarge, too_large)
    app.ctx.assistant = None

    async def handle(message: UserMessage) -> None:
        await app.ctx.assistant.handle(message)

    phone_line = IvrChannel(settings, phone.surroundings(app))
    for channel in (*_channels(settings, lambda: app.ctx.parts.post), _robot(app, settings), phone_line):
        app.blueprint(channel.blueprint(handle), url_prefix=f"/webhooks/{channel.url_prefix()}")
    app.blueprint(home(settings))
    app.blueprint(console(settings, lambda: app.ctx.parts.console))
    app.blueprint(team_console(settings, lambda: app.ctx.parts.desk, _labels()))
    if settings.kf_accounts:
        app.blueprint(callback.blueprint("wecom_kf", lambda: app.ctx.parts.kf))
    if settings.team_driver in WECOM_DRIVERS:
        app.blueprint(callback.blueprint("wecom_desk", lambda: app.ctx.wecom))
    if settings.wechat_app_id:
        app.ctx.scenes = wechat_menu.load(settings).scenes
        app.blueprint(callback.blueprint("wechat", lambda: app.ctx.wechat))
    _add_life(app, settings, handle)
    _add_health(app)
    return app


def _labels() -> Labels:
    """The desk's words for the console."""
    known = rules().values()
    return Labels(
        reasons={rule.reason: rule.label for rule in known},
        first={rule.reason: rule.first for rule in known},
        channels=texts()["channels"],
    )


def _channels(settings: Settings, post: Callable[[], Post]) -> list[InputChannel]:
    demo = [] if settings.store_url or settings.mode is Mode.PRODUCTION else [asdict(case) for case in demo_cases()]
    return [WebChannel(settings, demo, post), RestChannel(settings, post)]


def _robot(app: Sanic, settings: Settings) -> RobotChannel:
    house = House(lambda: app.ctx.parts.services.venue, hear, lambda visit: forget(app.ctx.parts.redis, visit))
    return RobotChannel(settings, house, lambda: app.ctx.parts.redis)


def _add_life(app: Sanic, settings: Settings, handle: OnNewMessage) -> None:
    @app.before_server_start
    async def start(app: Sanic, _: object) -> None:
        parts = app.ctx.parts = wiring.build(settings)
        assistant = Assistant.load(training.current_model(settings.model_dir), parts, settings)
        await assistant.warm_up()
        app.ctx.assistant = assistant
        app.ctx.holds = AtomicLockStore(parts.redis)
        app.ctx.duties = Duties(parts.desk, parts.outbox)
        app.ctx.duties.start()
        await _open_channels(app, parts, settings, handle)

    @app.after_server_stop
    async def stop(app: Sanic, _: object) -> None:
        parts = app.ctx.parts
        await _finish_turns(app, parts)
        await app.ctx.duties.stop()
        await _close_channels(app, parts)
        parts.close()


async def _open_channels(app: Sanic, parts: wiring.Parts, settings: Settings, handle: OnNewMessage) -> None:
    if isinstance(parts.team, WecomTeam):
        app.ctx.wecom = WecomCallback(settings, parts.redis, parts.desk, parts.team, kf=parts.kf)
    if parts.wechat:
        app.ctx.wechat = WechatAccount(settings, parts.redis, parts.wechat, handle, app.ctx.scenes)
        await app.ctx.wechat.start()
    if parts.kf:
        await parts.kf.start(handle)


async def _finish_turns(app: Sanic, parts: wiring.Parts) -> None:
    """Before the outbox stops: turns under way may still ask for a person."""
    if parts.wechat:
        await app.ctx.wechat.close()
    if parts.kf:
        await parts.kf.stop()


async def _close_channels(app: Sanic, parts: wiring.Parts) -> None:
    if isinstance(parts.team, WecomTeam):
        await app.ctx.wecom.close()
        await parts.team.close()
    for party in (parts.wechat, parts.kf):
        if party:
            await party.close()


async def too_large(_: Request, __: PayloadTooLarge) -> response.HTTPResponse:
    """What is too large to be read at all gets JSON like everything else."""
    return answer({"error": say("too_large"), "code": "too_large"}, 413)


def _add_health(app: Sanic) -> None:
    @app.get("/health")
    async def health(_: Request) -> response.HTTPResponse:
        """The process lives."""
        return response.json({"status": "ok"})

    @app.get("/ready")
    async def ready(_: Request) -> response.HTTPResponse:
        """The process can answer: model, case store, Redis and the desk are there; 503 with what is missing."""
        state = {
            "model": app.ctx.assistant is not None,
            "store": _store_answers(app),
            "redis": _redis_answers(app),
            "desk": _desk_answers(app),
        }
        return response.json(state, status=200 if all(state.values()) else 503)


def _store_answers(app: Sanic) -> bool:
    try:
        app.ctx.parts.store.ping()
    except CaseStoreError:
        return False
    return True


def _desk_answers(app: Sanic) -> bool:
    try:
        app.ctx.parts.desk.owner("")
    except DeskUnavailable:
        return False
    return True


def _redis_answers(app: Sanic) -> bool:
    try:
        return bool(app.ctx.parts.redis.ping())
    except redis.RedisError:
        return False
