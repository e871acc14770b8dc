"""The identity check: case number and name, then a one-time code to the phone that the court registered.

    start ──▶ pending ──confirm(right)──▶ bound ──idle, absolute limit, forget──▶ nobody
                │  ▲
                │  └─ resend (a new code, the old one is dead)
                └─ wrong: tries go down; at 0, or after five minutes, only resend or start help

**Nobody learns from ``start`` whether a case or a name exists.** What runs before it returns does not know: it counts,
makes a code, hashes it and opens a check, with the same commands for every input. Looking up the directory and sending
happen afterwards in a worker thread, and what comes of them is told to the registered phone alone. A check that leads
to nobody is an ordinary check whose code nobody was given.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING

from bot.parties.outcomes import Binding, Confirmed, Expired, Locked, NothingPending, Started, TooMany, Wrong
from bot.parties.ports import CodeSender, PartyDirectory
from bot.parties.settings import IdentitySettings
from bot.parties.state import PartyState
from bot.parties.wording import code_text

if TYPE_CHECKING:
    from redis import Redis

logger = logging.getLogger(__name__)

_CODE_DIGITS = 6


class IdentityService:
    """Checks who a sender is and remembers it for a while.

    ``redis`` is a client with ``decode_responses=True``. Without an ``executor`` two worker threads are kept until
    :meth:`close`. Safe for threads; every method may raise :class:`~bot.parties.outcomes.IdentityUnavailable`.
    """

    def __init__(
        self,
        directory: PartyDirectory,
        sender: CodeSender,
        redis: Redis[str],
        settings: IdentitySettings,
        clock: Callable[[], float] = time.time,
        executor: Executor | None = None,
    ) -> None:
        self._directory = directory
        self._sender = sender
        self._state = PartyState(redis, settings)
        self._settings = settings
        self._clock = clock
        self._owns_executor = executor is None
        self._executor = executor or ThreadPoolExecutor(2, thread_name_prefix="code-sender")

    def start(self, sender_id: str, case_number: str, name: str) -> Started | TooMany:
        """Begin a check, in place of any other of this sender. The same answer for every case and name; only the
        sender's own limits are told. ``case_number`` is in canonical form."""
        sender = self._hash("sender", sender_id)
        wait = self._state.count_start(sender)
        if wait:
            return TooMany(wait)
        may_send = self._state.count_case(self._hash("case", case_number))
        check_id = secrets.token_hex(16)
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
        seal = self._seal(check_id, sender, case_number, code)
        self._state.open_check(sender, check_id, seal, case_number, name, self._now())
        self._executor.submit(self._deliver, sender, check_id, case_number, name, code, may_send)
        return Started(self._settings.code_seconds, self._settings.resend_seconds)

    def resend(self, sender_id: str) -> Started | TooMany | NothingPending:
        """Make a new code for the open check; it counts as a start."""
        details = self._state.renew_check(self._hash("sender", sender_id), self._now())
        if details is None:
            return NothingPending()
        if isinstance(details, int):
            return TooMany(details)
        return self.start(sender_id, *details)

    def confirm(self, sender_id: str, code: str) -> Confirmed | Wrong | Expired | Locked:
        """Try a code, as :func:`bot.parties.reading.read_code` gives it."""
        sender, now = self._hash("sender", sender_id), self._now()
        taken = self._state.take_try(sender, now)
        if taken is None:
            return Expired()
        if isinstance(taken, int):
            return Locked(taken)
        right = hmac.compare_digest(taken.seal, self._seal(taken.check_id, sender, taken.case_number, code))
        # A check that leads to nobody cannot be passed, not even by a lucky guess.
        if not (right and taken.person):
            return Wrong(taken.left)
        binding = self._state.claim(sender, taken, now)
        return Confirmed(binding) if binding else Expired()

    def binding(self, sender_id: str) -> Binding | None:
        """Who this sender proved to be; asking counts as use and moves the idle limit."""
        return self._state.touch_binding(self._hash("sender", sender_id), self._now())

    def pending(self, sender_id: str) -> bool:
        """Whether a check is open: six digits are then a code, and a new one may be asked for."""
        return self._state.has_check(self._hash("sender", sender_id))

    def forget(self, sender_id: str) -> None:
        """Forget this sender (退出): the binding and any open check end now, a code under way is dead."""
        self._state.forget(self._hash("sender", sender_id))

    def close(self) -> None:
        """Wait for codes under way and end the service's own threads."""
        if self._owns_executor:
            self._executor.shutdown()

    def _deliver(self, sender: str, check_id: str, case_number: str, name: str, code: str, may_send: bool) -> None:
        """Look up whose code it is and send it, in a worker thread. Failures are logged by kind only: the message of
        an error may hold a phone number."""
        try:
            party = self._directory.find(case_number, name)
            phone = party.phone if party and may_send else None
            person, registered = (party.person_key, party.name) if party and phone else ("", "")
            current = self._state.attach_person(sender, check_id, person, registered)
            if current and phone:
                self._sender.send(phone, code_text(code, self._minutes()))
        except Exception as error:
            logger.error("one-time code not sent: %s", type(error).__name__)

    def _minutes(self) -> int:
        return max(1, self._settings.code_seconds // 60)

    def _now(self) -> int:
        return int(self._clock())

    def _seal(self, check_id: str, sender: str, case_number: str, code: str) -> str:
        """A code as it is stored. Six digits are found from a plain hash in no time, so the hash has a key."""
        return self._hash("code", check_id, sender, case_number, code)

    def _hash(self, *parts: str) -> str:
        message = json.dumps(parts).encode()
        return hmac.new(self._settings.secret.encode(), message, hashlib.sha256).hexdigest()
