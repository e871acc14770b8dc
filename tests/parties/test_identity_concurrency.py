"""Many threads at one check: limits hold exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from bot.parties.outcomes import Confirmed, Started, TooMany, Wrong
from tests.parties.conftest import CASE, NAME, World

THREADS = 50


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """The results of 50 threads that begin together."""
    barrier = Barrier(THREADS)

    def one(number: int) -> Any:
        barrier.wait(10)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def kinds(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_of_fifty_right_codes_exactly_one_is_confirmed(world: World) -> None:
    service = world.service()
    service.start("ann", CASE, NAME)
    outcomes = at_once(lambda _: service.confirm("ann", world.phones.code))
    assert kinds(outcomes) == {"Confirmed": 1, "Expired": THREADS - 1}
    assert service.binding("ann")
    (wrong_key,) = world.redis.keys("*:wrong")
    assert world.redis.get(wrong_key) == "0", "right codes, also late ones, are not held against the sender"


def test_of_fifty_wrong_codes_only_five_are_tried(world: World) -> None:
    service = world.service()
    service.start("ann", CASE, NAME)
    outcomes = at_once(lambda _: service.confirm("ann", "not a code"))
    assert kinds(outcomes) == {"Wrong": 5, "Expired": THREADS - 5}
    assert sorted(outcome.left for outcome in outcomes if isinstance(outcome, Wrong)) == [0, 1, 2, 3, 4]


def test_the_lock_of_a_sender_holds_against_fifty_threads(world: World) -> None:
    service = world.service(code_tries=THREADS, sender_wrong=7)
    service.start("ann", CASE, NAME)
    outcomes = at_once(lambda _: service.confirm("ann", "not a code"))
    assert kinds(outcomes) == {"Wrong": 7, "Locked": THREADS - 7}


def test_a_right_code_among_wrong_ones_is_confirmed_at_most_once(world: World) -> None:
    service = world.service()
    for number in range(5):
        sender = f"sender {number}"
        service.start(sender, CASE, NAME)
        code = world.phones.code
        outcomes = kinds(at_once(lambda n: service.confirm(sender, code if n % 2 else "not a code")))  # noqa: B023
        assert outcomes["Confirmed"] <= 1
        assert outcomes["Wrong"] <= 5
        assert (service.binding(sender) is not None) == (outcomes["Confirmed"] == 1)


def test_fifty_starts_of_one_sender_make_five_checks(world: World) -> None:
    service = world.service()
    outcomes = at_once(lambda _: service.start("ann", CASE, NAME))
    assert kinds(outcomes) == {"Started": 5, "TooMany": THREADS - 5}
    assert 1 <= len(world.phones.messages) <= 5
    assert isinstance(service.confirm("ann", world.phones.code), Confirmed | Wrong)


def test_fifty_senders_get_ten_codes_of_one_case(world: World) -> None:
    service = world.service(case_starts=10)
    outcomes = at_once(lambda number: service.start(f"sender {number}", CASE, NAME))
    assert kinds(outcomes) == {"Started": THREADS}
    assert len(world.phones.messages) == 10


def test_of_fifty_resends_one_goes_through(world: World) -> None:
    service = world.service()
    service.start("ann", CASE, NAME)
    world.now += 60
    outcomes = at_once(lambda _: service.resend("ann"))
    assert [outcome for outcome in outcomes if isinstance(outcome, Started)] == [service.start("bob", CASE, NAME)]
    assert all(isinstance(outcome, Started | TooMany) for outcome in outcomes)


def test_use_and_forget_at_once_leave_nobody_bound(world: World) -> None:
    service = world.service()
    service.start("ann", CASE, NAME)
    service.confirm("ann", world.phones.code)
    at_once(lambda number: service.forget("ann") if number == 25 else service.binding("ann"))
    assert service.binding("ann") is None
    assert world.redis.keys("*:binding") == []
