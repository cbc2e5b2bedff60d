"""What becomes of the entities when the bridge is not there, or not itself."""

from collections.abc import Callable
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian import bridge, coordinator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .conftest import set_up
from .waiting import shown, until, until_shown
from .wire import Json, WireBridge, reading, room

LOST = "unavailable"


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what a user finds in the log of this integration."""
    return [
        record.message
        for record in caplog.records
        if record.name == "custom_components.climat_guardian" and record.levelno >= logging.INFO
    ]


async def test_a_bridge_that_goes_makes_its_rooms_unavailable_and_one_that_is_back_available(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """By itself, and with one line in the log each way."""
    await set_up(hass, entry)
    caplog.clear()
    await wire.cut_power()
    await until_shown(hass, "living-room", "temperature", LOST)
    wire.rooms[0]["values"]["temperature"]["value"] = 19
    await wire.start()
    await until_shown(hass, "living-room", "temperature", "19")
    assert said(caplog) == [
        f"The connection to the bridge at 127.0.0.1:{wire.port} was lost",
        f"Connected again to the bridge at 127.0.0.1:{wire.port}",
    ]


async def test_a_reason_that_changes_is_said_too(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """The bridge was updated, and is now newer than the integration: nobody could guess that."""
    await set_up(hass, entry)
    caplog.clear()
    good, wire.opening = wire.opening, [{"type": "hello", "api": 2, "version": "9.0.0"}]
    await wire.hang_up()
    await wire.until_connections(3)  # So the answer to the second was read.
    wire.opening = good
    await until_shown(hass, "living-room", "temperature", "21.53")
    address = f"127.0.0.1:{wire.port}"
    assert said(caplog) == [
        f"The connection to the bridge at {address} was lost",
        f"The bridge at {address} (version 9.0.0) is newer than this integration. Update the integration",
        f"Connected again to the bridge at {address}",
    ]


async def test_while_the_bridge_is_away_an_update_that_a_user_asks_for_changes_nothing(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Old values must not come back as if they were new."""
    await set_up(hass, entry)
    wire.status = 503
    await wire.hang_up()
    await until_shown(hass, "living-room", "temperature", LOST)
    await entry.runtime_data.async_refresh()
    assert shown(hass, "living-room", "temperature") == LOST


async def test_a_bridge_that_vanished_without_a_goodbye_is_noticed(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut closes no connection; only unanswered pings tell."""
    monkeypatch.setattr(bridge, "HEARTBEAT", 0.1)
    wire.answers_pings = False
    await set_up(hass, entry)
    await until_shown(hass, "living-room", "temperature", LOST)
    wire.answers_pings = True
    await until_shown(hass, "living-room", "temperature", "21.53")


NONSENSE: list[Json | str] = [
    '{"type": "reading", "room": "living-ro',
    "null",
    "[]",
    '{"type": "snapshot"}',
    '{"type": "snapshot", "rooms": [null]}',
    '{"type": "snapshot", "rooms": [{"id": "x", "values": {}}]}',
    '{"type": "room", "room": {"id": "", "name": "x", "values": {}, "devices": []}}',
    '{"type": "room", "room": {"id": 7, "name": "x", "values": {}, "devices": []}}',
    '{"type": "room", "room": {"id": "x", "name": "x", "values": [], "devices": []}}',
    '{"type": "room", "room": {"id": "x", "name": "x", "values": {"temperature": 20}, "devices": []}}',
    '{"type": "reading", "room": "living-room", "quantity": "temperature", "value": {"value": "20"}}',
    '{"type": "reading", "room": "living-room", "quantity": "temperature", "value": {"value": true}}',
    '{"type": "reading", "room": "living-room", "quantity": "temperature", "value": {"value": null}}',
    '{"type": "reading", "room": "living-room", "quantity": "temperature", "value": {"value": NaN}}',
    '{"type": "reading", "room": "living-room", "quantity": "temperature", "value": {"value": 1e999}}',
]


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_nonsense_ends_the_connection_and_a_new_one_puts_things_right(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, nonsense: str
) -> None:
    """What was meant cannot be known, so everything is asked anew."""
    await set_up(hass, entry)
    await wire.say(nonsense)
    await until_shown(hass, "living-room", "temperature", LOST)
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert wire.connections == 2


@pytest.mark.parametrize(
    "unknown",
    [
        pytest.param({"type": "weather", "outlook": "fine"}, id="message"),
        pytest.param({"no": "type"}, id="no type"),
        pytest.param(reading("nowhere", "temperature", 20), id="room"),
        pytest.param(reading("living-room", "radon", 20), id="quantity"),
        pytest.param({"type": "committed", "through": 42, "since": "later"}, id="field"),
    ],
)
async def test_what_is_not_known_is_passed_over(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, unknown: Json
) -> None:
    """A bridge of the same API version may say more than this integration understands."""
    await set_up(hass, entry)
    before = hass.states.async_entity_ids()
    await wire.say(unknown, reading("living-room", "temperature", 20))
    await until_shown(hass, "living-room", "temperature", "20")
    assert wire.connections == 1
    assert hass.states.async_entity_ids() == before


async def test_what_is_said_before_the_snapshot_is_in_it(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """So it is not needed."""
    wire.opening = [wire.hello, reading("living-room", "temperature", 1), wire.snapshot]
    await set_up(hass, entry)
    assert shown(hass, "living-room", "temperature") == "21.53"


async def test_a_state_of_a_device_that_is_not_known_is_not_online(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Whatever it will mean."""
    wire.rooms[0]["devices"][0]["state"] = "asleep"
    await set_up(hass, entry)
    assert shown(hass, "living-room", "temperature") == LOST


def nobody(wire: WireBridge) -> None:
    """Let a reverse proxy answer for it."""
    wire.status = 502


def stranger(wire: WireBridge) -> None:
    """Let another bridge answer."""
    wire.hello["id"] = "f" * 32


def half(wire: WireBridge) -> None:
    """Let its snapshot end in the middle."""
    wire.opening = [wire.hello, '{"type": "snapshot", "rooms": [']


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (nobody, "No bridge answers at {address}"),
        (stranger, "Another bridge answers at {address}"),
        (half, "The bridge at {address} said something that cannot be understood"),
    ],
)
async def test_trouble_from_the_beginning_is_named_and_tried_again(
    hass: HomeAssistant,
    wire: WireBridge,
    entry: MockConfigEntry,
    trouble: Callable[[WireBridge], None],
    sentence: str,
) -> None:
    """Home Assistant shows the sentence beside the entry, and tries again by itself."""
    trouble(wire)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert str(entry.reason).startswith(sentence.format(address=f"127.0.0.1:{wire.port}"))
    assert hass.states.async_all("sensor") == []
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("said_first", [0, 1], ids=["nothing", "hello"])
@pytest.mark.usefixtures("impatient")
async def test_a_bridge_that_stops_in_its_beginning_is_not_waited_for(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, said_first: int
) -> None:
    """Home Assistant's start is not held up, and goes on trying."""
    wire.opening = wire.opening[:said_first]
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert str(entry.reason) == f"No bridge answers at 127.0.0.1:{wire.port}"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_another_bridge_at_the_address_files_nothing_under_this_ones_rooms(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """A router may give the address to another machine at any time."""
    await set_up(hass, entry)
    own = wire.hello["id"]
    wire.hello["id"] = "f" * 32
    wire.rooms[0] = room("living-room", "Living room", temperature=99)
    before = wire.connections
    await wire.hang_up()
    await until_shown(hass, "living-room", "temperature", LOST)
    wire.hello["id"] = own
    wire.rooms[0] = room("living-room", "Living room", temperature=20)
    await until_shown(hass, "living-room", "temperature", "20")
    assert wire.connections > before


async def test_unloading_ends_the_connection(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """And leaves no task behind, which the fixtures of the test tools check."""
    await set_up(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert shown(hass, "living-room", "temperature") == LOST
    await wire.all_gone()


async def test_unloading_while_the_bridge_is_away_ends_the_trying(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """In the middle of a pause."""
    await set_up(hass, entry)
    wire.status = 503
    await wire.hang_up()
    await until_shown(hass, "living-room", "temperature", LOST)
    assert await hass.config_entries.async_unload(entry.entry_id)
    tried = wire.connections
    await hass.async_block_till_done(wait_background_tasks=True)
    assert wire.connections == tried


async def test_a_bridge_that_falls_over_again_and_again_is_asked_less_and_less_often(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connecting is no success yet; only a connection that lasts is."""
    attempts: list[int] = []

    def backoff(attempt: int, _chance: Callable[[], float]) -> float:
        attempts.append(attempt)
        hass.bus.async_fire("attempted")
        return 0

    monkeypatch.setattr(coordinator, "backoff", backoff)
    await set_up(hass, entry)
    wire.opening = [*wire.opening, "nonsense"]
    await wire.say("nonsense")
    await until(hass, "attempted", lambda: len(attempts) >= 4)
    assert attempts[:4] == [0, 1, 2, 3]


async def test_a_connection_that_lasted_begins_anew_with_short_pauses(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bridge that is restarted once a month is back at once."""
    attempts: list[int] = []

    def backoff(attempt: int, _chance: Callable[[], float]) -> float:
        attempts.append(attempt)
        return 0

    monkeypatch.setattr(coordinator, "backoff", backoff)
    monkeypatch.setattr(coordinator, "STEADY_AFTER", 0)
    await set_up(hass, entry)
    for _ in range(3):
        await wire.hang_up()
        await until_shown(hass, "living-room", "temperature", LOST)
        await until_shown(hass, "living-room", "temperature", "21.53")
    assert attempts == [0, 0, 0]
