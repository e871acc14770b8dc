"""The embedded Redis: a start that fails once on a busy machine is no fault."""

from __future__ import annotations

import pytest
import redis

from bot.engine import redis_server


class _Starting:
    """Starts only after so many refusals."""

    def __init__(self, client: redis.Redis[str], refusals: int) -> None:
        self._client = client
        self.refusals = refusals

    def __call__(self) -> redis.Redis[str]:
        if self.refusals:
            self.refusals -= 1
            raise redis.ConnectionError("Connection refused")
        return self._client


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_server, "_PAUSE", 0.0)


@pytest.mark.parametrize("refusals", [0, 1, 2])
def test_a_server_that_does_not_listen_yet_is_started_anew(redis_client: redis.Redis[str], refusals: int) -> None:
    assert redis_server._started(_Starting(redis_client, refusals)).ping()


def test_one_that_never_listens_is_a_fault(redis_client: redis.Redis[str]) -> None:
    with pytest.raises(redis.ConnectionError):
        redis_server._started(_Starting(redis_client, 3))


def test_a_temporary_one_starts_empty() -> None:
    client = redis_server.temporary()
    assert client.dbsize() == 0
    client.shutdown()
