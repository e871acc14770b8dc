"""Custom actions in the same process as Rasa: no second server, no HTTP hop.

``LocalActions`` stands where Rasa expects the address of an action server and runs the very same actions through
rasa-sdk's executor. With the setting ``action_url`` the actions run in a server of their own instead.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterable
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic, response


class LocalActions(EndpointConfig):
    """An action server's endpoint that is no server. ``time_limit`` is in seconds for one action."""

    def __init__(self, executor: ActionExecutor, time_limit: float) -> None:
        super().__init__(url="local", enable_selective_domain=True)
        self._executor = executor
        self._time_limit = time_limit

    async def request(
        self, method: str = "post", subpath: str | None = None, content_type: str | None = None, **kwargs: Any
    ) -> Any:
        """Run the action that the call names. Raises ``asyncio.TimeoutError`` beyond the time limit."""
        return await asyncio.wait_for(self._executor.run(kwargs["json"]), self._time_limit)


def executor_of(actions: Iterable[Action]) -> ActionExecutor:
    """An executor that knows exactly these actions."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    return executor


def action_server(executor: ActionExecutor, token: str) -> Sanic:
    """The same actions behind HTTP, for the setting ``action_url``; ``token`` must come as ``?token=`` if it is set."""
    app = Sanic("zhixun_actions", configure_logging=False)

    @app.get("/health")
    async def health(_: Request) -> response.HTTPResponse:
        return response.json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> response.HTTPResponse:
        if token and not hmac.compare_digest(request.args.get("token", ""), token):
            return response.json({"error": "unauthorised"}, status=401)
        return response.json(await executor.run(request.json))

    return app
