"""What setting up asks where Home Assistant has ESPHome's devices too: their rooms, and their keys."""

from typing import Any

import pytest

from homeassistant.config_entries import SOURCE_IGNORE, ConfigFlowResult
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import data_for
from .esphome import KEY, esphome_entry, esphome_sensor
from .flows import enter, send
from .wire import Json, WireBridge

LIVING_ROOM = "a0:b7:65:00:00:01"
"""Of ws-session.json; in devices.json it is online."""
ARCHIVE = "a0:b7:65:00:00:02"
"""In devices.json it wants an encryption key."""


@pytest.fixture
def locked(wire: WireBridge) -> WireBridge:
    """Return a bridge that wants a token, and gives it for whatever digits."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    return wire


async def pair(hass: HomeAssistant, wire: WireBridge) -> ConfigFlowResult:
    """Be let in, and return what is asked next."""
    form = await enter(hass, "127.0.0.1", wire.port)
    assert form["step_id"] == "pair"
    return await send(hass, form, code="271828")


def choices(form: ConfigFlowResult) -> list[dict[str, str]]:
    """Return the rooms that a form offers to leave off."""
    schema = form["data_schema"]
    assert schema is not None
    selector: Any = schema.schema["rooms_without_measured"]
    found: list[dict[str, str]] = selector.config["options"]
    return found


def named(result: ConfigFlowResult, placeholder: str) -> str:
    """Return what a sentence names, as it is read."""
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    return placeholders[placeholder].replace("\\", "")


@pytest.mark.parametrize("device_class", ["temperature", "humidity"])
async def test_a_room_that_home_assistant_shows_already_can_be_left_off(
    hass: HomeAssistant, wire: WireBridge, device_class: str
) -> None:
    """The flow says which; what is chosen is in the options."""
    esphome_sensor(hass, LIVING_ROOM, device_class)
    form = await enter(hass, "127.0.0.1", wire.port)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "rooms"
    assert choices(form) == [{"value": "living-room", "label": "Living room"}]
    result = await send(hass, form, rooms_without_measured=["living-room"])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_for(wire)
    assert result["options"] == {"rooms_without_measured": ["living-room"]}


async def test_nothing_is_left_off_unless_it_is_chosen(hass: HomeAssistant, wire: WireBridge) -> None:
    """A room's own values outlive its sensors."""
    esphome_sensor(hass, LIVING_ROOM, "temperature")
    result = await send(hass, await enter(hass, "127.0.0.1", wire.port))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {"rooms_without_measured": []}


@pytest.mark.parametrize(
    "sensor",
    [
        {"mac": "a0:b7:65:00:00:99", "device_class": "temperature"},
        {"mac": LIVING_ROOM, "device_class": "signal_strength"},
        {"mac": LIVING_ROOM, "device_class": "temperature", "category": EntityCategory.DIAGNOSTIC},
        {"mac": LIVING_ROOM, "device_class": "temperature", "domain": "number"},
        {"mac": LIVING_ROOM, "device_class": "temperature", "integration": "climat_guardian"},
    ],
    ids=["another device", "a router's", "of the chip", "no sensor", "our own"],
)
async def test_what_is_not_a_rooms_climate_is_not_asked_about(
    hass: HomeAssistant, wire: WireBridge, sensor: dict[str, Any]
) -> None:
    """A form more is a form too many."""
    esphome_sensor(hass, **sensor)
    assert (await enter(hass, "127.0.0.1", wire.port))["type"] is FlowResultType.CREATE_ENTRY


async def test_keys_are_handed_over_with_consent(
    hass: HomeAssistant, locked: WireBridge, caplog: pytest.LogCaptureFixture
) -> None:
    """Of the devices that want one, which the form names; and nobody else ever sees them."""
    caplog.set_level("DEBUG")
    esphome_entry(hass, ARCHIVE)
    form = await pair(hass, locked)
    assert form["step_id"] == "keys"
    assert named(form, "devices") == '- Archive <cellar> "B"'
    assert locked.keys == {}
    result = await send(hass, form, hand_over=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert locked.keys == {ARCHIVE: KEY}
    assert result["description"] == "keys_taken"
    assert named(result, "taken") == "1"
    assert result["data"] == data_for(locked, token=locked.token)
    assert KEY not in caplog.text
    assert KEY not in str(result)


async def test_without_consent_no_key_is_handed_over(hass: HomeAssistant, locked: WireBridge) -> None:
    """The box is not ticked by itself."""
    esphome_entry(hass, ARCHIVE)
    result = await send(hass, await pair(hass, locked))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["description"] is None
    assert locked.keys == {}


@pytest.mark.parametrize(
    ("mac", "key"),
    [
        (LIVING_ROOM, KEY),
        ("a0:b7:65:00:00:99", KEY),
        (ARCHIVE, ""),
        (ARCHIVE, None),
        (None, KEY),
    ],
    ids=["online", "unknown to the bridge", "empty", "none", "no MAC address"],
)
async def test_a_key_that_is_not_wanted_is_not_asked_about(
    hass: HomeAssistant, locked: WireBridge, mac: str | None, key: str | None
) -> None:
    """The bridge is told nothing that it has no use for."""
    esphome_entry(hass, mac, key)
    assert (await pair(hass, locked))["type"] is FlowResultType.CREATE_ENTRY


async def test_an_esphome_device_that_is_ignored_has_no_key(hass: HomeAssistant, locked: WireBridge) -> None:
    """Home Assistant was never let in to it."""
    esphome_entry(hass, ARCHIVE, source=SOURCE_IGNORE)
    assert (await pair(hass, locked))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("state", ["wrong-key", "key-malformed"])
async def test_a_device_whose_key_was_changed_is_asked_about_too(
    hass: HomeAssistant, locked: WireBridge, state: str
) -> None:
    """ESPHome's integration was told the new one."""
    assert isinstance(locked.devices, dict)
    locked.devices["devices"][0]["state"] = state
    esphome_entry(hass, LIVING_ROOM, title="Wohnzimmer 🌵")
    form = await pair(hass, locked)
    assert form["step_id"] == "keys"
    assert named(form, "devices") == "- Wohnzimmer 🌵"


@pytest.mark.parametrize(
    "devices",
    ['{"devices": [{"mac', {"devices": [{"mac": ARCHIVE}]}, {}],
    ids=["half JSON", "no state", "none"],
)
async def test_a_bridge_that_does_not_say_what_it_wants_is_added_all_the_same(
    hass: HomeAssistant, locked: WireBridge, devices: Json | str
) -> None:
    """The keys can be handed over at any time."""
    locked.devices = devices
    esphome_entry(hass, ARCHIVE)
    assert (await pair(hass, locked))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        pytest.param((422, {"code": "malformed-key", "status": 422}), "malformed-key", id="malformed"),
        pytest.param((503, {"code": "not-stored", "status": 503}), "not-stored", id="full disk"),
        pytest.param((403, {"code": "wrong-scope", "status": 403}), "wrong-scope", id="scope"),
        pytest.param((502, "<html>"), "502", id="reverse proxy"),
    ],
)
async def test_keys_that_are_refused_are_named_and_the_others_taken(
    hass: HomeAssistant, locked: WireBridge, refusal: tuple[int, Json | str], code: str
) -> None:
    """One bad key stops nothing."""
    assert isinstance(locked.devices, dict)
    locked.devices["devices"][0]["state"] = "wrong-key"
    locked.refusals[ARCHIVE] = refusal
    for mac in (LIVING_ROOM, ARCHIVE):
        esphome_entry(hass, mac)
    result = await send(hass, await pair(hass, locked), hand_over=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert locked.keys == {LIVING_ROOM: KEY}
    assert result["description"] == "keys_refused"
    assert named(result, "taken") == "1"
    assert named(result, "refused") == f'- Archive <cellar> "B" ({code})'


async def test_a_bridge_that_goes_before_it_has_the_keys_is_added_all_the_same(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """And the user is told what is still to be done."""
    esphome_entry(hass, ARCHIVE)
    form = await pair(hass, locked)
    await locked.cut_power()
    result = await send(hass, form, hand_over=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert named(result, "refused") == '- Archive <cellar> "B" (cannot_connect)'
    await locked.start()


async def test_a_key_that_is_gone_before_consent_was_given_is_told(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """The device was flashed without encryption meanwhile."""
    esphome = esphome_entry(hass, ARCHIVE)
    form = await pair(hass, locked)
    hass.config_entries.async_update_entry(esphome, data={**esphome.data, "noise_psk": ""})
    result = await send(hass, form, hand_over=True)
    assert named(result, "refused") == '- Archive <cellar> "B" (no-key)'


async def test_a_bridge_that_asked_for_no_digits_asks_for_them_before_it_takes_keys(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """On its own computer it is read without a token, and changed by one only."""
    esphome_entry(hass, ARCHIVE)
    form = await enter(hass, "127.0.0.1", wire.port)
    assert form["step_id"] == "keys"
    form = await send(hass, form, hand_over=True)
    assert form["step_id"] == "pair_for_keys"
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    result = await send(hass, form, code="271828")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_for(wire, token=wire.token)
    assert wire.keys == {ARCHIVE: KEY}


async def test_keys_go_to_no_other_bridge_than_the_one_that_was_met(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Another one has its address now."""
    esphome_entry(hass, ARCHIVE)
    form = await send(hass, await enter(hass, "127.0.0.1", wire.port), hand_over=True)
    wire.token, wire.paired["bridge"] = wire.paired["token"], "f" * 32
    wire.pairing = [(201, wire.paired)]
    result = await send(hass, form, code="271828")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "another_bridge"
    assert wire.keys == {}


async def test_a_bridge_that_goes_right_after_pairing_is_added_all_the_same(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """Its digits were good for once."""
    form = await enter(hass, "127.0.0.1", locked.port)
    locked.status = 503
    result = await send(hass, form, code="271828")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Office"
    assert result["data"] == data_for(locked, token=locked.token)


async def test_rooms_and_keys_are_asked_about_one_after_the_other(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """Both may be."""
    esphome_sensor(hass, LIVING_ROOM, "temperature")
    esphome_entry(hass, ARCHIVE)
    form = await send(hass, await pair(hass, locked), rooms_without_measured=["living-room"])
    assert form["step_id"] == "keys"
    result = await send(hass, form, hand_over=True)
    assert result["options"] == {"rooms_without_measured": ["living-room"]}
    assert locked.keys == {ARCHIVE: KEY}
