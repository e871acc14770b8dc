"""Made-up calls from the contract itself: whatever comes, the answer is one that the contract names."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import redis
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from bot.settings import Settings
from connectors.ivr_contract import contract
from tests.connectors.ivr_line import line_to
from tests.connectors.server import Bot

load_all_checks()
OTHERS = [CHECKS.get_one("unsupported_method")]  # Sanic's own answer to TRACE; the channel has no say in it
schema = schemathesis.openapi.from_dict(contract())


@pytest.fixture(scope="module")
def line(embedded: Settings, redis_server: redis.Redis[str]) -> Iterator[httpx.Client]:
    with line_to(Bot(), embedded, redis_server) as client:
        yield client


@schema.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_every_answer_is_as_the_contract_says(case: schemathesis.Case, line: httpx.Client) -> None:
    case.call_and_validate(base_url=str(line.base_url), excluded_checks=OTHERS)
