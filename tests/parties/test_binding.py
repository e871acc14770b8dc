"""How long a binding lives: idle limit, absolute limit, 退出."""

from __future__ import annotations

import time

from bot.parties.outcomes import Expired, TooMany
from tests.parties.conftest import ANN, BOB, CASE, NAME, World, bind


def test_a_binding_slides_while_it_is_used(world: World) -> None:
    service = world.service()
    bind(world, service)
    for _ in range(5):
        world.now += 1_799
        binding = service.binding(ANN)
        assert binding and binding.expires == int(world.now) + 1_800
        assert binding.since == 1_700_000_000


def test_a_binding_ends_when_idle(world: World) -> None:
    service = world.service()
    bind(world, service)
    world.now += 1_800
    assert service.binding(ANN) is None
    world.now -= 1_800
    assert service.binding(ANN) is None, "it is gone, not only hidden"


def test_a_binding_ends_after_twelve_hours_however_busy(world: World) -> None:
    service = world.service()
    since = bind(world, service).binding.since
    while world.now + 1_000 < since + 43_200:
        world.now += 1_000
        binding = service.binding(ANN)
        assert binding and binding.expires <= since + 43_200
    world.now = since + 43_200
    assert service.binding(ANN) is None


def test_an_idle_limit_longer_than_the_absolute_one_does_not_stretch_it(world: World) -> None:
    service = world.service(idle_seconds=500, absolute_seconds=100)
    assert bind(world, service).binding.expires == 1_700_000_100


def test_redis_itself_ends_an_idle_binding(world: World) -> None:
    service = world.service(idle_seconds=1)
    bind(world, service)
    time.sleep(1.1)
    assert world.redis.keys("*:binding") == []


def test_redis_keeps_a_binding_that_is_used(world: World) -> None:
    service = world.service()
    bind(world, service)
    (key,) = world.redis.keys("*:binding")
    world.redis.expire(key, 10)
    service.binding(ANN)
    assert 1_795 <= world.redis.ttl(key) <= 1_800


def test_forget_ends_binding_and_open_check(world: World) -> None:
    service = world.service()
    bind(world, service)
    service.start(ANN, CASE, NAME)
    service.forget(ANN)
    assert service.binding(ANN) is None
    assert not service.pending(ANN)
    assert service.confirm(ANN, world.phones.code) == Expired()


def test_forget_leaves_others_alone(world: World) -> None:
    service = world.service()
    bind(world, service, ANN)
    bind(world, service, BOB)
    service.forget(ANN)
    assert service.binding(BOB)


def test_forget_does_not_reset_the_limits(world: World) -> None:
    service = world.service(sender_starts=1)
    service.start(ANN, CASE, NAME)
    service.forget(ANN)
    assert isinstance(service.start(ANN, CASE, NAME), TooMany)
