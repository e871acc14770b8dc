"""What an operator sets reaches the part that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from bot.engine import wiring
from bot.parties import IdentityService, TooMany
from bot.parties.outcomes import Confirmed, Wrong
from bot.settings import Settings

NUMBER, NAME = "（2026）粤0111执1001号", "何桂芳"


@pytest.fixture
def base(embedded: Settings, parts: wiring.Parts) -> Settings:
    """Settings whose sample store is there already."""
    return embedded


@contextmanager
def _identity(
    base: Settings, client: redis.Redis[str], **limits: int
) -> Iterator[tuple[IdentityService, wiring.Parts]]:
    joined = wiring.build(base.copy(update=limits), client)
    try:
        yield joined.services.identity, joined
    finally:
        joined.codes_sent()  # a code still under way would stand in the next test's log
        joined.services.identity.close()
        joined.store.close()


def _code(joined: wiring.Parts) -> str:
    joined.codes_sent()
    sent = joined.console.entries()[-1].body["text"]
    return "".join(sign for sign in sent if sign.isdigit())[:6]


def test_codes_per_sender(base: Settings, redis_client: redis.Redis[str]) -> None:
    with _identity(base, redis_client, codes_per_sender=2) as (identity, _):
        told = [identity.start("web:a", NUMBER, NAME) for _ in range(3)]
    assert [isinstance(outcome, TooMany) for outcome in told] == [False, False, True]


def test_codes_per_case_end_silently_for_whoever_asks(base: Settings, redis_client: redis.Redis[str]) -> None:
    with _identity(base, redis_client, codes_per_case=1) as (identity, joined):
        for sender in ("web:a", "web:b"):
            assert not isinstance(identity.start(sender, NUMBER, NAME), TooMany)
        joined.codes_sent()
        assert len(joined.console.entries()) == 1


def test_code_tries(base: Settings, redis_client: redis.Redis[str]) -> None:
    with _identity(base, redis_client, code_tries=1) as (identity, joined):
        identity.start("web:a", NUMBER, NAME)
        code = _code(joined)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        assert not isinstance(identity.confirm("web:a", wrong), Confirmed)
        assert not isinstance(identity.confirm("web:a", code), Confirmed | Wrong)


def test_a_code_and_a_binding_live_as_long_as_set(base: Settings, redis_client: redis.Redis[str]) -> None:
    with _identity(base, redis_client, code_lifetime=120, identity_idle=60) as (identity, joined):
        identity.start("web:a", NUMBER, NAME)
        code = _code(joined)
        assert "2分钟内有效" in joined.console.entries()[-1].body["text"]
        assert isinstance(identity.confirm("web:a", code), Confirmed)
        lives = [redis_client.ttl(key) for key in redis_client.scan_iter("zhixun:parties:*binding*")]
        assert lives
        assert all(0 < seconds <= 60 for seconds in lives)


def test_a_redis_that_stalls_is_not_waited_for_without_end(parts: wiring.Parts) -> None:
    assert parts.redis.connection_pool.connection_kwargs["socket_timeout"] == 5.0
