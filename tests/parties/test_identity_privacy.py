"""What the identity check must not give away: by its answers, its work, its store, its messages or its log."""

from __future__ import annotations

import hmac
import json
import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from redis import Redis

from bot.parties.identity import IdentityService
from bot.parties.outcomes import Binding, Confirmed, Started, TooMany, Wrong
from bot.parties.ports import RegisteredParty
from bot.parties.settings import IdentitySettings
from tests.parties.conftest import CASE, NAME, OTHER_CASE, PHONE, SECRET, Held, World

PATHS = {
    "registered": (CASE, NAME),
    "no such name": (CASE, "赵六"),
    "no such case": ("（2024）粤0111执9999号", NAME),
    "name of another case": (OTHER_CASE, NAME),
    "no phone": (CASE, "王五"),
    "case at its limit": (CASE, NAME),
}


def exhaust(world: World, service: IdentityService) -> None:
    """Use up the codes of the first case, by other senders, and deliver none of them."""
    for number in range(IdentitySettings(secret="x" * 16).case_starts):
        service.start(f"crowd:{number}", CASE, "赵六")


def commands(redis: Redis[str], work: Callable[..., Any], *arguments: str) -> Counter[str]:
    """How often Redis ran which command meanwhile, those inside scripts included."""

    def calls() -> Counter[str]:
        return Counter({name: stats["calls"] for name, stats in redis.info("commandstats").items()})

    before = calls()
    work(*arguments)
    spent = calls() - before
    spent.subtract({"cmdstat_info": 1})
    return +spent


def functions(work: Callable[..., Any], *arguments: str) -> list[str]:
    """The functions of this package and of the hashes that were called meanwhile, in order."""
    trace: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.split(".")[0] in ("bot", "hmac", "secrets", "json"):
            trace.append(f"{module}.{frame.f_code.co_name}")

    sys.setprofile(note)
    try:
        work(*arguments)
    finally:
        sys.setprofile(None)
    return trace


@pytest.fixture
def prepared(world: World) -> tuple[World, IdentityService, Held]:
    """A service whose scripts are loaded; what it would do in the background is held."""
    executor = Held()
    service = world.service(executor)
    service.start("warm:up", OTHER_CASE, "张三")
    executor.run()
    return world, service, executor


@pytest.mark.parametrize("path", PATHS)
def test_start_says_the_same_on_every_path(prepared: tuple[World, IdentityService, Held], path: str) -> None:
    world, service, executor = prepared
    if path == "case at its limit":
        exhaust(world, service)
    assert service.start("ann", *PATHS[path]) == Started(valid_for=300, resend_after=60)
    assert service.pending("ann")
    world.phones.messages.clear()
    executor.run()
    assert len(world.phones.messages) == (path == "registered")


@pytest.mark.parametrize("step", ["start", "deliver", "wrong code", "resend"])
def test_redis_does_the_same_work_on_every_path(prepared: tuple[World, IdentityService, Held], step: str) -> None:
    world, service, executor = prepared
    service.confirm("ann 0", "000000")  # loads the script
    seen = {}
    for path, (case, name) in PATHS.items():
        if path == "case at its limit":
            exhaust(world, service)
            executor.jobs.clear()
        spent = {"start": commands(world.redis, service.start, path, case, name)}
        spent["deliver"] = commands(world.redis, executor.run)
        spent["wrong code"] = commands(world.redis, service.confirm, path, "not a code")
        world.now += 60
        service.resend("nobody")
        spent["resend"] = commands(world.redis, service.resend, path)
        executor.jobs.clear()
        seen[path] = spent[step]
    assert seen["registered"].total() > 1
    assert all(spent == seen["registered"] for spent in seen.values()), seen


def test_the_program_takes_the_same_steps_on_every_path(prepared: tuple[World, IdentityService, Held]) -> None:
    world, service, executor = prepared
    seen = {}
    for path, (case, name) in PATHS.items():
        if path == "case at its limit":
            exhaust(world, service)
        seen[path] = functions(service.start, path, case, name)
        executor.run()
    assert "bot.parties.state.open_check" in seen["registered"]
    assert all(steps == seen["registered"] for steps in seen.values())


def test_start_returns_before_anything_is_looked_up_or_sent(world: World) -> None:
    go, looked_up = threading.Event(), threading.Event()

    class SlowDirectory:
        def find(self, case_number: str, name: str) -> RegisteredParty | None:
            looked_up.set()
            assert go.wait(5)
            return world.directory.find(case_number, name)

    settings = IdentitySettings(secret=SECRET)
    service = IdentityService(SlowDirectory(), world.phones, world.redis, settings)
    assert isinstance(service.start("ann", CASE, NAME), Started)
    assert looked_up.wait(5)
    assert world.phones.messages == []
    go.set()
    service.close()
    assert len(world.phones.messages) == 1


def test_a_check_that_leads_to_nobody_is_not_passed_even_by_its_code(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 271828)
    service = world.service()
    service.start("ann", CASE, "王五")
    assert service.confirm("ann", "271828") == Wrong(4)
    service.start("bob", CASE, NAME)
    assert isinstance(service.confirm("bob", "271828"), Confirmed)


def test_at_the_limit_of_a_case_no_more_codes_are_sent(world: World) -> None:
    service = world.service(case_starts=3)
    for number in range(5):
        assert isinstance(service.start(f"sender {number}", CASE, NAME), Started)
    assert len(world.phones.messages) == 3
    assert isinstance(service.confirm("sender 0", world.phones.messages[0][1].split("，")[0][-6:]), Confirmed)
    service.start("elsewhere", OTHER_CASE, "张三")
    assert len(world.phones.messages) == 4


def test_a_refused_sender_does_not_use_up_the_case(world: World) -> None:
    service = world.service(sender_starts=1, case_starts=2)
    for _ in range(5):
        service.start("ann", CASE, NAME)
    service.start("bob", CASE, NAME)
    assert len(world.phones.messages) == 2


def test_every_key_ends_by_itself(world: World) -> None:
    service = world.service(sender_starts=2)
    service.start("ann", CASE, NAME)
    service.confirm("ann", "not a code")
    service.confirm("ann", world.phones.code)
    service.binding("ann")
    for _ in range(3):
        service.start("ann", CASE, "赵六")
    service.confirm("ann", "not a code")
    world.now += 60
    service.resend("ann")
    keys = world.redis.keys("*")
    assert {key.rpartition(":")[2] for key in keys} >= {"check", "starts", "wrong", "binding"}
    assert [key for key in keys if world.redis.ttl(key) <= 0] == []


def test_a_counter_that_lapses_midway_does_not_come_back_without_an_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = hmac.compare_digest

    def lapse(one: str, other: str) -> bool:
        world.redis.delete(*world.redis.keys("*:wrong"))
        return compare(one, other)

    service = world.service()
    service.start("ann", CASE, NAME)
    monkeypatch.setattr(hmac, "compare_digest", lapse)
    assert isinstance(service.confirm("ann", world.phones.code), Confirmed)
    assert world.redis.keys("*:wrong") == []


def test_the_store_holds_no_code_no_phone_and_no_sender(world: World) -> None:
    service = world.service()
    service.start("wechat:ann", CASE, NAME)
    code = world.phones.code
    kept = json.dumps({key: world.redis.hgetall(key) for key in world.redis.keys("*:check")}) + json.dumps(
        world.redis.keys("*")
    )
    assert PHONE not in kept
    assert "wechat:ann" not in kept
    check = world.redis.hgetall(world.redis.keys("*:check")[0])
    assert code not in [value for key, value in check.items() if key != "sent"]
    assert len(check["seal"]) == 64


def test_two_equal_codes_look_different_in_the_store(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 42)
    service = world.service()
    service.start("ann", CASE, NAME)
    service.start("bob", CASE, NAME)
    seals = {world.redis.hget(key, "seal") for key in world.redis.keys("*:check")}
    assert len(seals) == 2


def test_the_message_names_neither_case_nor_person_and_warns(world: World) -> None:
    service = world.service()
    service.start("ann", CASE, NAME)
    text = world.phones.messages[0][1]
    assert text.startswith(f"验证码{world.phones.code}，5分钟内有效")
    assert "不会有人打电话要这个码" in text
    assert NAME not in text and CASE not in text and len(text) <= 70, "one text message"


def test_codes_have_six_digits_and_differ(world: World) -> None:
    service = world.service(sender_starts=100, case_starts=100)
    for _ in range(30):
        service.start("ann", CASE, NAME)
    codes = [text.split("，")[0].removeprefix("验证码") for _, text in world.phones.messages]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(set(codes)) > 25


@pytest.mark.parametrize("part", ["directory", "phones"])
def test_a_failure_is_logged_without_personal_data_and_not_told(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def fail(*_: Any) -> None:
        raise ConnectionError(f"no answer for {PHONE} {NAME}")

    monkeypatch.setattr(getattr(world, part), {"directory": "find", "phones": "send"}[part], fail, raising=False)
    with caplog.at_level(logging.DEBUG):
        assert isinstance(world.service().start("ann", CASE, NAME), Started)
    assert [record.getMessage() for record in caplog.records] == ["one-time code not sent: ConnectionError"]
    assert PHONE not in caplog.text and NAME not in caplog.text


def test_after_a_failed_message_another_may_be_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    service = world.service()
    with monkeypatch.context() as patch:
        patch.delattr(type(world.phones), "send")
        service.start("ann", CASE, NAME)
    world.now += 60
    service.resend("ann")
    assert isinstance(service.confirm("ann", world.phones.code), Confirmed)


def test_what_is_logged_by_accident_is_masked() -> None:
    assert repr(Binding("key-of-li", NAME, 1, 2)) == "Binding(name='李**', since=1, expires=2)"
    assert repr(RegisteredParty("key-of-li", NAME, PHONE)) == "RegisteredParty(name='李**', phone='138****8000')"
    assert repr(RegisteredParty("key-of-li", NAME, None)) == "RegisteredParty(name='李**', phone=None)"
    assert NAME not in repr(Confirmed(Binding("key-of-li", NAME, 1, 2)))
    assert SECRET not in repr(IdentitySettings(secret=SECRET))


def test_the_sender_is_told_of_their_own_limit_only(world: World) -> None:
    service = world.service(sender_starts=1)
    service.start("ann", CASE, NAME)
    assert isinstance(service.start("ann", "（2024）粤0111执9999号", "赵六"), TooMany)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"secret": "short"}, "16 characters"),
        ({"code_tries": 0}, "code_tries must be positive"),
        ({"idle_seconds": -1}, "idle_seconds must be positive"),
        ({"code_seconds": 600, "check_seconds": 300}, "must not be shorter"),
    ],
)
def test_senseless_settings_are_refused(limits: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        IdentitySettings(**{"secret": SECRET, **limits})
