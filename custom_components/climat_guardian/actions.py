"""Actions for automations and scripts: what a room was like, and an ESP32 that was replaced or moved."""

from collections.abc import Mapping
from typing import Any, Final

import probatio

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util

from .answers import answer_of, bridge_entry, change_of
from .const import DOMAIN
from .room_access import RoomAccess
from .websocket import EVERY, QUANTITIES

ATTR_ENTRY: Final = "config_entry_id"
ATTR_START: Final = "start"
ATTR_END: Final = "end"
ATTR_DRY_RUN: Final = "dry_run"

ENTRY: Final = {probatio.Optional(ATTR_ENTRY): str}
CHANGE: Final = {
    **ENTRY,
    probatio.Optional(ATTR_START): cv.datetime,
    probatio.Optional(ATTR_DRY_RUN, default=False): cv.boolean,
}

AVERAGES: Final = probatio.Schema(
    {
        **ENTRY,
        probatio.Required("room"): cv.string,
        probatio.Required("quantity"): probatio.In(QUANTITIES),
        probatio.Optional("every", default="day"): probatio.In(EVERY),
        probatio.Optional(ATTR_START): cv.datetime,
        probatio.Optional(ATTR_END): cv.datetime,
    }
)
REPLACE: Final = probatio.Schema(
    {**CHANGE, probatio.Required("old"): cv.string, probatio.Required("new"): cv.string}
)
MOVE: Final = probatio.Schema(
    {
        **CHANGE,
        probatio.Required("device"): cv.string,
        probatio.Exclusive("room", "where"): cv.string,
        probatio.Exclusive("new_room", "where"): cv.string,
    }
)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register them, once; they say what is wrong where there is no bridge."""
    hass.services.async_register(
        DOMAIN, "averages", _averages, schema=AVERAGES, supports_response=SupportsResponse.ONLY
    )
    for name, action, schema in (
        ("replace_device", _replace_device, REPLACE),
        ("move_device", _move_device, MOVE),
    ):
        async_register_admin_service(
            hass, DOMAIN, name, action, schema=schema, supports_response=SupportsResponse.OPTIONAL
        )


async def _averages(call: ServiceCall) -> ServiceResponse:
    hass, data = call.hass, call.data
    entry = bridge_entry(hass, data.get(ATTR_ENTRY))
    user = None
    if (user_id := call.context.user_id) is not None:
        user = await hass.auth.async_get_user(user_id)
        if user is None:
            raise UnknownUser(context=call.context)
    if not RoomAccess(hass, entry.runtime_data, user).may_read(data["room"], data["quantity"]):
        raise Unauthorized(context=call.context)
    asked = {name: data[name] for name in ("room", "quantity", "every")}
    return await answer_of(hass, entry, "/api/v1/averages", {**asked, **_period(data)})


async def _replace_device(call: ServiceCall) -> ServiceResponse:
    return await _change(call, {"verb": "device-replace", "old": call.data["old"], "new": call.data["new"]})


async def _move_device(call: ServiceCall) -> ServiceResponse:
    wish = {"verb": "device-move", "device": call.data["device"]}
    for name, member in (("room", "room"), ("new_room", "newRoom")):
        if name in call.data:
            wish[member] = call.data[name]
    return await _change(call, wish)


async def _change(call: ServiceCall, wish: dict[str, str]) -> ServiceResponse:
    entry = bridge_entry(call.hass, call.data.get(ATTR_ENTRY))
    since = {name: at for name, at in _period(call.data).items() if name == "from"}
    return await change_of(call.hass, entry, {**wish, **since}, dry_run=call.data[ATTR_DRY_RUN])


def _period(data: Mapping[str, Any]) -> dict[str, str]:
    """Return it as the bridge wants it. What is typed without a time zone is Home Assistant's."""
    named = {"from": data.get(ATTR_START), "to": data.get(ATTR_END)}
    return {name: dt_util.as_utc(at).isoformat() for name, at in named.items() if at is not None}
