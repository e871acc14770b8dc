"""The project's own actions for rasa-sdk's action server (``python -m rasa_sdk --actions bench.actions``).

Both sides run the same code for the same turn; only the way to it differs. The server would make every action class
that it finds by itself, without arguments; the project's actions take services, so the server is handed them made.
"""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from bot import settings
from bot.actions.register import all_actions
from bot.engine import wiring

_actions = all_actions(wiring.build(settings.load()).services)


def _register_ready_made(executor: ActionExecutor) -> None:
    for action in _actions:
        executor.register_action(action)


ActionExecutor._register_all_actions = _register_ready_made
