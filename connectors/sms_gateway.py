"""The court's SMS gateway: one-time codes over HTTP.

POST ``{"phone": …, "text": …}`` with a bearer token; any answer from 200 to 299 means that the message was taken.
"""

from __future__ import annotations

import asyncio
import ssl

import httpx


class SmsFailed(Exception):
    """The gateway did not take the message. The text says why and never holds the number or the message."""


class SmsGateway:
    """Sends text messages; one call lasts at most ``time_limit`` seconds, whatever the gateway does."""

    def __init__(self, url: str, token: str, time_limit: float) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._time_limit = time_limit
        self._certificates = ssl.create_default_context()

    def send(self, phone: str, text: str) -> None:
        """Hand a message to the gateway. Raises :class:`SmsFailed`; call it from a worker thread."""
        try:
            status = asyncio.run(self._status_in_time({"phone": phone, "text": text}))
        except asyncio.TimeoutError:
            raise SmsFailed(f"the SMS gateway did not answer within {self._time_limit:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            # The cause is left out: its request holds the number and the code.
            raise SmsFailed(f"the SMS gateway cannot be reached: {type(error).__name__}") from None
        if not 200 <= status < 300:
            raise SmsFailed(f"the SMS gateway answered {status}")

    async def _status_in_time(self, message: dict[str, str]) -> int:
        """httpx limits each wait by itself, so a gateway that trickles could hold us for ever: the whole is limited."""
        return await asyncio.wait_for(self._status(message), self._time_limit)

    async def _status(self, message: dict[str, str]) -> int:
        async with (
            httpx.AsyncClient(verify=self._certificates, timeout=None, headers=self._headers) as client,
            client.stream("POST", self._url, json=message) as answer,
        ):
            return answer.status_code
