"""Six digits for a token: how the bridge lets Home Assistant in, once."""

from http import HTTPStatus
import re
from typing import Final

from aiohttp import ClientSession

from .address import Address
from .bridge import BridgeError, fault_of_status
from .call import Question, call
from .messages import MalformedMessageError, Paired, parse_paired, parse_problem

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


async def pair(session: ClientSession, address: Address, code: str) -> Paired:
    """Trade the digits that somebody entered, spaced in whatever way, for a token.

    Raises PairingClosedError, WrongCodeError or BridgeError.
    """
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch("[0-9]{6}", digits):
        raise WrongCodeError  # The bridge has only five tries for all.
    wish = {"code": digits, "name": NAME, "scope": SCOPE}
    answer = await call(session, address, Question("POST", "/api/v1/pair", body=wish))
    try:
        if answer.status == HTTPStatus.CREATED:
            return parse_paired(answer.text)
        problem = parse_problem(answer.text)
    except MalformedMessageError as err:
        raise BridgeError(fault_of_status(answer.status), address=str(address)) from err
    match problem.code:
        case "wrong-code" if problem.tries_left != 0:
            raise WrongCodeError(problem.tries_left)
        case "wrong-code" | "pairing-closed":
            raise PairingClosedError
    raise BridgeError(fault_of_status(answer.status), address=str(address))
