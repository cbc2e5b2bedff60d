"""Six digits for a token: how the bridge lets Home Assistant in, once."""

import asyncio
from http import HTTPStatus
import re
from typing import Final

from aiohttp import ClientError, ClientSession
from yarl import URL

from .bridge import SPEAKS_WITHIN, BridgeError, Fault, address_of, fault_of_status
from .messages import MalformedMessageError, Paired, parse_paired, parse_problem

PATH: Final = "/api/v1/pair"

NAME: Final = "Home Assistant"
"""What the bridge lists the token under."""

SCOPE: Final = "admin"
"""What is changed by clicking here is changed in the bridge."""


class PairingClosedError(Exception):
    """The bridge takes no digits now: nobody opened pairing, or its time or its tries are over."""


class WrongCodeError(Exception):
    """These are not the digits that the bridge shows."""

    def __init__(self, tries_left: int | None = None) -> None:
        """Keep how many tries are left; None where none was taken away, or the bridge does not say."""
        super().__init__()
        self.tries_left = tries_left


async def pair(session: ClientSession, host: str, port: int, code: str) -> Paired:
    """Trade the digits that somebody entered, spaced in whatever way, for a token.

    Raises PairingClosedError, WrongCodeError or BridgeError.
    """
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch("[0-9]{6}", digits):
        raise WrongCodeError  # The bridge has only five tries for all.
    address = address_of(host, port)
    try:
        async with (
            asyncio.timeout(SPEAKS_WITHIN),
            session.post(
                URL.build(scheme="http", host=host, port=port, path=PATH),
                json={"code": digits, "name": NAME, "scope": SCOPE},
                allow_redirects=False,
            ) as response,
        ):
            status, text = response.status, await response.text()
    except (ClientError, TimeoutError, OSError, ValueError) as err:
        raise BridgeError(Fault.CANNOT_CONNECT, address=address) from err
    try:
        if status == HTTPStatus.CREATED:
            return parse_paired(text)
        problem = parse_problem(text)
    except MalformedMessageError as err:
        raise BridgeError(fault_of_status(status), address=address) from err
    match problem.code:
        case "wrong-code" if problem.tries_left != 0:
            raise WrongCodeError(problem.tries_left)
        case "wrong-code" | "pairing-closed":
            raise PairingClosedError
    raise BridgeError(fault_of_status(status), address=address)
