"""What the identity check keeps in Redis. Every change of more than one command is one Lua script, so it happens whole.

Keys (``…`` is the prefix, ``{s}`` a keyed hash of the sender; the braces keep a sender's keys on one cluster slot):

    …{s}:check    hash    id, seal, until, sent, tries, case, name (as given), person and registered name ("" if none)
    …{s}:starts   count   codes asked for
    …{s}:wrong    count   wrong codes given
    …{s}:binding  hash    person, name, since, seen
    …case:c       count   codes asked for in a case; c is a keyed hash of its number

Nothing here is kept longer than its limit, and no phone number and no code is kept at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError

from bot.parties.outcomes import Binding, IdentityUnavailable
from bot.parties.settings import IdentitySettings

if TYPE_CHECKING:
    from redis import Redis

_SCRIPTS = (
    "count_start",
    "count_case",
    "open_check",
    "attach_person",
    "renew_check",
    "take_try",
    "claim",
    "touch_binding",
)


@dataclass(frozen=True)
class Try:
    """One allowed try of a code. ``person`` is empty when the check leads to nobody."""

    left: int
    check_id: str
    seal: str
    case_number: str
    person: str
    name: str


class PartyState:
    """Checks, counters and bindings. ``sender`` and ``case`` are hashes; every method may raise
    :class:`IdentityUnavailable`."""

    def __init__(self, redis: Redis[str], settings: IdentitySettings) -> None:
        self._redis = redis
        self._settings = settings
        folder = files(__package__) / "lua"
        self._scripts = {name: redis.register_script((folder / f"{name}.lua").read_text("utf-8")) for name in _SCRIPTS}

    def count_start(self, sender: str) -> int:
        """Count a start; the seconds to wait if it is one too many, else 0."""
        settings = self._settings
        keys = [self._key(sender, "starts"), self._key(sender, "wrong")]
        limits = [settings.sender_starts, settings.sender_starts_window, settings.sender_wrong]
        return int(self._run("count_start", keys, limits))

    def count_case(self, case: str) -> bool:
        """Count a code for this case; whether it may still be sent."""
        key = f"{self._settings.prefix}case:{case}"
        return int(self._run("count_case", [key], [self._settings.case_starts_window])) <= self._settings.case_starts

    def open_check(self, sender: str, check_id: str, seal: str, case_number: str, name: str, now: int) -> None:
        """Begin a check that leads to nobody yet; an older one of this sender is gone."""
        values = {
            "id": check_id,
            "seal": seal,
            "until": now + self._settings.code_seconds,
            "sent": now,
            "tries": 0,
            "case": case_number,
            "name": name,
            "person": "",
            "registered": "",
        }
        arguments = [self._settings.check_seconds, *_flat(values)]
        self._run("open_check", [self._key(sender, "check")], arguments)

    def attach_person(self, sender: str, check_id: str, person: str, name: str) -> bool:
        """Say whose code it is; false if the check was ended or replaced meanwhile."""
        return bool(self._run("attach_person", [self._key(sender, "check")], [check_id, person, name]))

    def renew_check(self, sender: str, now: int) -> tuple[str, str] | int | None:
        """Case and name of the open check if a new code may be made now, else the seconds to wait; ``None`` if no
        check is open."""
        found = self._run("renew_check", [self._key(sender, "check")], [now, self._settings.resend_seconds])
        if found is None:
            return None
        return (found[1], found[2]) if found[0] == 0 else int(found[0])

    def take_try(self, sender: str, now: int) -> Try | int | None:
        """Take one try of the open code. The seconds to wait if the sender is locked out, ``None`` if no code is
        valid."""
        settings = self._settings
        keys = [self._key(sender, "check"), self._key(sender, "wrong")]
        limits = [now, settings.code_tries, settings.sender_wrong, settings.sender_wrong_window]
        kind, *rest = self._run("take_try", keys, limits)
        if kind == "try":
            return Try(*rest)
        return int(rest[0]) if kind == "locked" else None

    def claim(self, sender: str, taken: Try, now: int) -> Binding | None:
        """Use up the code of this try, which was right, and bind its person; ``None`` if another was first."""
        keep = min(self._settings.idle_seconds, self._settings.absolute_seconds)
        keys = [self._key(sender, part) for part in ("check", "wrong", "binding")]
        values = {"person": taken.person, "name": taken.name, "since": now, "seen": now}
        if not self._run("claim", keys, [taken.check_id, keep, *_flat(values)]):
            return None
        return Binding(taken.person, taken.name, now, now + keep)

    def touch_binding(self, sender: str, now: int) -> Binding | None:
        """The binding of a sender, its idle limit moved; ``None`` if there is none or it has ended."""
        limits = [now, self._settings.idle_seconds, self._settings.absolute_seconds]
        found = self._run("touch_binding", [self._key(sender, "binding")], limits)
        return Binding(*found) if found else None

    def forget(self, sender: str) -> None:
        """End the check and the binding of a sender. Counters stay, or leaving would reset the limits."""
        try:
            self._redis.delete(self._key(sender, "check"), self._key(sender, "binding"))
        except RedisError as error:
            raise IdentityUnavailable from error

    def has_check(self, sender: str) -> bool:
        """Whether a check is open."""
        try:
            return bool(self._redis.exists(self._key(sender, "check")))
        except RedisError as error:
            raise IdentityUnavailable from error

    def _key(self, sender: str, part: str) -> str:
        return f"{self._settings.prefix}{{{sender}}}:{part}"

    def _run(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        try:
            return self._scripts[script](keys=keys, args=arguments)
        except RedisError as error:
            raise IdentityUnavailable from error


def _flat(values: dict[str, Any]) -> list[Any]:
    return [item for pair in values.items() for item in pair]
