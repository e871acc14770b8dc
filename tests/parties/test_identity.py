"""The identity check from start to binding, transition by transition, against a real Redis."""

from __future__ import annotations

import time

import pytest
from redis import Redis

from bot.parties.identity import IdentityService
from bot.parties.outcomes import (
    Confirmed,
    Expired,
    IdentityUnavailable,
    Locked,
    NothingPending,
    Started,
    TooMany,
    Wrong,
)
from bot.parties.settings import IdentitySettings
from tests.parties.conftest import ANN, BOB, CASE, NAME, OTHER_CASE, PHONE, SECRET, Held, World, bind, wrong


def test_the_right_code_binds_the_registered_person(world: World) -> None:
    service = world.service()
    assert isinstance(service.start(ANN, CASE, NAME), Started)
    assert world.phones.messages[0][0] == PHONE
    outcome = service.confirm(ANN, world.phones.code)
    assert isinstance(outcome, Confirmed)
    assert outcome.binding == service.binding(ANN)
    assert (outcome.binding.person_key, outcome.binding.name) == ("key-of-li", NAME)
    assert outcome.binding.since == 1_700_000_000
    assert outcome.binding.expires == 1_700_000_000 + 1_800


def test_nobody_is_bound_before_the_code_is_given(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    assert service.binding(ANN) is None
    assert service.pending(ANN)


def test_a_code_works_once(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    code = world.phones.code
    assert isinstance(service.confirm(ANN, code), Confirmed)
    assert service.confirm(ANN, code) == Expired()
    assert not service.pending(ANN)


def test_a_code_works_only_for_the_sender_who_asked(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    assert service.confirm(BOB, world.phones.code) == Expired()
    service.start(BOB, OTHER_CASE, "张三")
    anns = "".join(c for c in world.phones.messages[0][1] if c.isdigit())[:6]
    assert isinstance(service.confirm(BOB, anns), Wrong)
    assert service.binding(BOB) is None


def test_a_new_start_kills_the_older_code(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    older = world.phones.code
    service.start(ANN, OTHER_CASE, "张三")
    if older != world.phones.code:
        assert isinstance(service.confirm(ANN, older), Wrong)
    outcome = service.confirm(ANN, world.phones.code)
    assert isinstance(outcome, Confirmed) and outcome.binding.name == "张三"


def test_a_new_confirmation_replaces_the_binding(world: World) -> None:
    service = world.service()
    bind(world, service)
    service.start(ANN, OTHER_CASE, "张三")
    assert isinstance(service.confirm(ANN, world.phones.code), Confirmed)
    binding = service.binding(ANN)
    assert binding and binding.person_key == "key-of-zhang"


def test_wrong_codes_count_down_and_burn_the_code(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    code = world.phones.code
    assert [service.confirm(ANN, wrong(code)) for _ in range(5)] == [Wrong(left) for left in (4, 3, 2, 1, 0)]
    assert service.confirm(ANN, code) == Expired()
    assert service.binding(ANN) is None


def test_after_a_burnt_code_another_may_be_asked_for(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    for _ in range(5):
        service.confirm(ANN, wrong(world.phones.code))
    world.now += 60
    assert isinstance(service.resend(ANN), Started)
    assert isinstance(service.confirm(ANN, world.phones.code), Confirmed)


def test_a_right_code_after_wrong_ones_still_binds(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    for _ in range(4):
        service.confirm(ANN, wrong(world.phones.code))
    assert isinstance(service.confirm(ANN, world.phones.code), Confirmed)


def test_too_many_wrong_codes_lock_the_sender_out(world: World) -> None:
    service = world.service(sender_wrong=3)
    service.start(ANN, CASE, NAME)
    code = world.phones.code
    assert [service.confirm(ANN, wrong(code)) for _ in range(3)] == [Wrong(2), Wrong(1), Wrong(0)]
    outcome = service.confirm(ANN, code)
    assert isinstance(outcome, Locked) and 86_000 < outcome.retry_after <= 86_400
    assert isinstance(service.start(ANN, CASE, NAME), TooMany)
    assert len(world.phones.messages) == 1
    service.start(BOB, CASE, NAME)
    assert isinstance(service.confirm(BOB, world.phones.code), Confirmed)


def test_a_right_code_is_not_counted_as_wrong(world: World) -> None:
    service = world.service(sender_wrong=1, sender_starts=10)
    for _ in range(4):
        bind(world, service)
    assert isinstance(service.confirm(ANN, "123456"), Expired)


def test_without_a_code_nothing_is_counted(world: World) -> None:
    service = world.service(sender_wrong=1)
    for _ in range(5):
        assert service.confirm(ANN, "123456") == Expired()
    bind(world, service)


def test_a_code_is_dead_after_five_minutes(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    world.now += 299
    assert isinstance(service.confirm(ANN, wrong(world.phones.code)), Wrong)
    world.now += 1
    assert service.confirm(ANN, world.phones.code) == Expired()
    assert service.pending(ANN), "a new code may still be asked for"


def test_an_open_check_ends_by_itself(world: World) -> None:
    service = world.service(code_seconds=1, check_seconds=1)
    service.start(ANN, CASE, NAME)
    assert service.pending(ANN)
    time.sleep(1.1)
    assert not service.pending(ANN)
    assert service.resend(ANN) == NothingPending()


def test_resend_waits_a_minute_and_then_sends_another_code(world: World) -> None:
    service = world.service()
    service.start(ANN, CASE, NAME)
    world.now += 20
    assert service.resend(ANN) == TooMany(40)
    world.now += 40
    assert service.resend(ANN) == service.start(BOB, CASE, NAME)
    assert len(world.phones.messages) == 3


def test_resend_without_a_check_has_nothing_to_send(world: World) -> None:
    service = world.service()
    assert service.resend(ANN) == NothingPending()
    bind(world, service)
    assert service.resend(ANN) == NothingPending()


def test_resends_count_as_starts(world: World) -> None:
    service = world.service(sender_starts=2)
    service.start(ANN, CASE, NAME)
    world.now += 60
    assert isinstance(service.resend(ANN), Started)
    world.now += 60
    outcome = service.resend(ANN)
    assert isinstance(outcome, TooMany) and outcome.retry_after > 3_000
    assert isinstance(service.confirm(ANN, world.phones.code), Confirmed), "the last code still works"


def test_a_sender_may_start_five_times_an_hour(world: World) -> None:
    service = world.service()
    assert all(isinstance(service.start(ANN, CASE, NAME), Started) for _ in range(5))
    outcome = service.start(ANN, CASE, NAME)
    assert isinstance(outcome, TooMany) and 3_500 < outcome.retry_after <= 3_600
    assert isinstance(service.start(BOB, CASE, NAME), Started)


def test_limits_end_with_their_window(world: World) -> None:
    service = world.service(sender_starts=1, sender_starts_window=1)
    service.start(ANN, CASE, NAME)
    assert service.start(ANN, CASE, NAME) == TooMany(1)
    time.sleep(1.1)
    assert isinstance(service.start(ANN, CASE, NAME), Started)


def test_a_check_forgotten_before_its_code_is_sent_sends_none(world: World) -> None:
    executor = Held()
    service = world.service(executor)
    service.start(ANN, CASE, NAME)
    service.forget(ANN)
    executor.run()
    assert world.phones.messages == []
    assert not service.pending(ANN)


def test_only_the_code_of_the_last_start_is_sent(world: World) -> None:
    executor = Held()
    service = world.service(executor)
    service.start(ANN, CASE, NAME)
    service.start(ANN, OTHER_CASE, "张三")
    executor.run()
    assert [phone for phone, _ in world.phones.messages] == ["13900139000"]


def test_workers_share_checks_and_bindings(world: World) -> None:
    world.service().start(ANN, CASE, NAME)
    assert isinstance(world.service().confirm(ANN, world.phones.code), Confirmed)
    assert world.service().binding(ANN)


def test_another_secret_knows_nobody(world: World) -> None:
    bind(world, world.service())
    settings = IdentitySettings(secret="quite another secret")
    other = IdentityService(world.directory, world.phones, world.redis, settings, lambda: world.now)
    assert other.binding(ANN) is None
    other.close()


def test_close_waits_for_codes_under_way(world: World) -> None:
    settings = IdentitySettings(secret=SECRET)
    service = IdentityService(world.directory, world.phones, world.redis, settings)
    service.start(ANN, CASE, NAME)
    service.close()
    assert isinstance(service.confirm(ANN, world.phones.code), Confirmed)


def test_close_leaves_a_borrowed_executor_running(world: World) -> None:
    service = world.service()
    service.close()
    assert isinstance(service.start(ANN, CASE, NAME), Started)


@pytest.mark.parametrize(
    "call",
    [
        lambda service: service.start(ANN, CASE, NAME),
        lambda service: service.resend(ANN),
        lambda service: service.confirm(ANN, "123456"),
        lambda service: service.binding(ANN),
        lambda service: service.pending(ANN),
        lambda service: service.forget(ANN),
    ],
    ids=["start", "resend", "confirm", "binding", "pending", "forget"],
)
def test_without_redis_nobody_is_recognised(world: World, call) -> None:  # type: ignore[no-untyped-def]
    unreachable = World(Redis(unix_socket_path="/nonexistent/redis.socket", decode_responses=True), world.directory)
    with pytest.raises(IdentityUnavailable):
        call(unreachable.service())
