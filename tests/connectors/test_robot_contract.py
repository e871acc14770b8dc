"""Made-up turns from the contract itself: whatever comes, the answer is one that the contract names."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import redis
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from bot.settings import Settings
from connectors.robot import CONTRACT
from connectors.robot_request import Event
from connectors.robot_view import Gesture
from tests.connectors.server import Bot
from tests.connectors.test_robot import FINANCE, robot

load_all_checks()
OTHERS = [CHECKS.get_one("unsupported_method")]  # Sanic's own answer to TRACE; the channel has no say in it
contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
schema = schemathesis.openapi.from_dict(contract)


@pytest.fixture(scope="module")
def lobby(embedded: Settings, redis_server: redis.Redis[str]) -> Iterator[httpx.Client]:
    with robot(Bot(FINANCE), embedded, redis_server) as client:
        yield client


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_every_answer_is_as_the_contract_says(case: schemathesis.Case, lobby: httpx.Client) -> None:
    case.call_and_validate(base_url=str(lobby.base_url), excluded_checks=OTHERS)


def test_the_contract_names_what_the_code_knows(lobby: httpx.Client) -> None:
    shapes = contract["components"]["schemas"]
    events = [one for name in ("SpokenTurn", "OtherTurn") for one in shapes[name]["properties"]["event"]["enum"]]
    assert sorted(events) == sorted(event.value for event in Event)
    assert shapes["Answer"]["properties"]["gesture"]["enum"] == [gesture.value for gesture in Gesture]
    assert yaml.safe_load(lobby.get("/openapi.yml").text) == contract
