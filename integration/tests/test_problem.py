"""A room that is silent says so, and why."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State

from .conftest import set_up
from .waiting import state_of, until
from .wire import Json, WireBridge, room


def silent(state: str, reason: str | None) -> Json:
    """Return a room whose one device is in that state."""
    attic = room("attic", "Attic", temperature=9)
    attic["devices"] = [{**attic["devices"][0], "state": state, "reason": reason}]
    return attic


def problem(hass: HomeAssistant) -> State:
    """Return what is shown of the attic's problem."""
    state = state_of(hass, "attic", "problem", Platform.BINARY_SENSOR)
    assert state is not None
    return state


async def test_a_room_whose_device_delivers_has_no_problem(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Also where it cannot be stored, which is not the room's problem."""
    wire.snapshot["rooms"] = [silent("online", None)]
    await set_up(hass, entry)
    assert problem(hass).state == "off"
    assert "cause" not in problem(hass).attributes


@pytest.mark.parametrize(
    ("state", "cause"), [("unreachable", "unreachable"), ("wrong-key", "wrong_key"), ("stalled", "stalled")]
)
async def test_a_silent_room_says_why(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, state: str, cause: str
) -> None:
    """A word for automations, and the bridge's own sentence for people."""
    wire.snapshot["rooms"] = [silent("online", None)]
    await set_up(hass, entry)
    await wire.say({"type": "room", "room": silent(state, "10.0.3.17:6053 did not answer.")})
    await until(hass, "state_changed", lambda: problem(hass).state == "on")
    assert problem(hass).attributes["cause"] == cause
    assert problem(hass).attributes["reason"] == "10.0.3.17:6053 did not answer."
    await wire.say({"type": "room", "room": silent("online", None)})
    await until(hass, "state_changed", lambda: problem(hass).state == "off")


async def test_one_device_that_delivers_is_enough(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """The room is not silent."""
    attic = silent("unreachable", "No route.")
    attic["devices"].append({**attic["devices"][0], "state": "online", "reason": None})
    wire.snapshot["rooms"] = [attic]
    await set_up(hass, entry)
    assert problem(hass).state == "off"


async def test_a_room_without_a_device_says_so(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Its sensor was moved to another room."""
    wire.snapshot["rooms"] = [{**room("attic", "Attic"), "devices": []}]
    await set_up(hass, entry)
    assert problem(hass).state == "on"
    assert problem(hass).attributes["cause"] == "no_device"


async def test_without_the_bridge_nobody_knows(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """A bridge that is away is no problem of the room's."""
    wire.snapshot["rooms"] = [silent("online", None)]
    await set_up(hass, entry)
    await wire.cut_power()
    await until(hass, "state_changed", lambda: problem(hass).state == "unavailable")
