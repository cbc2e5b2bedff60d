"""One question to the bridge by HTTP, and its answer as it came.

What the answer means is for who asked: the bridge's refusals are answers too.
"""

import asyncio
from collections.abc import Mapping
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
    body: bytes
    challenge: str
    """What a 401 asks for; mostly nothing."""

    @property
    def text(self) -> str:
        """The body in letters, whatever it is."""
        return self.body.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a bridge."""

    method: str
    path: str
    params: Mapping[str, str] | None = None
    body: Mapping[str, Any] | None = None
    within: float = SPEAKS_WITHIN
    """Seconds for all of the answer."""


async def call(
    session: ClientSession, address: Address, question: Question, token: str | None = None
) -> Answer:
    """Ask, and wait for the answer.

    Redirects are not followed: no bridge sends any, and what is asked with a token is asked of nobody else.
    Raises BridgeError where nobody answers, or no bridge.
    """
    try:
        async with (
            asyncio.timeout(question.within),
            session.request(
                question.method,
                address.url(question.path),
                params=question.params,
                headers=None if token is None else {hdrs.AUTHORIZATION: f"Bearer {token}"},
                json=question.body,
                allow_redirects=False,
            ) as response,
        ):
            answer = bytearray()
            async for piece in response.content.iter_any():
                answer += piece
                if len(answer) > LONGEST_ANSWER:
                    raise BridgeError(Fault.NOT_A_BRIDGE, address=str(address))
            challenge = response.headers.get(hdrs.WWW_AUTHENTICATE, "")
            return Answer(response.status, bytes(answer), challenge)
    except ClientSSLError as err:
        raise BridgeError(Fault.NO_TLS, address=str(address)) from err
    except (ClientError, TimeoutError, OSError, ValueError) as err:
        # ValueError: what was entered is no host at all.
        raise BridgeError(Fault.CANNOT_CONNECT, address=str(address)) from err
