"""Rolling means and the last reading: off at first, asked for only while somebody has them on."""

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import set_up
from .waiting import shown, state_of, until_shown
from .wire import Json, WireBridge, reading, room

MEANS = "/api/v1/means"
KEYS = [
    *(f"{quantity}_mean_{span}" for quantity in ("temperature", "humidity") for span in ("24h", "7d", "30d")),
    "coverage",
    "last_reading",
]


def over(span: str, mean: float | None, coverage: float) -> Json:
    """Return a rolling mean as the API has it."""
    return {"over": span, "mean": mean, "coverage": coverage}


@pytest.fixture
def attic(wire: WireBridge) -> WireBridge:
    """Return a bridge with one room, and what it was like lately."""
    wire.snapshot["rooms"] = [room("attic", "Attic", temperature=9, humidity=80)]
    spans = [over("24h", 10.5, 0.75), over("7d", 11.25, 0.9), over("30d", None, 0)]
    damp = [over("24h", 70, 0.5), over("7d", 71, 0.9), over("30d", 72, 1)]
    wire.told[MEANS] = {
        "to": "2026-11-21T10:00:00.000Z",
        "means": [
            {"room": "attic", "quantity": "temperature", "unit": "°C", "over": spans},
            {"room": "attic", "quantity": "humidity", "unit": "%", "over": damp},
        ],
    }
    return wire


async def test_they_are_off_at_first_and_then_the_bridge_is_not_asked(
    hass: HomeAssistant,
    attic: WireBridge,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """Of two hundred rooms nobody wants twelve hundred means."""
    asked = 0

    async def count(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.json_response(attic.told[MEANS])

    attic.answers[f"GET {MEANS}"] = count
    await set_up(hass, entry)
    for key in KEYS:
        entity_id = entity_registry.async_get_entity_id(
            "sensor", "climat_guardian", f"{entry.unique_id}_attic_{key}"
        )
        assert entity_id is not None, key
        found = entity_registry.async_get(entity_id)
        assert found is not None
        assert found.disabled_by is er.RegistryEntryDisabler.INTEGRATION, key
    assert asked == 0


@pytest.mark.usefixtures("all_enabled")
async def test_switched_on_they_show_what_the_bridge_tells(
    hass: HomeAssistant, attic: WireBridge, entry: MockConfigEntry
) -> None:
    """Coverage is that of the quantity of which least is known."""
    await set_up(hass, entry)
    assert {key: shown(hass, "attic", key) for key in KEYS[:-1]} == {
        "temperature_mean_24h": "10.5",
        "temperature_mean_7d": "11.25",
        "temperature_mean_30d": "unavailable",
        "humidity_mean_24h": "70",
        "humidity_mean_7d": "71",
        "humidity_mean_30d": "72",
        "coverage": "50.0",
    }
    attic.told[MEANS]["means"][0]["over"][0] = over("24h", 12, 0.25)
    await entry.runtime_data.means.async_refresh()
    await hass.async_block_till_done()
    assert shown(hass, "attic", "temperature_mean_24h") == "12"
    assert shown(hass, "attic", "coverage") == "25.0"
    attic.told[MEANS] = {"means": "none"}
    await entry.runtime_data.means.async_refresh()
    await hass.async_block_till_done()
    assert shown(hass, "attic", "temperature_mean_24h") == "unavailable"


@pytest.mark.usefixtures("all_enabled")
async def test_the_last_reading_is_told_once_a_minute(
    hass: HomeAssistant, attic: WireBridge, entry: MockConfigEntry
) -> None:
    """A reading each second would be a row in the database each second."""
    await set_up(hass, entry)
    assert shown(hass, "attic", "last_reading") == "unavailable"

    def at(seconds: int) -> Json:
        said = reading("attic", "temperature", seconds)
        minutes, rest = divmod(seconds, 60)
        said["value"]["measuredAt"] = f"2026-11-21T10:{minutes:02}:{rest:02}.000Z"
        return said

    written: list[str | None] = []
    for seconds in (0, 1, 59, 60, 61, 125):
        await attic.say(at(seconds))
        await until_shown(hass, "attic", "temperature", str(seconds))
        written.append(shown(hass, "attic", "last_reading"))
    day = "2026-11-21T10"
    assert written == [
        *[f"{day}:00:00+00:00"] * 3,
        *[f"{day}:01:00+00:00"] * 2,
        f"{day}:02:05+00:00",
    ]


@pytest.mark.usefixtures("attic")
async def test_a_room_whose_measured_values_are_left_off_keeps_the_rest(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Home Assistant has them of the same ESP32; put on again they are back."""
    await set_up(hass, entry)
    assert shown(hass, "attic", "temperature") == "9"
    hass.config_entries.async_update_entry(entry, options={"rooms_without_measured": ["attic"]})
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert shown(hass, "attic", "temperature") is None
    assert shown(hass, "attic", "humidity") is None
    assert state_of(hass, "attic", "problem", Platform.BINARY_SENSOR) is not None
    hass.config_entries.async_update_entry(entry, options={})
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert shown(hass, "attic", "temperature") == "9"
