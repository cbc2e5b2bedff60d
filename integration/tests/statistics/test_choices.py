"""What is repaired, by whose wish, under which id; and what becomes of it when something is in the way."""

from datetime import timedelta
import logging
import re
from typing import Any

from aiohttp import web
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian.const import CONF_REPAIR_ESPHOME, CONF_REPAIR_HISTORY, DOMAIN
from custom_components.climat_guardian.statistics_targets import external_id
from homeassistant.components.recorder.statistics import (
    VALID_STATISTIC_ID,
)
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from tests.hours import HOUR, Past, at, compiled, imported, means

from .conftest import NINE, OFFICE, QUARTER, TEN, hours, shown


@pytest.mark.parametrize(
    ("bridge_id", "room_id"),
    [
        ("0b0f8f0e-6a53-4b7e-9c39-6f7c7d8a1f11", "living-room-2"),
        ("-", "a__b"),
        ("X", "Büro ☕"),
        ("bridge", "_"),
    ],
)
def test_ids_of_external_series_are_ones_that_home_assistant_accepts(bridge_id: str, room_id: str) -> None:
    """Whatever a bridge calls itself and its rooms (recorder/statistics.py, VALID_STATISTIC_ID)."""
    assert re.fullmatch(VALID_STATISTIC_ID, external_id(bridge_id, room_id, "temperature"))


def test_two_rooms_are_two_external_series() -> None:
    """However alike their ids are."""
    rooms = ["a-b", "a_b", "a--b", "A-b", "a.b"]
    assert len({external_id("bridge", room_id, "humidity") for room_id in rooms}) == len(rooms)


async def test_esphomes_entity_of_the_same_sensor_is_repaired_by_option_only(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    past: Past,
) -> None:
    """Of when it was the only one in the room."""
    device_registry, entity_registry = dr.async_get(hass), er.async_get(hass)
    esphome = MockConfigEntry(domain="esphome")
    esphome.add_to_hass(hass)
    device = device_registry.async_get_or_create(
        config_entry_id=esphome.entry_id, connections={(dr.CONNECTION_NETWORK_MAC, "a0:b7:65:00:00:01")}
    )
    twin = entity_registry.async_get_or_create(
        "sensor",
        "esphome",
        "twin",
        device_id=device.id,
        original_device_class=SensorDeviceClass.TEMPERATURE,
        capabilities={"state_class": SensorStateClass.MEASUREMENT},
    ).entity_id
    attributes = {
        "device_class": SensorDeviceClass.TEMPERATURE,
        "state_class": SensorStateClass.MEASUREMENT,
        "unit_of_measurement": UnitOfTemperature.CELSIUS,
    }
    hass.states.async_set(twin, "20", attributes)
    own, other = "a0b765000001.temperature.temperature", "a0b765000002.temperature.temperature"
    half_past = (TEN + timedelta(hours=1, minutes=30)).isoformat()
    placements = [
        {"id": 1, "sensor": own, "room": "attic", "from": None, "until": TEN.isoformat(), "edit": 1},
        {"id": 2, "sensor": own, "room": "office", "from": TEN.isoformat(), "until": None, "edit": 1},
        {"id": 3, "sensor": other, "room": "office", "from": half_past, "until": None, "edit": 2},
    ]

    async def answer(_request: Any) -> Any:
        return web.json_response({"placements": placements})

    past.wire.answers["GET /api/v1/placements"] = answer
    past.measured("attic", "temperature", NINE, 9, 8, 8)
    past.measured("office", "temperature", NINE, 19, 18, 17, 16)
    await compiled(hass, NINE)
    await shown(hass, entry)
    await compiled(hass, TEN, hours=3)
    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    alone = await means(hass, twin)
    assert alone[TEN] == 20

    hass.config_entries.async_update_entry(
        entry, options={CONF_REPAIR_ESPHOME: True, CONF_REPAIR_HISTORY: False}
    )
    await at(hass, freezer, TEN + 4 * HOUR + QUARTER)
    await imported(hass, entry)
    repaired = await means(hass, twin)
    assert repaired[TEN] == 18
    # Then another sensor came into the room.
    assert {start: repaired[start] for start in (TEN + HOUR, TEN + 2 * HOUR)} == {
        start: alone[start] for start in (TEN + HOUR, TEN + 2 * HOUR)
    }
    if NINE in alone:
        assert repaired[NINE] == 9


async def test_switched_off_nothing_is_asked_for(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """Home Assistant's rows are its own then."""
    hass.config_entries.async_update_entry(entry, options={CONF_REPAIR_HISTORY: False})
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 3)
    await at(hass, freezer, TEN + HOUR + QUARTER)
    await imported(hass, entry)
    assert past.asked == []
    assert await means(hass, OFFICE) == hours(TEN, 20)


@pytest.mark.parametrize("trouble", ["refusal", "half", "no-list", "gone", "placements"])
@pytest.mark.usefixtures("entry")
async def test_a_bridge_that_cannot_say_is_asked_again_and_complained_of_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    past: Past,
    caplog: pytest.LogCaptureFixture,
    trouble: str,
) -> None:
    """Nothing is lost by it."""
    entry: Any = hass.config_entries.async_entries(DOMAIN)[0]
    wire = past.wire
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 18)
    answer = wire.answers["GET /api/v1/averages"]

    async def broken(_request: Any) -> Any:
        return {
            "half": web.Response(text='{"averages": [{"fr'),
            "no-list": web.json_response({"averages": [{"from": 3}]}),
        }.get(trouble)

    if trouble == "refusal":
        past.refusal = (503, "averages-pending")
    elif trouble == "placements":
        hass.config_entries.async_update_entry(entry, options={CONF_REPAIR_ESPHOME: True})
        wire.answers["GET /api/v1/placements"] = broken
    elif trouble == "gone":
        del wire.answers["GET /api/v1/averages"]
    else:
        wire.answers["GET /api/v1/averages"] = broken
    caplog.clear()
    for n in (1, 2):
        await at(hass, freezer, TEN + n * HOUR + QUARTER)
        await imported(hass, entry)
    said = [one for one in caplog.records if one.name.startswith("custom_components")]
    warnings = [one for one in said if one.levelno >= logging.WARNING]
    assert len(warnings) == 1, [one.getMessage() for one in warnings]
    assert await means(hass, OFFICE) == hours(TEN, 20)

    past.refusal = None
    hass.config_entries.async_update_entry(entry, options={})
    wire.answers["GET /api/v1/averages"] = answer
    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == hours(TEN, 18)


async def test_what_is_known_of_an_entry_goes_with_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    past: Past,
    hass_storage: dict[str, Any],
) -> None:
    """What was imported stays: it is Home Assistant's."""
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 18)
    await at(hass, freezer, TEN + HOUR + QUARTER)
    await imported(hass, entry)
    await at(hass, freezer, TEN + HOUR + 2 * QUARTER)
    key = f"climat_guardian.{entry.entry_id}.statistics"
    assert "room office temperature" in hass_storage[key]["data"]["through"]
    await hass.config_entries.async_remove(entry.entry_id)
    assert key not in hass_storage
    assert await means(hass, OFFICE) == hours(TEN, 18)
