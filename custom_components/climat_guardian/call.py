"""One question to the bridge by HTTP, and its answer as it came.

What the answer means is for who asked: the bridge's refusals are answers too.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientSSLError, hdrs

from .address import Address
from .bridge import SPEAKS_WITHIN, BridgeError, Fault

LONGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes, as of a WebSocket's message; what goes on longer is no answer to anything that is asked here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody who speaks HTTP said."""

    status: int
    text: str


async def call(
    session: ClientSession,
    address: Address,
    request: tuple[str, str],
    token: str | None = None,
    body: dict[str, Any] | None = None,
) -> Answer:
    """Ask by method and path.

    Redirects are not followed: no bridge sends any, and what is asked with a token is asked of nobody else.
    Raises BridgeError where nobody answers, or no bridge.
    """
    method, path = request
    try:
        async with (
            asyncio.timeout(SPEAKS_WITHIN),
            session.request(
                method,
                address.url(path),
                headers=None if token is None else {hdrs.AUTHORIZATION: f"Bearer {token}"},
                json=body,
                allow_redirects=False,
            ) as response,
        ):
            answer = bytearray()
            async for piece in response.content.iter_any():
                answer += piece
                if len(answer) > LONGEST_ANSWER:
                    raise BridgeError(Fault.NOT_A_BRIDGE, address=str(address))
            return Answer(response.status, answer.decode(errors="replace"))
    except ClientSSLError as err:
        raise BridgeError(Fault.NO_TLS, address=str(address)) from err
    except (ClientError, TimeoutError, OSError, ValueError) as err:
        # ValueError: what was entered is no host at all.
        raise BridgeError(Fault.CANNOT_CONNECT, address=str(address)) from err
