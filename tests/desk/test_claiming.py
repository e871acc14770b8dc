"""Two members take a ticket in the same instant."""

from __future__ import annotations

import threading

from bot.desk.ports import DeskError
from tests.desk.world import HE, LIN, World, request

ROUNDS = 500  # on each database


def test_one_wins_and_the_other_is_told_by_whom(world: World) -> None:
    desks = {LIN: world.desk, HE: world.another()}
    numbers = [world.desk.request(request(f"k{n}", f"web:{n}")).number for n in range(ROUNDS)]
    start, won, told = threading.Barrier(2), {LIN: set[str](), HE: set[str]()}, {LIN: set[str](), HE: set[str]()}

    def claim(member: str, other: str) -> None:
        for number in numbers:
            start.wait()
            try:
                desks[member].claim(number, member, "c")
                won[member].add(number)
            except DeskError as error:
                assert other in str(error)
                told[member].add(number)

    threads = [threading.Thread(target=claim, args=pair) for pair in ((LIN, "何知远"), (HE, "林书瑶"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desks[HE].shut()
    assert won[LIN] | won[HE] == set(numbers)
    assert (told[HE], told[LIN]) == (won[LIN], won[HE])
    assert {ticket.number: ticket.assignee for ticket in world.desk.tickets(LIN)} == {
        number: member for member in (LIN, HE) for number in won[member]
    }
