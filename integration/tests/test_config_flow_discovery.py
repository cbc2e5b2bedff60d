"""Bridges that are found by their announcement in the network."""

from dataclasses import replace

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import data_for, entry_for, set_up
from .finding import NOBODY, REVOKED, SERVICE, announcement, find, hear, waiting
from .flows import address_form, enter, send
from .waiting import until_shown
from .wire import HANG_UP, Said, WireBridge


async def test_a_bridge_that_announces_itself_is_added_by_saying_yes(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Nobody enters an address."""
    form = await find(hass, announcement(wire))
    assert wire.connections == 0
    result = await send(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Office"
    assert result["data"] == data_for(wire)
    assert result["options"] == {}
    assert result["result"].unique_id == wire.hello["id"]
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_a_bridge_that_was_found_and_lets_nobody_in_asks_for_its_digits(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """As one whose address was entered."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    form = await send(hass, await find(hass, announcement(wire)))
    assert form["step_id"] == "pair"
    result = await send(hass, form, code="271828")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_for(wire, token=wire.token)


@pytest.mark.parametrize("name", ["Büro 🌵", 'Archive <b>"B"</b>', "[click](http://evil.example)", "a.b._c"])
async def test_a_bridge_is_shown_by_the_name_of_its_site(
    hass: HomeAssistant, wire: WireBridge, name: str
) -> None:
    """As it is, also where that is Markdown."""
    form = await find(hass, announcement(wire, name))
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["title_placeholders"] == {"name": name}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["name"].replace("\\", "") == name
    assert "](" not in placeholders["name"]
    assert placeholders["address"].replace("\\", "") == f"127.0.0.1:{wire.port}"


@pytest.mark.parametrize("path", ["/climate", "/climate/", "climate"])
async def test_a_path_that_is_announced_is_kept_and_used(
    hass: HomeAssistant, wire: WireBridge, path: str
) -> None:
    """For all that is asked: to connect, to pair, and again after a restart."""
    wire.prefix = "climate/"
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    form = await send(hass, await find(hass, announcement(wire, path=path)))
    result = await send(hass, form, code="271828")
    assert result["data"] == data_for(wire, path="/climate/", token=wire.token)
    await until_shown(hass, "living-room", "temperature", "21.53")


@pytest.mark.parametrize(("api", "reason"), [("2", "api_too_new"), ("0", "api_too_old")])
async def test_a_bridge_of_another_age_is_not_connected_to(
    hass: HomeAssistant, wire: WireBridge, api: str, reason: str
) -> None:
    """And says why to whoever wants it, and not to nobody."""
    result = await send(hass, await find(hass, announcement(wire, api=api)))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason
    assert wire.connections == 0

    result = await send(hass, await find(hass, announcement(wire)))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_bridge_that_was_updated_since_it_was_found_says_so(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """What it says itself counts."""
    form = await find(hass, announcement(wire))
    wire.opening = [{"type": "hello", "api": 2}]
    result = await send(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "api_too_new"


@pytest.mark.parametrize(
    ("opening", "error"),
    [
        pytest.param([HANG_UP], "cannot_connect", id="closed at once"),
        pytest.param(['{"type": "hel'], "not_a_bridge", id="half JSON"),
    ],
)
async def test_a_bridge_that_cannot_be_connected_to_can_be_tried_again(
    hass: HomeAssistant, wire: WireBridge, opening: list[Said], error: str
) -> None:
    """The form stays."""
    form = await find(hass, announcement(wire))
    good, wire.opening = wire.opening, opening
    form = await send(hass, form)
    assert form["step_id"] == "discovery_confirm"
    assert form["errors"] == {"base": error}
    wire.opening = good
    assert (await send(hass, form))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "txt",
    [{"id": None}, {"id": ""}, {"api": None}, {"api": "one"}, {"api": "1.0"}],
    ids=["no id", "empty id", "no api", "api in words", "api as a fraction"],
)
async def test_an_announcement_that_is_no_bridges_is_passed_over(
    hass: HomeAssistant, wire: WireBridge, txt: dict[str, str | None]
) -> None:
    """Anybody may announce anything."""
    result = await hear(hass, announcement(wire, **txt))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_a_bridge"


async def test_an_announcement_without_a_port_is_passed_over(hass: HomeAssistant, wire: WireBridge) -> None:
    """There is nothing to connect to."""
    assert (await hear(hass, replace(announcement(wire), port=None)))["reason"] == "not_a_bridge"


async def test_a_bridge_that_is_ignored_is_not_shown_again_and_can_be_added_by_hand(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Its id is what is ignored, wherever it is."""
    await find(hass, announcement(wire))
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": wire.hello["id"], "title": "Office"},
    )
    (ignored,) = hass.config_entries.async_entries(DOMAIN)
    assert ignored.source == SOURCE_IGNORE
    assert waiting(hass) == []

    result = await hear(hass, replace(announcement(wire), port=NOBODY))
    assert result["reason"] == "already_configured"
    assert ignored.data == {}

    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.data == data_for(wire)
    assert entry.state is ConfigEntryState.LOADED


async def test_a_bridge_that_has_another_address_is_followed(hass: HomeAssistant, wire: WireBridge) -> None:
    """The router gave it another one, and nobody touches Home Assistant."""
    entry = entry_for(hass, wire, port=NOBODY)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    result = await hear(hass, announcement(wire))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert entry.data == data_for(wire)
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_a_token_goes_along_to_the_new_address(hass: HomeAssistant, wire: WireBridge) -> None:
    """Nobody has to pair again."""
    wire.token = wire.paired["token"]
    entry = entry_for(hass, wire, port=NOBODY, token=wire.token)
    await hear(hass, announcement(wire))
    assert entry.data == data_for(wire, token=wire.token)


async def test_the_address_that_is_known_is_no_news(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Announcements come often."""
    await set_up(hass, entry)
    assert (await hear(hass, announcement(wire)))["reason"] == "already_configured"
    assert wire.connections == 1


async def test_an_address_that_works_is_kept_whatever_is_announced(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """A bridge has several, and a name that a user entered may be the better one."""
    await set_up(hass, entry)
    result = await hear(hass, replace(announcement(wire), port=NOBODY))
    assert result["reason"] == "already_configured"
    assert entry.data == data_for(wire)
    assert entry.state is ConfigEntryState.LOADED
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_an_encrypted_address_is_not_left_for_one_that_is_not(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Anybody in the network could announce one, and would be shown the token."""
    wire.token = wire.paired["token"]
    entry = entry_for(hass, wire, port=NOBODY, ssl=True, token=wire.token)
    assert (await hear(hass, announcement(wire)))["reason"] == "already_configured"
    assert entry.data == data_for(wire, port=NOBODY, ssl=True, token=wire.token)


async def test_an_address_that_another_bridge_has_now_is_given_up(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Two bridges whose addresses were exchanged find back to their entries."""
    async with WireBridge() as other:
        other.hello["id"] = "f" * 32
        entry = entry_for(hass, wire, port=other.port)
        await hear(hass, announcement(wire))
        assert entry.data == data_for(wire)


async def test_an_entry_that_asks_for_digits_of_another_bridge_finds_back_to_its_own(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Which has its token; and nobody is asked any more."""
    wire.token = wire.paired["token"]
    async with WireBridge() as other:
        other.token = REVOKED
        entry = entry_for(hass, wire, port=other.port, token=wire.token)
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert len(hass.config_entries.flow.async_progress()) == 1
        await hear(hass, announcement(wire))
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert entry.state is ConfigEntryState.LOADED
    assert hass.config_entries.flow.async_progress() == []


async def test_a_bridge_that_is_found_twice_is_shown_once(hass: HomeAssistant, wire: WireBridge) -> None:
    """By the network and by the network again."""
    await find(hass, announcement(wire))
    result = await hear(hass, announcement(wire))
    assert result["reason"] == "already_in_progress"
    assert waiting(hass) == [f"http://127.0.0.1:{wire.port}/"]


async def test_a_bridge_that_moves_before_anybody_said_yes_is_shown_where_it_is_now(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Else the form would go on trying an address that nobody has."""
    await find(hass, replace(announcement(wire), port=NOBODY))
    form = await find(hass, announcement(wire))
    assert waiting(hass) == [f"http://127.0.0.1:{wire.port}/"]
    assert (await send(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_digits_that_are_being_entered_are_not_disturbed(hass: HomeAssistant, wire: WireBridge) -> None:
    """Not even by another address of the bridge."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    form = await send(hass, await find(hass, announcement(wire)))
    result = await hear(hass, replace(announcement(wire), port=NOBODY))
    assert result["reason"] == "already_in_progress"
    assert (await send(hass, form, code="271828"))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_bridge_that_is_added_by_hand_is_no_longer_shown_as_found(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """Somebody did not look at the list."""
    form = await address_form(hass)
    await find(hass, announcement(wire))
    assert (await send(hass, form, host="127.0.0.1", port=wire.port))["type"] is FlowResultType.CREATE_ENTRY
    assert waiting(hass) == []


async def test_a_site_without_a_name_is_shown_by_its_address(hass: HomeAssistant, wire: WireBridge) -> None:
    """An empty title could not be clicked on."""
    await find(hass, replace(announcement(wire), name=f".{SERVICE}"))
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["title_placeholders"] == {"name": "127.0.0.1"}
