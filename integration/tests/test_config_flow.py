"""Adding a bridge by clicking, and what is said where it cannot be."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian import bridge
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr

from .conftest import data_for, entry_for, set_up
from .flows import add, address_form, choose, enter, send
from .waiting import until_shown
from .wire import HANG_UP, Said, WireBridge

REVOKED = "climat_revoked"


async def test_host_and_port_are_enough(hass: HomeAssistant, wire: WireBridge) -> None:
    """The bridge says by itself what it is called and what it is for ever."""
    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Office"
    assert result["data"] == data_for(wire)
    assert result["result"].unique_id == wire.hello["id"]
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_the_port_of_the_form_is_the_bridges_usual_one(hass: HomeAssistant) -> None:
    """Most users only name the host."""
    schema = (await address_form(hass))["data_schema"]
    assert schema is not None
    assert schema({"host": "bridge.local"}) == {"host": "bridge.local", "port": 8321}


@pytest.mark.parametrize("pasted", ["http://127.0.0.1:{port}/", " http://127.0.0.1:{port} ", " 127.0.0.1 "])
async def test_the_address_may_be_pasted_as_the_bridge_prints_it(
    hass: HomeAssistant, wire: WireBridge, pasted: str
) -> None:
    """Then its port counts, and not the form's."""
    port = 8321 if "{port}" in pasted else wire.port
    result = await enter(hass, pasted.format(port=wire.port), port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_for(wire)


async def test_a_bridge_is_added_once(hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry) -> None:
    """By its id, whatever its address is."""
    await set_up(hass, entry)
    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_adding_a_bridge_again_takes_over_its_new_address(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """The router gave it another one; the entry stays, with all that the user made of it."""
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=wire.hello["id"], data={"host": "127.0.0.1", "port": 1}, title="Office"
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY

    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["reason"] == "already_configured"
    assert entry.data == data_for(wire)
    await until_shown(hass, "living-room", "temperature", "21.53")


@pytest.mark.parametrize(
    ("opening", "error"),
    [
        pytest.param([{"type": "hello", "api": 2}], "api_too_new", id="newer"),
        pytest.param([{"type": "hello", "api": 0, "version": "0.0.9"}], "api_too_old", id="older"),
        pytest.param([{"type": "hello", "api": 1}], "not_a_bridge", id="hello without an id"),
        pytest.param([{"type": "hello", "api": True}], "not_a_bridge", id="api is no number"),
        pytest.param([{"type": "welcome"}], "not_a_bridge", id="another protocol"),
        pytest.param(['{"type": "hel'], "not_a_bridge", id="half JSON"),
        pytest.param(["[1, 2]"], "not_a_bridge", id="no object"),
        pytest.param(["\x00\ufffd"], "not_a_bridge", id="no JSON"),
        pytest.param([b"\x01\x02"], "not_a_bridge", id="binary"),
        pytest.param([HANG_UP], "cannot_connect", id="closed at once"),
    ],
)
async def test_another_beginning_than_a_bridges_is_named_and_can_be_tried_again(
    hass: HomeAssistant, wire: WireBridge, opening: list[Said], error: str
) -> None:
    """Each with its own sentence in the form, which keeps what was entered."""
    good, wire.opening = wire.opening, opening
    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}

    wire.opening = good
    result = await send(hass, result, host="127.0.0.1", port=wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("status", "error"),
    [
        pytest.param(404, "not_a_bridge", id="another web server"),
        pytest.param(200, "not_a_bridge", id="a page instead of a WebSocket"),
        pytest.param(401, "not_allowed", id="somebody else's password"),
        pytest.param(403, "not_allowed", id="refused"),
        pytest.param(502, "cannot_connect", id="a reverse proxy without its bridge"),
    ],
)
async def test_an_answer_that_is_no_websocket_is_named(
    hass: HomeAssistant, wire: WireBridge, status: int, error: str
) -> None:
    """Somebody is there, but not a bridge, or not for us."""
    wire.status = status
    assert (await enter(hass, "127.0.0.1", wire.port))["errors"] == {"base": error}


@pytest.mark.parametrize("host", ["", "two words", "http://", "http://[", "a/b", "😀@"])
async def test_what_is_no_host_cannot_be_connected_to(hass: HomeAssistant, host: str) -> None:
    """And breaks nothing."""
    assert (await enter(hass, host, 1))["errors"] == {"base": "cannot_connect"}


async def test_nobody_listening_is_named(hass: HomeAssistant) -> None:
    """The usual case: the bridge does not run, or the port is wrong."""
    assert (await enter(hass, "127.0.0.1", 1))["errors"] == {"base": "cannot_connect"}


@pytest.mark.usefixtures("impatient")
async def test_a_bridge_that_says_nothing_is_not_waited_for(hass: HomeAssistant, wire: WireBridge) -> None:
    """It took the connection, and then hung."""
    wire.opening = []
    assert (await enter(hass, "127.0.0.1", wire.port))["errors"] == {"base": "cannot_connect"}


@pytest.fixture
async def stranger(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """Return the port of something that speaks no HTTP: it greets and hangs up, or is silent."""
    greeting: bytes | None = getattr(request, "param", None)

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if greeting is not None:
            writer.write(greeting)
            await writer.drain()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close_clients()
    server.close()


@pytest.mark.parametrize(
    ("stranger", "error"),
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2p1\r\n", "not_a_bridge", id="another protocol"),
        pytest.param(b"", "cannot_connect", id="closed at once"),
    ],
    indirect=["stranger"],
)
async def test_something_that_speaks_no_http_is_named(hass: HomeAssistant, stranger: Any, error: str) -> None:
    """A mistyped port leads anywhere."""
    assert (await enter(hass, "127.0.0.1", stranger))["errors"] == {"base": error}


@pytest.mark.usefixtures("impatient")
async def test_something_that_says_nothing_at_all_is_not_waited_for(
    hass: HomeAssistant, stranger: int
) -> None:
    """Neither HTTP nor a goodbye."""
    assert (await enter(hass, "127.0.0.1", stranger))["errors"] == {"base": "cannot_connect"}


async def test_another_bridge_that_answers_slowly_can_be_tried_again(
    hass: HomeAssistant, wire: WireBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says who it is, and then nothing: that is no bridge to rely on yet."""
    monkeypatch.setattr(bridge, "SPEAKS_WITHIN", 0.3)
    good, wire.opening = wire.opening, [wire.hello]
    form = await enter(hass, "127.0.0.1", wire.port)
    assert form["errors"] == {"base": "cannot_connect"}
    wire.opening = good
    monkeypatch.undo()
    result = await send(hass, form, host="127.0.0.1", port=wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("after_hello", "error"),
    [
        pytest.param('{"type": "snapshot", "rooms"', "malformed", id="half a snapshot"),
        pytest.param(HANG_UP, "lost", id="goodbye"),
    ],
)
async def test_a_bridge_that_begins_well_and_goes_on_badly_is_named(
    hass: HomeAssistant, wire: WireBridge, after_hello: Said, error: str
) -> None:
    """No entry is made that could not be set up."""
    good, wire.opening = wire.opening, [wire.hello, after_hello]
    form = await enter(hass, "127.0.0.1", wire.port)
    assert form["errors"] == {"base": error}
    wire.opening = good
    result = await send(hass, form, host="127.0.0.1", port=wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_https_where_nobody_speaks_it_is_named(hass: HomeAssistant, wire: WireBridge) -> None:
    """Also a certificate that nobody knows would be."""
    form = await enter(hass, f"https://127.0.0.1:{wire.port}/", 8321)
    assert form["errors"] == {"base": "no_tls"}
    result = await send(hass, form, host=f"http://127.0.0.1:{wire.port}/", port=8321)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_path_of_a_reverse_proxy_is_kept_and_used(hass: HomeAssistant, wire: WireBridge) -> None:
    """The address of the page is all that a user has to know."""
    wire.prefix = "house/climate/"
    assert (await enter(hass, "127.0.0.1", wire.port))["errors"] == {"base": "not_a_bridge"}
    result = await enter(hass, f"http://127.0.0.1:{wire.port}/house/climate/status", 8321)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_for(wire, path="/house/climate/")
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_the_card_alone_is_an_entry_without_devices_and_entities(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """For dashboards with sensors that Home Assistant has already."""
    result = await choose(hass, await add(hass), "card_only")
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Climat Guardian"
    assert result["data"] == {"card_only": True}
    entry: ConfigEntry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert not device_registry.devices
    assert not hass.states.async_all("sensor")
    resources = hass.data[LOVELACE_DATA].resources
    assert len(resources.async_items()) == 1
    assert not entry.supports_options

    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_remove(entry.entry_id)
    assert resources.async_items() == []


async def test_the_card_alone_is_added_once(hass: HomeAssistant) -> None:
    """A second entry would do nothing."""
    await choose(hass, await add(hass), "card_only")
    result = await choose(hass, await add(hass), "card_only")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "card_is_there"


async def test_where_a_bridge_is_the_card_is_too(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """And nothing has to be added."""
    await set_up(hass, entry)
    result = await choose(hass, await add(hass), "card_only")
    assert result["reason"] == "card_is_there"


async def test_a_bridge_can_be_added_beside_the_card(hass: HomeAssistant, wire: WireBridge) -> None:
    """Somebody began with the sensors that were there."""
    await choose(hass, await add(hass), "card_only")
    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].state is ConfigEntryState.LOADED
    assert hass.states.async_all("sensor")


async def test_a_bridge_that_moved_is_told_its_new_address(hass: HomeAssistant, wire: WireBridge) -> None:
    """Mistyped once; the rooms are those that they were."""
    wire.token = wire.paired["token"]
    entry = entry_for(hass, wire, port=1, token=wire.token)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    form = await entry.start_reconfigure_flow(hass)
    assert form["step_id"] == "reconfigure"
    assert suggested(form) == {"host": "127.0.0.1", "port": 1}
    form = await send(hass, form, host="127.0.0.1", port=2)
    assert form["errors"] == {"base": "cannot_connect"}
    assert suggested(form) == {"host": "127.0.0.1", "port": 2}

    result = await send(hass, form, host="127.0.0.1", port=wire.port)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == data_for(wire, token=wire.token)
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_a_path_can_be_given_up(hass: HomeAssistant, wire: WireBridge) -> None:
    """The reverse proxy is no more."""
    entry = entry_for(hass, wire, port=1, path="/climate/", ssl=True)
    form = await entry.start_reconfigure_flow(hass)
    assert suggested(form) == {"host": "https://127.0.0.1:1/climate/", "port": 1}
    await send(hass, form, host="127.0.0.1", port=wire.port)
    assert entry.data == data_for(wire)


async def test_another_bridge_is_not_taken_for_this_one(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Its rooms are not ours, even if they have the same names."""
    await set_up(hass, entry)
    async with WireBridge() as other:
        other.hello["id"] = "f" * 32
        form = await entry.start_reconfigure_flow(hass)
        form = await send(hass, form, host="127.0.0.1", port=other.port)
        assert form["errors"] == {"base": "another_bridge"}
        assert entry.data == data_for(wire)
    result = await send(hass, form, host="127.0.0.1", port=wire.port)
    assert result["reason"] == "reconfigure_successful"


async def test_a_bridge_that_wants_digits_at_its_new_address_is_given_them(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """The token was revoked too."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    entry = entry_for(hass, wire, port=1, token=REVOKED)
    form = await entry.start_reconfigure_flow(hass)
    form = await send(hass, form, host="127.0.0.1", port=wire.port)
    assert form["step_id"] == "pair"
    result = await send(hass, form, code="271828")
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == data_for(wire, token=wire.token)


async def test_digits_of_another_bridge_change_nothing(hass: HomeAssistant, wire: WireBridge) -> None:
    """Who answers is known only once it let us in."""
    wire.token = wire.paired["token"]
    wire.paired["bridge"] = "f" * 32
    wire.pairing = [(201, wire.paired)]
    entry = entry_for(hass, wire, port=1)
    form = await entry.start_reconfigure_flow(hass)
    form = await send(hass, form, host="127.0.0.1", port=wire.port)
    result = await send(hass, form, code="271828")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "another_bridge"
    assert entry.data == data_for(wire, port=1)


async def test_of_the_card_alone_there_is_nothing_to_reconfigure(hass: HomeAssistant) -> None:
    """Home Assistant offers it for each entry of an integration that has it."""
    entry = MockConfigEntry(domain=DOMAIN, unique_id="card_only", data={"card_only": True})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "card_only"


def suggested(form: ConfigFlowResult) -> dict[str, Any]:
    """Return what a form is filled with."""
    schema = form["data_schema"]
    assert schema is not None
    return {str(key): key.description["suggested_value"] for key in schema.schema}
