"""The integration and the real bridge, which know each other by nothing but the API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr

from .demo import Demo
from .waiting import is_number, shown, until, until_shown


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """Return a running building of three rooms."""
    async with Demo(tmp_path / "bridge") as building:
        yield building


@pytest.fixture
async def added(hass: HomeAssistant, demo: Demo) -> ConfigEntry:
    """Return the entry of the building, added as a user adds it."""
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"host": "127.0.0.1", "port": demo.port}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry: ConfigEntry = result["result"]
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    return entry


def rooms_shown(hass: HomeAssistant) -> int:
    """Return how many rooms have both a temperature and a humidity."""
    return sum(is_number(state.state) for state in hass.states.async_all("sensor")) // 2


def room_ids(entry: ConfigEntry) -> list[str]:
    """Return the bridge's rooms."""
    return list(entry.runtime_data.data)


async def test_the_rooms_of_a_building_are_devices_with_plausible_values(
    hass: HomeAssistant, added: ConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """From the address alone."""
    devices = dr.async_entries_for_config_entry(device_registry, added.entry_id)
    assert len(devices) == 1 + 3
    for room_id in room_ids(added):
        assert 5 < float(shown(hass, room_id, "temperature") or "nan") < 40
        assert 5 < float(shown(hass, room_id, "humidity") or "nan") < 95


async def test_values_change_as_they_are_measured(hass: HomeAssistant, added: ConfigEntry) -> None:
    """Pushed: nothing is polled here."""
    room_id = room_ids(added)[0]
    first = shown(hass, room_id, "temperature")
    await until(hass, "state_changed", lambda: shown(hass, room_id, "temperature") != first)
    assert is_number(shown(hass, room_id, "temperature"))


async def test_a_bridge_whose_power_was_cut_comes_back_by_itself(
    hass: HomeAssistant, demo: Demo, added: ConfigEntry
) -> None:
    """Unavailable meanwhile, and the same rooms as before."""
    before = room_ids(added)
    await demo.cut_power()
    await until_shown(hass, before[0], "temperature", "unavailable")
    assert rooms_shown(hass) == 0
    await demo.start(rooms=3)
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    assert sorted(room_ids(added)) == sorted(before)
    assert added.state is ConfigEntryState.LOADED


async def test_an_esp32_in_another_room_makes_that_room_appear(
    hass: HomeAssistant, demo: Demo, added: ConfigEntry
) -> None:
    """Nobody touches Home Assistant."""
    await demo.cut_power()
    await demo.start(rooms=4)
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 4)
    assert len(room_ids(added)) == 4
