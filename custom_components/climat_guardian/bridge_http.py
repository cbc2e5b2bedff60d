"""Questions to the bridge by HTTP, each with one answer; what it says by itself comes over its WebSocket."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from aiohttp import ClientSession, hdrs

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.json import JsonObjectType, json_loads_object

from .address import Address
from .bridge import REALM, BridgeError, Fault, fault_of_status
from .call import Question, call
from .const import DOMAIN

ANSWERS_WITHIN: Final = 30.0
"""Seconds; where the past has to be made anew first, a Raspberry Pi needs some."""

MUCH: Final = 50_000
"""Bytes. More is parsed outside the event loop."""

SENTENCES: Final = {
    "unknown-room": "unknown_room",
    "unknown-device": "unknown_device",
    "never-measured": "never_measured",
    "before-first-reading": "before_first_reading",
    "averages-pending": "averages_pending",
    "too-many-points": "too_many_points",
    "in-the-future": "in_the_future",
    "nothing-changes": "nothing_changes",
    "nowhere": "nowhere",
}
"""What the bridge refuses with, and the keys of our sentences for it; the rest is told in the bridge's."""


class BridgeRefusalError(ServiceValidationError):
    """The bridge understood, and will not: RFC 9457, with a code that stays the same."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep the code, and the bridge's own sentence."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=SENTENCES.get(code, "refused"),
            translation_placeholders={"code": code, "detail": detail},
        )
        self.code = code
        self.detail = detail


class BridgeHttp:
    """Asks one bridge."""

    def __init__(self, session: ClientSession, where: Address, token: str | None) -> None:
        """Keep where it is."""
        self._session = session
        self._where = where
        self._token = token

    @property
    def address(self) -> str:
        """Where it is, as a person writes it."""
        return str(self._where)

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        """Return the answer as it came.

        Raises BridgeError, or BridgeRefusalError.
        """
        return await self._ask(Question(hdrs.METH_GET, path, params, within=ANSWERS_WITHIN))

    async def post(
        self, path: str, body: Mapping[str, Any], params: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the answer to what is to be changed.

        Raises BridgeError, or BridgeRefusalError.
        """
        return await self._ask(Question(hdrs.METH_POST, path, params, body, ANSWERS_WITHIN))

    async def _ask(self, question: Question) -> bytes:
        answer = await call(self._session, self._where, question, self._token)
        if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
            return answer.body
        if answer.status == HTTPStatus.UNAUTHORIZED and REALM in answer.challenge:
            raise BridgeError(Fault.NOT_PAIRED, address=self.address)
        if (refusal := _refusal(answer.body)) is None:
            raise BridgeError(fault_of_status(answer.status), address=self.address)
        raise refusal


def bridge_http(hass: HomeAssistant, entry: ConfigEntry[Any]) -> BridgeHttp:
    """Return who asks the bridge of an entry."""
    session = async_get_clientsession(hass)
    return BridgeHttp(session, Address.of_entry(entry.data), entry.data.get(CONF_TOKEN))


async def parsed(hass: HomeAssistant, answer: bytes, address: str) -> JsonObjectType:
    """Return what the bridge at that address answered.

    Raises BridgeError.
    """
    try:
        if len(answer) > MUCH:
            return await hass.async_add_executor_job(json_loads_object, answer)
        return json_loads_object(answer)
    except ValueError as err:
        raise BridgeError(Fault.MALFORMED, address=address, detail="half an answer") from err


def _refusal(answer: bytes) -> BridgeRefusalError | None:
    """Return what the bridge says is wrong; None where it is not the bridge who says so."""
    try:
        problem = json_loads_object(answer)
    except ValueError:
        return None
    code, detail = problem.get("code"), problem.get("detail")
    if not isinstance(code, str) or not code:
        return None
    return BridgeRefusalError(code, detail if isinstance(detail, str) else code)
