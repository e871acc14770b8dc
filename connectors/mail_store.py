"""What the mailroom keeps in Redis, for all workers: letters until they are read, answers until they are handed over.

Of a conversation: a *box* of letters not yet read, a *pile* of answers not yet handed over, a *lease* (who reads), and
its *post*: what is known about both. Of a letter: its *state* (waiting, ready: its answer lies on the pile, done), its
answer for repeats, and a mark that somebody waits for it. Every method blocks on Redis and raises ``redis.RedisError``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from bot.answers.reply import Reply

_LUA = Path(__file__).parent / "lua"
_ANSWER_KEPT = 600  # seconds: the platforms repeat a message within seconds, a person's patience lasts minutes
_RELEASE_ANYHOW = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"
_RENEW = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_AT_ONCE = 500  # conversations that one look for forgotten ones brings


@dataclass(frozen=True)
class Letter:
    """One thing a party sent. ``id`` is the platform's name of it, the same for its repeats; ``text`` is as it came;
    ``at`` is when it was sent, seconds since 1970."""

    conversation: str
    id: str
    text: str
    at: float


@dataclass(frozen=True)
class Stored:
    """A letter as it lies in the box (``raw``), and when it came there."""

    raw: str
    letter: Letter
    came: float


@dataclass(frozen=True)
class Desk:
    """What lies there for one conversation. ``batch`` is the number of letters that a reader had begun, ``tries`` how
    often; ``alone``: the first letter came into a quiet conversation. ``pile`` is the number of answers, ``key`` the
    letter that the newest is for, ``due`` when they may be sent (seconds since 1970), ``sends`` how often that was
    tried; ``awaited``: somebody waits for them."""

    letters: tuple[Stored, ...]
    batch: int
    tries: int
    alone: bool
    pile: int
    key: str
    due: float
    sends: int
    awaited: bool

    def ready_at(self, gather: float, longest: float) -> float:
        """When the letters are read: at once, after ``gather`` seconds of quiet, or ``longest`` after the first;
        infinite without letters."""
        if not self.letters:
            return math.inf
        if self.alone or self.batch:
            return 0.0
        return min(self.letters[-1].came + gather, self.letters[0].came + longest)


class MailStore:
    """The letters and answers of one channel. ``lifetime`` and ``lease`` are seconds."""

    def __init__(self, client: redis.Redis[str], channel: str, lifetime: int, lease: float) -> None:
        self._redis = client
        self._begin = f"zhixun:mail:{channel}"
        self._lifetime = lifetime
        self._lease_ms = int(lease * 1000)
        names = ("take", "look", "finish", "hand", "release")
        self._scripts = {name: client.register_script((_LUA / f"mail_{name}.lua").read_text("utf-8")) for name in names}
        self._renew = client.register_script(_RENEW)
        self._leave = client.register_script(_RELEASE_ANYHOW)

    def take(self, letter: Letter, now: float, gather: float) -> bool:
        """Store it; ``False`` if it was stored before."""
        of, conversation = self._key, letter.conversation
        text = json.dumps([letter.id, letter.text, letter.at, now])  # ASCII: a lone surrogate is no reason to fail
        keys = [of("state", letter.id), of("box", conversation), of("post", conversation), of("open")]
        others = now + self._lease_ms / 1000
        return bool(self._run("take", keys, [conversation, text, now, gather, self._lifetime, others]))

    def look(self, conversation: str, token: str) -> Desk | None:
        """What there is to do; whoever looks is the conversation's reader. ``None``: somebody else is."""
        keys = [self._key(name, conversation) for name in ("lease", "box", "post", "pile")]
        seen = self._run("look", keys, [token, self._lease_ms, self._key("awaited", "")])
        if seen is None:
            return None
        box, flat, pile, awaited = seen
        post = dict(zip(flat[::2], flat[1::2], strict=True))
        return Desk(
            letters=tuple(_stored(conversation, raw) for raw in box),
            batch=int(post.get("batch", 0)),
            tries=int(post.get("tries", 0)),
            alone=post.get("alone") == "1",
            pile=pile,
            key=post.get("key", ""),
            due=float(post.get("due", 0)),
            sends=int(post.get("sends", 0)),
            awaited=awaited > 0,
        )

    def renew(self, readers: Mapping[str, str]) -> list[str]:
        """Stay the reader of these conversations, given with their tokens; those that somebody else reads by now."""
        with self._redis.pipeline(transaction=False) as pipe:
            for conversation, token in readers.items():
                self._renew(keys=[self._key("lease", conversation)], args=[token, self._lease_ms], client=pipe)
            return [conversation for conversation, kept in zip(readers, pipe.execute(), strict=True) if not kept]

    def begin(self, conversation: str, batch: int) -> None:
        """A turn reads the oldest ``batch`` letters: whoever reads them again after a crash reads the same ones."""
        post = self._key("post", conversation)
        with self._redis.pipeline() as pipe:
            pipe.hset(post, "batch", batch).hincrby(post, "tries", 1)
            pipe.execute()

    def finish(self, token: str, batch: Sequence[Stored], replies: Sequence[Reply], now: float) -> bool:
        """The turn is over, and this is its answer. ``False``: another reader was here meanwhile."""
        raw, newest = batch[-1].raw, batch[-1].letter
        keys = [self._key(name, newest.conversation) for name in ("lease", "box", "post", "pile")]
        states = [self._key("state", stored.letter.id) for stored in batch]
        answer = _dump(replies) if replies else ""
        return bool(self._run("finish", [*keys, *states], [token, raw, newest.id, answer, now, self._lifetime]))

    def hand(self, conversation: str, letter_id: str, again: bool) -> list[list[Reply]]:
        """Take the pile, the oldest answer first; empty if somebody was faster. ``again``: repeats of the letter get
        it as well."""
        keys = [self._key("pile", conversation), self._key("post", conversation)]
        keys += [self._key("state", letter_id), self._key("answer", letter_id)]
        taken = self._run("hand", keys, [self._key("state", ""), _ANSWER_KEPT if again else 0])
        return [_load(json.loads(raw)) for raw in taken]

    def put_back(
        self, conversation: str, letter_id: str, pile: Sequence[Sequence[Reply]], due: float, sends: int
    ) -> None:
        """Nobody got the pile after all: it lies there again, before what came meanwhile, until ``due``."""
        of = self._key
        with self._redis.pipeline() as pipe:
            pipe.lpush(of("pile", conversation), *map(_dump, reversed(pile)))
            pipe.expire(of("pile", conversation), self._lifetime)
            pipe.hset(of("post", conversation), mapping={"due": str(due), "sends": sends})
            pipe.set(of("state", letter_id), "ready", xx=True, keepttl=True)
            pipe.delete(of("answer", letter_id))
            if due < math.inf:
                pipe.zadd(of("open"), {conversation: due})
            pipe.execute()

    def release(self, conversation: str, token: str) -> bool:
        """Let go of a conversation with nothing to do now; ``False`` if a letter came meanwhile."""
        keys = [self._key(name, conversation) for name in ("lease", "box", "post", "pile")]
        return bool(self._run("release", [*keys, self._key("open")], [token, conversation]))

    def leave(self, conversation: str, token: str) -> None:
        """Let go whatever lies there: others look after it."""
        self._leave(keys=[self._key("lease", conversation)], args=[token])

    def await_answer(self, letter_id: str, seconds: float) -> tuple[str, list[Reply]]:
        """Somebody takes the answer within ``seconds``: it need not be sent; 0: nobody does. The letter's state as
        :meth:`state` gives it."""
        key = self._key("awaited", letter_id)
        with self._redis.pipeline(transaction=False) as pipe:
            if seconds > 0:
                pipe.set(key, "1", px=max(int(seconds * 1000), 1))
            else:
                pipe.delete(key)
            pipe.mget(self._key("state", letter_id), self._key("answer", letter_id))
            return _state(*pipe.execute()[1])

    def state(self, letter_id: str) -> tuple[str, list[Reply]]:
        """``waiting``, ``ready``, ``done`` or empty for an unknown letter; and the answer kept for its repeats."""
        return _state(*self._redis.mget(self._key("state", letter_id), self._key("answer", letter_id)))

    def waiting(self, until: float) -> list[str]:
        """The conversations that have something to do by then (seconds since 1970), the oldest first."""
        found: list[str] = self._redis.zrangebyscore(self._key("open"), "-inf", until, start=0, num=_AT_ONCE)
        return found

    def _run(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        return self._scripts[script](keys=keys, args=arguments)

    def _key(self, *parts: str) -> str:
        return ":".join((self._begin, *parts))


def _stored(conversation: str, raw: str) -> Stored:
    letter_id, text, at, came = json.loads(raw)
    return Stored(raw, Letter(conversation, letter_id, text, at), came)


def _state(state: str | None, kept: str | None) -> tuple[str, list[Reply]]:
    return state or "", [reply for answer in json.loads(kept or "[]") for reply in _load(answer)]


def _dump(replies: Sequence[Reply]) -> str:
    return json.dumps([reply.to_dict() for reply in replies])


def _load(answer: list[dict[str, Any]]) -> list[Reply]:
    return [Reply.from_dict(reply) for reply in answer]
