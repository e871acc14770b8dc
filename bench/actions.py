"""The project's own actions for rasa-sdk's action server (``python -m rasa_sdk --actions bench.actions``).

Both sides run the same code for the same turn; only the way to it differs. The server makes every action that it finds
by itself, without arguments, so the services become what an action takes when it is given none; and it would make the
base class too, since rasa-sdk's classes do not know which of them are abstract.
"""

from __future__ import annotations

import bot.actions.register  # noqa: F401 - the server looks for actions in all that is imported
from bot import settings
from bot.actions.turn import CoreAction
from bot.engine import wiring

CoreAction.__abstractmethods__ = frozenset({"act"})
CoreAction.__init__.__defaults__ = (wiring.build(settings.load()).services,)
