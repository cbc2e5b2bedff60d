"""Rooms as devices, quantities as entities, and what follows when the bridge says something new."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components import climat_guardian
from custom_components.climat_guardian import async_remove_config_entry_device
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.const import Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .conftest import set_up
from .waiting import measured, shown, state_of, until, until_shown
from .wire import WireBridge, example, reading, room


@pytest.fixture(params=[Platform.BINARY_SENSOR, Platform.SENSOR])
def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load that platform alone."""
    monkeypatch.setattr(climat_guardian, "PLATFORMS", (request.param,))


@pytest.mark.usefixtures("platform", "all_enabled")
async def test_each_thing_to_know_of_a_room_is_an_entity(
    hass: HomeAssistant,
    wire: WireBridge,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """The promise of units, classes, names and ids, for the bridge's own example."""
    wire.snapshot["rooms"] = example("rooms")["rooms"]
    await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_each_room_is_a_device_of_the_bridge_in_an_area_of_its_name(
    hass: HomeAssistant,
    wire: WireBridge,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    area_registry: ar.AreaRegistry,
) -> None:
    """A room is a place: its device is not the ESP32's."""
    await set_up(hass, entry)
    bridge_id = wire.hello["id"]
    hub = device_registry.async_get_device_by_identifier((DOMAIN, bridge_id), entry.entry_id)
    living_room = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{bridge_id}_living-room"), entry.entry_id
    )
    assert hub is not None
    assert hub.name == "Office"
    assert hub.sw_version == "0.1.0"
    assert hub.configuration_url == f"http://127.0.0.1:{wire.port}/"
    assert living_room is not None
    assert living_room.name == "Living room"
    assert living_room.via_device_id == hub.id
    area = area_registry.async_get_area_by_name("Living room")
    assert area is not None
    assert living_room.area_id == area.id


async def test_a_reading_changes_its_entity_and_no_other(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Two hundred rooms and a reading each second: most entities have to be left alone."""
    wire.rooms.append(room("attic", "Attic", temperature=9))
    await set_up(hass, entry)
    changed: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        changed.append(event.data["entity_id"])

    @callback
    def every(_data: object) -> bool:
        return True

    hass.bus.async_listen("state_changed", note)
    hass.bus.async_listen("state_reported", note, every)  # written again with the same state
    await wire.say(reading("living-room", "temperature", 21.6))
    await until_shown(hass, "living-room", "temperature", "21.6")
    await hass.async_block_till_done()
    temperature = state_of(hass, "living-room", "temperature")
    assert temperature is not None
    assert changed == [temperature.entity_id]


async def test_the_session_of_the_bridges_own_example_is_understood(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Hello, snapshot, reading, room and committed, as the bridge's tests have them too."""
    await set_up(hass, entry)
    await wire.say(*wire.news, reading("meeting", "temperature", 20))
    await until_shown(hass, "living-room", "temperature", "21.6")
    # Its only device is not online yet: a number that nobody stands behind is not shown.
    await until_shown(hass, "meeting", "temperature", "unavailable")


async def test_a_new_room_appears_by_itself(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Without a reload or a restart."""
    await set_up(hass, entry)
    await wire.say({"type": "room", "room": room("attic", "Attic", humidity=61)})
    await until_shown(hass, "attic", "humidity", "61")
    assert shown(hass, "attic", "temperature") is None


async def test_a_room_that_is_gone_is_unavailable_at_once(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Its device went to another room; nothing tells what it is like there."""
    wire.rooms.append(room("attic", "Attic", temperature=9))
    await set_up(hass, entry)
    await wire.say({"type": "room-removed", "room": "attic"})
    await until_shown(hass, "attic", "temperature", "unavailable")
    assert shown(hass, "living-room", "temperature") == "21.53"


async def test_a_quantity_appears_with_its_first_value(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """A room without a humidity sensor has no humidity that is for ever unknown."""
    wire.snapshot["rooms"] = [room("attic", "Attic", temperature=9)]
    await set_up(hass, entry)
    assert shown(hass, "attic", "humidity") is None
    await wire.say(reading("attic", "humidity", 61))
    await until_shown(hass, "attic", "humidity", "61")


async def test_a_room_without_a_device_online_is_unavailable(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """And available again when one of its devices is back."""
    wire.rooms.append(room("attic", "Attic", temperature=9))
    await set_up(hass, entry)
    asleep = room("attic", "Attic", temperature=9)
    asleep["devices"] = [{**asleep["devices"][0], "state": "unreachable", "reason": "No route."}]
    await wire.say({"type": "room", "room": asleep})
    await until_shown(hass, "attic", "temperature", "unavailable")
    assert shown(hass, "living-room", "temperature") == "21.53"

    also_awake = [*asleep["devices"], {**asleep["devices"][0], "state": "online"}]
    await wire.say({"type": "room", "room": {**asleep, "devices": also_awake}})
    await until_shown(hass, "attic", "temperature", "9")


async def test_a_room_whose_value_is_gone_is_unavailable(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Its sensor was moved to another room."""
    await set_up(hass, entry)
    await wire.say({"type": "room", "room": room("living-room", "Living room", humidity=44)})
    await until_shown(hass, "living-room", "temperature", "unavailable")
    await until_shown(hass, "living-room", "humidity", "44")


async def test_a_renamed_room_keeps_its_entities(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """The id is what counts; the device follows the bridge's name."""
    await set_up(hass, entry)
    await wire.say({"type": "room", "room": room("living-room", "Lounge", temperature=22)})
    await until_shown(hass, "living-room", "temperature", "22")
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{wire.hello['id']}_living-room"), entry.entry_id
    )
    assert device is not None
    assert device.name == "Lounge"


async def test_a_room_without_entities_may_be_renamed_too(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """It has no device yet that could follow."""
    wire.rooms.append(room("attic", "Attic"))
    await set_up(hass, entry)
    await wire.say({"type": "room", "room": room("attic", "Loft", temperature=9)})
    await until_shown(hass, "attic", "temperature", "9")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("🌵", id="emoji"),
        pytest.param('Archive <cellar> "B"', id="quotes"),
        pytest.param("<img src=x onerror=alert(1)>", id="html"),
        pytest.param("{{ states('sun.sun') }}", id="template"),
        pytest.param("Küche / ½ Treppe", id="umlaut"),
        pytest.param("a" * 300, id="long"),
    ],
)
async def test_a_name_is_taken_as_it_is(
    hass: HomeAssistant,
    wire: WireBridge,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    name: str,
) -> None:
    """Names come from whoever named the ESP32."""
    wire.snapshot["rooms"] = [room("odd", name, temperature=20)]
    await set_up(hass, entry)
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{wire.hello['id']}_odd"), entry.entry_id
    )
    assert device is not None
    assert device.name == name
    (state,) = measured(hass)
    assert state.state == "20"
    assert state.name == f"{name} Temperature"


async def test_a_room_without_a_name_is_called_by_its_id(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Better than a device without a name."""
    wire.snapshot["rooms"] = [room("odd", " ", temperature=20)]
    await set_up(hass, entry)
    assert shown(hass, "odd", "temperature") is not None


async def test_two_rooms_of_one_name_are_two_devices(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """They share an area, and nothing else."""
    wire.snapshot["rooms"] = [room("hall", "Hall", temperature=18), room("hall-2", "Hall", temperature=19)]
    await set_up(hass, entry)
    assert sorted(state.state for state in measured(hass)) == ["18", "19"]


async def test_two_hundred_rooms_are_four_hundred_entities(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """A large building."""
    wire.snapshot["rooms"] = [room(f"r{n}", f"Room {n}", temperature=n / 10, humidity=50) for n in range(200)]
    await set_up(hass, entry)
    assert len(measured(hass)) == 400
    await wire.say(*(reading(f"r{n}", "temperature", 30) for n in range(200)))
    await until(
        hass,
        "state_changed",
        lambda: sum(state.state == "30" for state in measured(hass)) == 200,
    )


async def test_an_update_that_a_user_asks_for_shows_what_is_known(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """There is nothing to fetch: the bridge says everything by itself, on the one connection."""
    await set_up(hass, entry)
    await entry.runtime_data.async_refresh()
    assert shown(hass, "living-room", "temperature") == "21.53"
    assert wire.connections == 1


async def test_only_a_room_that_the_bridge_no_longer_has_can_be_deleted(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """Nothing deletes itself: a room's device carries the user's areas, names and automations."""
    wire.rooms.append(room("attic", "Attic", temperature=9))
    await set_up(hass, entry)
    wire.rooms.pop()
    await wire.hang_up()
    await until_shown(hass, "attic", "temperature", "unavailable")
    await until_shown(hass, "living-room", "temperature", "21.53")

    removable = {
        device.name: await async_remove_config_entry_device(hass, entry, device)
        for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    }
    assert removable == {"Office": False, "Living room": False, "Attic": True}

    assert await hass.config_entries.async_unload(entry.entry_id)
    attic = next(
        device
        for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        if device.name == "Attic"
    )
    assert not await async_remove_config_entry_device(hass, entry, attic)
