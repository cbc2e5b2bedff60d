"""The bridge's own device: what waits, whom it hears, where it forwards to, and its clock."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.components.system_health import get_info
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .conftest import set_up
from .waiting import shown
from .wire import Json, WireBridge, example, healthy

STATUS = "/api/v1/status"


def of_bridge(hass: HomeAssistant, platform: Platform, key: str) -> State | None:
    """Return what is shown of the bridge; by id, because names are Home Assistant's affair."""
    (entry, *_) = hass.config_entries.async_entries(DOMAIN)
    entity_id = er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{entry.unique_id}_{key}")
    return hass.states.get(entity_id) if entity_id else None


def state(hass: HomeAssistant, platform: Platform, key: str) -> str | None:
    """Return the state alone."""
    found = of_bridge(hass, platform, key)
    return found.state if found else None


async def test_what_waits_and_whom_it_hears_is_shown(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """By the bridge's own example: two sinks, of which one is down, and one device of three online."""
    wire.told[STATUS] = example("status")
    await set_up(hass, entry)
    assert state(hass, Platform.SENSOR, "backlog") == str(812 + 34560)
    assert state(hass, Platform.SENSOR, "devices_online") == "1"
    assert state(hass, Platform.BINARY_SENSOR, "clock") == "off"
    assert state(hass, Platform.BINARY_SENSOR, "sink_influx") == "on"
    cloud = of_bridge(hass, Platform.BINARY_SENSOR, "sink_cloud")
    assert cloud is not None
    assert cloud.state == "off"
    assert "refuses connections" in cloud.attributes["reason"]


async def test_a_sink_appears_when_it_is_configured_and_goes_when_it_is_not(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """The bridge was started again with another configuration."""
    await set_up(hass, entry)
    assert state(hass, Platform.BINARY_SENSOR, "sink_cloud") is None
    wire.told[STATUS] = {**healthy(), "sinks": [{**healthy()["sinks"][0], "name": "cloud"}]}
    await entry.runtime_data.status.async_refresh()
    await hass.async_block_till_done()
    assert state(hass, Platform.BINARY_SENSOR, "sink_cloud") == "on"
    assert state(hass, Platform.BINARY_SENSOR, "sink_influx") == "unavailable"


async def test_a_clock_that_is_not_trusted_is_a_problem(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Readings wait to be dated."""
    await set_up(hass, entry)
    clock: Json = {**healthy()["clock"], "trusted": False, "untrustedSeconds": 5}
    wire.told[STATUS] = {**healthy(), "clock": clock}
    await entry.runtime_data.status.async_refresh()
    await hass.async_block_till_done()
    assert state(hass, Platform.BINARY_SENSOR, "clock") == "on"


async def test_a_bridge_that_does_not_tell_how_it_is_shows_its_rooms_all_the_same(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """And how it is as soon as it tells."""
    wire.told[STATUS] = {"half": "an answer"}
    await set_up(hass, entry)
    assert shown(hass, "living-room", "temperature") == "21.53"
    assert state(hass, Platform.SENSOR, "backlog") == "unavailable"
    wire.told[STATUS] = healthy()
    await entry.runtime_data.status.async_refresh()
    await hass.async_block_till_done()
    assert state(hass, Platform.SENSOR, "backlog") == "0"
    assert state(hass, Platform.BINARY_SENSOR, "sink_influx") == "on"


async def test_the_system_page_counts_bridges_and_rooms(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Also with an entry that has no bridge, and one that cannot be set up."""
    MockConfigEntry(domain=DOMAIN, unique_id="card", data={"card_only": True}).add_to_hass(hass)
    MockConfigEntry(domain=DOMAIN, unique_id="gone", data={"host": "127.0.0.1", "port": 1}).add_to_hass(hass)
    await set_up(hass, entry)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    told = (await get_info(hass))[DOMAIN]
    assert {key: str(value) for key, value in told.items()} == {
        "bridges": "2",
        "connected": "1",
        "rooms": str(len(wire.rooms)),
    }
