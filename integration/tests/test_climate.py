"""What temperature and humidity together tell of a room, as the bridge computes it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian.sensor import COMFORTS
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import set_up
from .demo import REPOSITORY
from .waiting import shown, state_of, until_shown
from .wire import WireBridge, example, reading, room

type Json = dict[str, Any]

DERIVED = ("dew_point", "absolute_humidity", "mould_risk", "comfort")


def told(**climate: object) -> Json:
    """Return what the bridge tells of a room, by its own example."""
    return {**example("rooms")["rooms"][0]["climate"], **climate}


async def test_what_the_bridge_tells_is_shown_as_it_is(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Nothing is computed here: there is one formula, and it is the bridge's."""
    wire.snapshot["rooms"] = [{**room("attic", "Attic", temperature=9, humidity=80), "climate": told()}]
    await set_up(hass, entry)
    assert {key: shown(hass, "attic", key) for key in DERIVED} == {
        "dew_point": "8.81",
        "absolute_humidity": "8.33",
        "mould_risk": "72.9",
        "comfort": "comfortable",
    }
    mould_risk = state_of(hass, "attic", "mould_risk")
    assert mould_risk is not None
    assert mould_risk.attributes["assumed_outside"] == -5


async def test_a_reading_brings_the_climate_of_its_room(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """In the same message, so that a dew point is never above its temperature."""
    wire.snapshot["rooms"] = [{**room("attic", "Attic", temperature=9, humidity=80), "climate": told()}]
    await set_up(hass, entry)
    await wire.say(
        {**reading("attic", "temperature", 31), "climate": told(dewPoint=27.1, comfort="too-warm")}
    )
    await until_shown(hass, "attic", "dew_point", "27.1")
    assert shown(hass, "attic", "comfort") == "too_warm"
    assert shown(hass, "attic", "temperature") == "31"


async def test_a_reading_that_says_nothing_of_the_climate_leaves_it(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Absent is as before, null is gone."""
    wire.snapshot["rooms"] = [{**room("attic", "Attic", temperature=9, humidity=80), "climate": told()}]
    await set_up(hass, entry)
    await wire.say(reading("attic", "temperature", 10))
    await until_shown(hass, "attic", "temperature", "10")
    assert shown(hass, "attic", "dew_point") == "8.81"
    await wire.say({**reading("attic", "temperature", 11), "climate": None})
    await until_shown(hass, "attic", "dew_point", "unavailable")
    assert shown(hass, "attic", "temperature") == "11"


async def test_what_a_formula_is_not_for_is_unavailable(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Below minus 45 °C there is no dew point; a number all the same would be a lie."""
    cold = {"comfort": "too-cold", "measuredAt": None}
    wire.snapshot["rooms"] = [{**room("attic", "Attic", temperature=-50, humidity=5), "climate": cold}]
    await set_up(hass, entry)
    assert [shown(hass, "attic", key) for key in DERIVED] == [*["unavailable"] * 3, "too_cold"]


async def test_a_comfort_that_a_newer_bridge_has_is_unavailable(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Home Assistant refuses states that are not among the options."""
    wire.snapshot["rooms"] = [
        {**room("attic", "Attic", temperature=9, humidity=80), "climate": told(comfort="too-draughty")}
    ]
    await set_up(hass, entry)
    assert shown(hass, "attic", "comfort") == "unavailable"
    assert shown(hass, "attic", "dew_point") == "8.81"


def test_every_comfort_of_the_bridge_is_known() -> None:
    """What the bridge promises, out of its own description."""
    text = (REPOSITORY / "bridge" / "api" / "openapi.yaml").read_text()
    listed = text.split("- comfortable\n", 1)[1].split("\n")
    words = ["comfortable"]
    for line in listed:
        if not line.strip().startswith("- too-"):
            break
        words.append(line.strip().removeprefix("- "))
    assert [word.replace("-", "_") for word in words] == list(COMFORTS)


async def test_a_climate_that_comes_later_makes_its_entities(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """The humidity sensor was plugged in today."""
    wire.snapshot["rooms"] = [room("attic", "Attic", temperature=9)]
    await set_up(hass, entry)
    assert [shown(hass, "attic", key) for key in DERIVED] == [None] * 4
    await wire.say({**reading("attic", "humidity", 61), "climate": told()})
    await until_shown(hass, "attic", "dew_point", "8.81")
    assert shown(hass, "attic", "humidity") == "61"


@pytest.mark.parametrize("climate", ["warm", [], {"comfort": 7}, {"comfort": "too-warm", "dewPoint": "8"}])
async def test_a_climate_that_is_none_is_said_to_be_malformed(
    hass: HomeAssistant,
    wire: WireBridge,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    climate: object,
) -> None:
    """And the connection is made anew: what else that bridge says is not to be trusted either."""
    await set_up(hass, entry)
    await wire.say({**reading("living-room", "temperature", 11), "climate": climate})
    await wire.until_connections(2)
    assert "cannot be understood" in caplog.text


async def test_an_area_sees_the_two_measured_values_and_nothing_else(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Area cards take the median of what has no category: a dew point in it would be wrong."""
    wire.snapshot["rooms"] = [{**room("attic", "Attic", temperature=9, humidity=80), "climate": told()}]
    await set_up(hass, entry)
    seen = [
        found.original_device_class
        for found in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
        if found.entity_category is None
        and found.original_device_class in (SensorDeviceClass.TEMPERATURE, SensorDeviceClass.HUMIDITY)
    ]
    assert sorted(map(str, seen)) == ["humidity", "temperature"]


async def test_what_was_there_once_is_there_after_a_restart_without_a_value(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """The power was cut: the bridge is back before the ESP32s are."""
    wire.snapshot["rooms"] = [{**room("attic", "Attic", temperature=9, humidity=80), "climate": told()}]
    await set_up(hass, entry)
    wire.snapshot["rooms"] = [room("attic", "Attic", co2=400)]
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert [shown(hass, "attic", key) for key in ("temperature", *DERIVED)] == ["unavailable"] * 5
    await wire.say(reading("attic", "temperature", 10))
    await until_shown(hass, "attic", "temperature", "10")
