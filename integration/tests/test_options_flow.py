"""What can be changed of a bridge's entry."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import data_for, entry_for, set_up
from .esphome import KEY, esphome_entry, esphome_sensor
from .test_config_flow_esphome import ARCHIVE, LIVING_ROOM, choices, named
from .waiting import until_shown
from .wire import WireBridge


async def choose(hass: HomeAssistant, entry: MockConfigEntry, option: str) -> ConfigFlowResult:
    """Open the options and choose from their menu."""
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == ["settings", "keys"]
    return await hass.config_entries.options.async_configure(menu["flow_id"], {"next_step_id": option})


async def send(hass: HomeAssistant, form: Any, **entered: Any) -> ConfigFlowResult:
    """Fill a form in and send it."""
    result = await hass.config_entries.options.async_configure(form["flow_id"], entered)
    await hass.async_block_till_done()
    return result


def fields(form: ConfigFlowResult) -> list[str]:
    """Return what a form asks for."""
    schema = form["data_schema"]
    assert schema is not None
    return [str(key) for key in schema.schema]


@pytest.fixture
def paired(hass: HomeAssistant, wire: WireBridge) -> MockConfigEntry:
    """Return the entry of a bridge that was paired with, not yet set up."""
    wire.token = wire.paired["token"]
    return entry_for(hass, wire, token=wire.token)


async def test_our_history_is_repaired_and_nobody_elses_unless_it_is_chosen(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What is sent as it is changes nothing, and what no form asks for stays."""
    hass.config_entries.async_update_entry(entry, options={"of_tomorrow": 7})
    await set_up(hass, entry)
    form = await choose(hass, entry, "settings")
    assert fields(form) == ["repair_history", "repair_esphome_history"]
    result = await send(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"of_tomorrow": 7, "repair_history": True, "repair_esphome_history": False}


async def test_what_was_chosen_is_shown_and_can_be_taken_back(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """The entry is set up anew with it."""
    esphome_sensor(hass, LIVING_ROOM, "temperature")
    await set_up(hass, entry)
    form = await choose(hass, entry, "settings")
    assert choices(form) == [{"value": "living-room", "label": "Living room"}]
    await send(
        hass,
        form,
        rooms_without_measured=["living-room"],
        repair_history=False,
        repair_esphome_history=True,
    )
    chosen = {
        "rooms_without_measured": ["living-room"],
        "repair_history": False,
        "repair_esphome_history": True,
    }
    assert entry.options == chosen
    assert wire.connections == 2

    form = await choose(hass, entry, "settings")
    schema = form["data_schema"]
    assert schema is not None
    assert {str(key): key.description["suggested_value"] for key in schema.schema} == chosen
    await send(hass, form, rooms_without_measured=[], repair_history=True, repair_esphome_history=False)
    assert entry.options["rooms_without_measured"] == []


async def test_while_the_bridge_is_away_what_was_chosen_of_its_rooms_is_kept(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Their names are not known then, and they can still be taken back."""
    entry = entry_for(hass, wire, port=1)
    hass.config_entries.async_update_entry(entry, options={"rooms_without_measured": ["living-room"]})
    assert not await hass.config_entries.async_setup(entry.entry_id)
    form = await choose(hass, entry, "settings")
    assert choices(form) == [{"value": "living-room", "label": "living-room"}]
    await send(hass, form, rooms_without_measured=["living-room"], repair_history=False)
    assert entry.options["rooms_without_measured"] == ["living-room"]
    assert entry.options["repair_history"] is False


async def test_a_room_that_was_left_off_is_named_also_without_its_twin(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The device was deleted from ESPHome: now its room is wanted back."""
    hass.config_entries.async_update_entry(entry, options={"rooms_without_measured": ["living-room", "gone"]})
    await set_up(hass, entry)
    assert choices(await choose(hass, entry, "settings")) == [
        {"value": "living-room", "label": "Living room"},
        {"value": "gone", "label": "gone"},
    ]


async def test_keys_can_be_handed_over_at_any_time(
    hass: HomeAssistant, wire: WireBridge, paired: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """A new device was added to ESPHome; the options stay as they are."""
    caplog.set_level("DEBUG")
    await set_up(hass, paired)
    esphome_entry(hass, ARCHIVE)
    form = await choose(hass, paired, "keys")
    assert form["step_id"] == "keys"
    assert named(form, "devices") == '- Archive <cellar> "B"'
    result = await send(hass, form, hand_over=True)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "keys_taken"
    assert named(result, "taken") == "1"
    assert wire.keys == {ARCHIVE: KEY}
    assert paired.options == {}
    assert KEY not in caplog.text
    assert KEY not in str(paired.as_dict())


async def test_a_refused_key_is_told_in_the_options_too(
    hass: HomeAssistant, wire: WireBridge, paired: MockConfigEntry
) -> None:
    """And can be tried again."""
    await set_up(hass, paired)
    esphome_entry(hass, ARCHIVE)
    wire.refusals[ARCHIVE] = (503, {"code": "not-stored"})
    result = await send(hass, await choose(hass, paired, "keys"), hand_over=True)
    assert result["reason"] == "keys_refused"
    assert named(result, "refused") == '- Archive <cellar> "B" (not-stored)'
    wire.refusals.clear()
    result = await send(hass, await choose(hass, paired, "keys"), hand_over=True)
    assert result["reason"] == "keys_taken"


async def test_without_consent_nothing_is_handed_over_in_the_options(
    hass: HomeAssistant, wire: WireBridge, paired: MockConfigEntry
) -> None:
    """The box is not ticked by itself."""
    await set_up(hass, paired)
    esphome_entry(hass, ARCHIVE)
    result = await send(hass, await choose(hass, paired, "keys"))
    assert result["reason"] == "keys_kept"
    assert wire.keys == {}


async def test_where_no_key_is_wanted_that_is_said(hass: HomeAssistant, paired: MockConfigEntry) -> None:
    """The user chose it from a menu, and reads why there is no form."""
    await set_up(hass, paired)
    assert (await choose(hass, paired, "keys"))["reason"] == "no_keys"


async def test_an_entry_without_a_token_is_paired_before_keys_are_taken(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Mistyped once; from then on the token is the entry's."""
    await set_up(hass, entry)
    esphome_entry(hass, ARCHIVE)
    form = await send(hass, await choose(hass, entry, "keys"), hand_over=True)
    assert form["step_id"] == "pair_for_keys"
    wire.token = wire.paired["token"]
    wire.pairing = [(403, {"code": "wrong-code", "triesLeft": 4}), (201, wire.paired)]
    form = await send(hass, form, code="000000")
    assert form["errors"] == {"base": "wrong_code_tries"}
    result = await send(hass, form, code="271828")
    assert result["reason"] == "keys_taken"
    assert wire.keys == {ARCHIVE: KEY}
    assert entry.data == data_for(wire, token=wire.token)
    assert entry.state is ConfigEntryState.LOADED
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_another_bridge_at_the_address_gets_no_keys(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Nor does the entry get its token."""
    await set_up(hass, entry)
    esphome_entry(hass, ARCHIVE)
    form = await send(hass, await choose(hass, entry, "keys"), hand_over=True)
    wire.paired["bridge"], wire.pairing = "f" * 32, [(201, wire.paired)]
    result = await send(hass, form, code="271828")
    assert result["reason"] == "another_bridge"
    assert wire.keys == {}
    assert entry.data == data_for(wire)
