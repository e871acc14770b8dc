"""Numbers of people waiting come from the court's queue system or are not told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sanic import Blueprint, response

from connectors.queue_board import QueueBoard
from tests.connectors.server import Bot, serving


class Queues:
    """A queue system of a few lines, which counts how often it is asked."""

    def __init__(self) -> None:
        self.content = json.dumps({"finance": 3, "filing": 0})
        self.asked = 0

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("queues")

        @blueprint.get("/queues")
        async def queues(_: object) -> response.HTTPResponse:
            self.asked += 1
            return response.text(self.content, content_type="application/json")

        return blueprint


@pytest.fixture
def queues() -> Queues:
    return Queues()


@pytest.fixture
def url(queues: Queues) -> Iterator[str]:
    with serving(Bot(), queues.blueprint()) as url:
        yield f"{url}/queues"


async def test_it_is_asked_at_most_every_ten_seconds(queues: Queues, url: str) -> None:
    now = [0.0]
    board = QueueBoard(url, clock=lambda: now[0])
    assert [await board.waiting(place) for place in ("finance", "filing", "toilet")] == [3, 0, None]
    assert queues.asked == 1
    now[0] = 11
    queues.content = "{}"
    assert await board.waiting("finance") is None and queues.asked == 2


_NO_NUMBERS = ["[]", "not json", '{"finance": "3"}', '{"finance": -1}', '{"finance": true}', '{"finance": 1e9}']


@pytest.mark.parametrize("content", _NO_NUMBERS)
async def test_what_is_no_number_of_people_is_not_told(queues: Queues, url: str, content: str) -> None:
    queues.content = content
    assert await QueueBoard(url).waiting("finance") is None


async def test_a_system_that_is_away_and_none_at_all() -> None:
    assert await QueueBoard("http://127.0.0.1:1/").waiting("finance") is None
    assert await QueueBoard("").waiting("finance") is None
