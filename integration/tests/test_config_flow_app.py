"""A bridge that runs as an app of this Home Assistant."""

from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import pytest

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import data_for, entry_for
from .finding import NEWER, REVOKED, announcement, app, find, hear, waiting
from .flows import send
from .waiting import until_shown
from .wire import WireBridge


async def test_an_app_that_is_started_is_added_by_saying_yes(hass: HomeAssistant, wire: WireBridge) -> None:
    """The Supervisor tells of it."""
    form = await find(hass, app(wire))
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["title_placeholders"] == {"name": "Climat Guardian Bridge"}
    result = await send(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Office"
    assert result["data"] == data_for(wire)


async def test_an_app_that_tells_a_token_asks_for_no_digits(hass: HomeAssistant, wire: WireBridge) -> None:
    """What the Supervisor tells Home Assistant nobody else hears."""
    wire.token = wire.paired["token"]
    result = await send(hass, await find(hass, app(wire, token=wire.token)))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_for(wire, token=wire.token)


async def test_an_app_whose_token_is_not_good_asks_for_digits(hass: HomeAssistant, wire: WireBridge) -> None:
    """It was revoked since."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    form = await send(hass, await find(hass, app(wire, token=REVOKED)))
    assert form["step_id"] == "pair"
    result = await send(hass, form, code="271828")
    assert result["data"] == data_for(wire, token=wire.token)


async def test_a_new_token_of_the_app_is_taken_where_the_old_one_is_not_good(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """And left where it is."""
    wire.token = wire.paired["token"]
    entry = entry_for(hass, wire, token=REVOKED)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hear(hass, app(wire, token=wire.token))
    assert entry.data["token"] == wire.token
    await until_shown(hass, "living-room", "temperature", "21.53")
    await hear(hass, app(wire, token=NEWER))
    assert entry.data["token"] == wire.token


@pytest.mark.parametrize(
    "config",
    [
        {"id": None},
        {"host": None},
        {"host": ""},
        {"host": 7},
        {"port": None},
        {"port": True},
        {"port": "http"},
        {"port": 0},
        {"port": 65536},
    ],
    ids=str,
)
async def test_an_app_that_tells_something_else_is_passed_over(
    hass: HomeAssistant, wire: WireBridge, config: dict[str, Any]
) -> None:
    """One that is older or newer than this integration knows."""
    assert (await hear(hass, app(wire, **config)))["reason"] == "not_a_bridge"


async def test_what_the_app_says_of_itself_comes_before_what_the_network_says(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """It may tell a token; whichever came first."""
    elsewhere = replace(announcement(wire), ip_address=ip_address("127.0.0.2"))
    await find(hass, elsewhere)
    form = await find(hass, app(wire))
    assert (await hear(hass, elsewhere))["reason"] == "already_in_progress"
    assert waiting(hass) == [f"http://127.0.0.1:{wire.port}/"]
    assert (await send(hass, form))["type"] is FlowResultType.CREATE_ENTRY
