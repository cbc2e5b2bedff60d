"""The client of the bridge: one WebSocket on which the bridge speaks first and this end only listens.

It deliberately does not know Home Assistant's entities, and does not reconnect by itself: whoever listens
decides what a lost connection means.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from aiohttp import (
    ClientError,
    ClientResponseError,
    ClientSession,
    ClientSSLError,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
    hdrs,
)

from homeassistant.helpers.update_coordinator import UpdateFailed

from .address import Address
from .const import DOMAIN
from .messages import (
    API_VERSION,
    ForeignHello,
    Hello,
    MalformedMessageError,
    Message,
    Snapshot,
    parse_hello,
    parse_message,
)

PATH: Final = "/api/v1/ws"

REALM: Final = 'realm="climat-guardian"'
"""
By what the bridge's own 401 is told from that of a router's page or a reverse proxy, where its digits open
nothing.
"""

SPEAKS_WITHIN: Final = 10.0
"""Seconds for connecting and the hello, and as many again for the snapshot; a Raspberry Pi needs one."""

HEARTBEAT: Final = 20.0
"""
Seconds between pings; half of it without an answer ends the connection. A bridge whose power was cut closes
nothing by itself.
"""

CLOSES_WITHIN: Final = 2.0
"""Seconds that a goodbye may take, so that a frozen bridge holds nobody up."""

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0


class Fault(StrEnum):
    """Why there is no connection; each is a translation key."""

    CANNOT_CONNECT = "cannot_connect"
    NO_TLS = "no_tls"
    NOT_PAIRED = "not_paired"
    NOT_ALLOWED = "not_allowed"
    NOT_A_BRIDGE = "not_a_bridge"
    API_TOO_NEW = "api_too_new"
    API_TOO_OLD = "api_too_old"
    ANOTHER_BRIDGE = "another_bridge"
    MALFORMED = "malformed"
    LOST = "lost"


class BridgeError(UpdateFailed):
    """There is no connection to the bridge, or none any more."""

    def __init__(self, fault: Fault, **placeholders: str) -> None:
        """Keep the fault, and what its sentence names."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=fault.value,
            translation_placeholders=placeholders,
        )
        self.fault = fault


def backoff(attempt: int, chance: Callable[[], float]) -> float:
    """Return the seconds to wait before the attempt, counted from 0.

    Doubling, up to a minute, and spread by chance (0 to 1) over the upper half, so that several Home
    Assistants do not all come back at once after a power cut.
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt, 16))
    return longest * (1 + chance()) / 2


class BridgeConnection:
    """An open connection on which the bridge has introduced itself."""

    def __init__(self, socket: ClientWebSocketResponse, hello: Hello, address: str) -> None:
        """Keep an open socket and what was read from it."""
        self._socket = socket
        self._address = address
        self.hello = hello

    async def snapshot(self) -> Snapshot:
        """Return the second message, which holds everything.

        Raises BridgeError.
        """
        try:
            async with asyncio.timeout(SPEAKS_WITHIN):
                while not isinstance(message := await self.receive(), Snapshot):
                    pass
        except TimeoutError as err:
            raise BridgeError(Fault.CANNOT_CONNECT, address=self._address) from err
        return message

    async def receive(self) -> Message:
        """Wait for the bridge to say something that a display has a use for.

        Raises BridgeError when the connection is no more.
        """
        while (received := await self._socket.receive()).type is WSMsgType.TEXT:
            try:
                message = parse_message(received.data)
            except MalformedMessageError as err:
                raise BridgeError(Fault.MALFORMED, address=self._address, detail=str(err)) from err
            if message is not None:
                return message
        raise BridgeError(Fault.LOST, address=self._address)

    async def close(self) -> None:
        """Say goodbye, once; again does nothing."""
        await self._socket.close()


async def connect(session: ClientSession, address: Address, token: str | None = None) -> BridgeConnection:
    """Connect, and let the bridge introduce itself.

    Until anybody was let in, it asks no token of whoever is on its own computer.
    Raises BridgeError.
    """
    where = str(address)
    try:
        async with asyncio.timeout(SPEAKS_WITHIN):
            socket = await session.ws_connect(
                address.url(PATH),
                headers=None if token is None else {hdrs.AUTHORIZATION: f"Bearer {token}"},
                heartbeat=HEARTBEAT,
                timeout=ClientWSTimeout(ws_close=CLOSES_WITHIN),
            )
            try:
                hello = await _introduction(socket, where)
            except BaseException:
                await socket.close()
                raise
    except ClientResponseError as err:
        fault = Fault.NOT_PAIRED if _wants_token(err) else fault_of_status(err.status)
        raise BridgeError(fault, address=where) from err
    except ClientSSLError as err:
        raise BridgeError(Fault.NO_TLS, address=where) from err
    except (ClientError, TimeoutError, OSError, ValueError) as err:
        # ValueError: what was entered is no host at all.
        raise BridgeError(Fault.CANNOT_CONNECT, address=where) from err
    return BridgeConnection(socket, hello, where)


def fault_of_status(status: int) -> Fault:
    """Return why somebody who answers, in HTTP, does not do what the bridge does."""
    if status in (401, 403):
        return Fault.NOT_ALLOWED
    # A reverse proxy whose bridge is away.
    if status in (502, 503, 504):
        return Fault.CANNOT_CONNECT
    return Fault.NOT_A_BRIDGE


def _wants_token(err: ClientResponseError) -> bool:
    challenges = err.headers.getall(hdrs.WWW_AUTHENTICATE, []) if err.headers else []
    return err.status == HTTPStatus.UNAUTHORIZED and any(REALM in challenge for challenge in challenges)


async def _introduction(socket: ClientWebSocketResponse, address: str) -> Hello:
    received = await socket.receive()
    if received.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING):
        raise BridgeError(Fault.CANNOT_CONNECT, address=address)
    if received.type is not WSMsgType.TEXT:
        raise BridgeError(Fault.NOT_A_BRIDGE, address=address)
    try:
        hello = parse_hello(received.data)
    except MalformedMessageError as err:
        raise BridgeError(Fault.NOT_A_BRIDGE, address=address) from err
    if isinstance(hello, ForeignHello):
        too_new = hello.api > API_VERSION
        raise BridgeError(
            Fault.API_TOO_NEW if too_new else Fault.API_TOO_OLD,
            address=address,
            version=hello.version,
        )
    return hello
