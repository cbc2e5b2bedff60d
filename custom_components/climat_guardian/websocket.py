"""What the card asks: rooms as they are and were. A browser never holds the bridge's token."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import probatio

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util

from .answers import answer_of, bridge_entry
from .bridge import BridgeError
from .bridge_http import BridgeRefusalError
from .const import DOMAIN
from .coordinator import BridgeCoordinator, ClimatGuardianConfigEntry
from .room_access import RoomAccess
from .room_subscription import RoomSubscription

EVERY: Final = ("hour", "day", "week", "month", "year")
QUANTITIES: Final = ("temperature", "humidity", "pressure", "co2", "illuminance", "signal")

MOST_NAMED: Final = 50
"""Rooms that the bridge takes in one question; of more it is asked for all, and the rest is left out here."""

ENTRY: Final[VolDictType] = {probatio.Optional("entry_id"): str}
PERIOD: Final[VolDictType] = {probatio.Optional("from"): cv.datetime, probatio.Optional("to"): cv.datetime}
SERIES: Final[VolDictType] = {
    **ENTRY,
    probatio.Required("room"): cv.string,
    probatio.Required("quantity"): probatio.In(QUANTITIES),
    **PERIOD,
}


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register them, once; they say what is wrong where there is no bridge."""
    for command in (ws_rooms, ws_subscribe, ws_days, ws_series, ws_averages, ws_ledger):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command({probatio.Required("type"): f"{DOMAIN}/rooms", **ENTRY})
@callback
def ws_rooms(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the rooms of one bridge, or of all."""
    try:
        entries = [bridge_entry(hass, msg["entry_id"])] if "entry_id" in msg else _loaded(hass)
    except HomeAssistantError as err:
        _refuse(connection, msg["id"], err)
        return
    bridges = []
    for entry in entries:
        coordinator = entry.runtime_data
        access = RoomAccess(hass, coordinator, connection.user)
        rooms = [shown for room in coordinator.data.values() if (shown := access.shown(room)) is not None]
        bridges.append(
            {
                "entry_id": entry.entry_id,
                "bridge": coordinator.bridge_id,
                "name": entry.title,
                "timeZone": coordinator.time_zone,
                "available": coordinator.last_update_success,
                "rooms": [access.as_json(room) for room in rooms],
            }
        )
    connection.send_result(msg["id"], {"bridges": bridges})


@websocket_api.websocket_command({probatio.Required("type"): f"{DOMAIN}/subscribe", **ENTRY})
@callback
def ws_subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Tell of the rooms of one bridge, or of all, and of what changes, for as long as somebody listens."""
    try:
        entry = bridge_entry(hass, msg["entry_id"]) if "entry_id" in msg else None
    except HomeAssistantError as err:
        _refuse(connection, msg["id"], err)
        return
    subscription = RoomSubscription(hass, connection, msg["id"], entry)
    connection.subscriptions[msg["id"]] = subscription.async_end
    connection.send_result(msg["id"])
    subscription.async_begin()


@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/days",
        **ENTRY,
        probatio.Required("quantity"): probatio.In(QUANTITIES),
        probatio.Required("rooms"): probatio.All([cv.string], probatio.Length(min=1, max=1000)),
    }
)
@websocket_api.async_response
async def ws_days(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the last 24 hours of those of these rooms that they may read, in one answer."""
    quantity = msg["quantity"]
    try:
        entry = bridge_entry(hass, msg.get("entry_id"))
        access = RoomAccess(hass, entry.runtime_data, connection.user)
        # A room that is gone since must not cost the others their day.
        known = entry.runtime_data.data
        rooms = [room for room in msg["rooms"] if room in known and access.may_read(room, quantity)]
        if not rooms:
            raise Unauthorized
        named = {"room": ",".join(rooms)} if len(rooms) <= MOST_NAMED else {}
        answer = await answer_of(hass, entry, "/api/v1/days", {"quantity": quantity, **named})
        told = answer.get("days")
        days = [day for day in told if isinstance(day, dict)] if isinstance(told, list) else []
        shown = [day for day in days if day.get("room") in rooms]
    except HomeAssistantError as err:
        _refuse(connection, msg["id"], err)
    else:
        connection.send_result(msg["id"], {**answer, "days": shown})


@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/series",
        **SERIES,
        probatio.Optional("points"): probatio.All(int, probatio.Range(min=2, max=10_000)),
    }
)
@websocket_api.async_response
async def ws_series(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with a room over any time, in as many points as can be drawn."""
    await _ask(hass, connection, msg, ("points",))


@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/averages",
        **SERIES,
        probatio.Optional("every"): probatio.In(EVERY),
        probatio.Optional("earlierYears"): probatio.All(int, probatio.Range(min=0, max=50)),
        probatio.Optional("corrected"): bool,
    }
)
@websocket_api.async_response
async def ws_averages(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with hours, days, weeks, months or years of a room."""
    await _ask(hass, connection, msg, ("every", "earlierYears", "corrected"))


@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/ledger",
        **ENTRY,
        probatio.Required("room"): cv.string,
        probatio.Optional("quantity"): probatio.In(QUANTITIES),
        **PERIOD,
        probatio.Optional("limit"): probatio.All(int, probatio.Range(min=1, max=10_000)),
    }
)
@websocket_api.async_response
async def ws_ledger(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with where a room's time went: readings, and gaps with their causes."""
    await _ask(hass, connection, msg, ("limit",))


async def _ask(
    hass: HomeAssistant, connection: ActiveConnection, msg: Mapping[str, Any], more: tuple[str, ...]
) -> None:
    """Hand a question about a room on to its bridge, and back the answer as it is."""
    asked = {name: _text(msg[name]) for name in ("room", "quantity", "from", "to", *more) if name in msg}
    _, _, path = msg["type"].partition("/")
    try:
        entry = bridge_entry(hass, msg.get("entry_id"))
        access = RoomAccess(hass, entry.runtime_data, connection.user)
        if not access.may_read(msg["room"], msg.get("quantity")):
            raise Unauthorized  # As if there were no such room or no such permission: nobody learns which.
        answer = await answer_of(hass, entry, f"/api/v1/{path}", asked)
    except HomeAssistantError as err:
        _refuse(connection, msg["id"], err)
    else:
        connection.send_result(msg["id"], answer)


def _loaded(hass: HomeAssistant) -> list[ClimatGuardianConfigEntry]:
    """Return the entries that have a bridge which has spoken."""
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry for entry in entries if isinstance(getattr(entry, "runtime_data", None), BridgeCoordinator)]


def _text(value: Any) -> str:  # noqa: ANN401 whatever the command's schema lets through
    if isinstance(value, datetime):
        return dt_util.as_utc(value).isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


@callback
def _refuse(connection: ActiveConnection, number: int, err: HomeAssistantError) -> None:
    """Say why not, with a code for programs and a key for people's languages."""
    match err:
        case Unauthorized():
            connection.send_error(number, websocket_api.ERR_UNAUTHORIZED, "Unauthorized")
            return
        case BridgeRefusalError():
            code = err.code
        case BridgeError():
            code = err.fault.value
        case _:
            code = websocket_api.ERR_NOT_FOUND
    connection.send_error(
        number,
        code,
        str(err),
        translation_key=err.translation_key,
        translation_domain=err.translation_domain,
        translation_placeholders=err.translation_placeholders,
    )
