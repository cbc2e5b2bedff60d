"""Adding a bridge by clicking, and what is said where it cannot be."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import set_up
from .waiting import until_shown
from .wire import HANG_UP, Said, WireBridge


async def enter(hass: HomeAssistant, host: str, port: int) -> ConfigFlowResult:
    """Open the form and send it."""
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    return await hass.config_entries.flow.async_configure(form["flow_id"], {"host": host, "port": port})


async def test_host_and_port_are_enough(hass: HomeAssistant, wire: WireBridge) -> None:
    """The bridge says by itself what it is called and what it is for ever."""
    result = await enter(hass, "127.0.0.1", wire.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Office"
    assert result["data"] == {"host": "127.0.0.1", "port": wire.port}
    assert result["result"].unique_id == wire.hello["id"]
    await until_shown(hass, "living-room", "temperature", "21.53")


async def test_the_port_of_the_form_is_the_bridges_usual_one(hass: HomeAssistant) -> None:
    """Most users only name the host."""
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    schema = form["data_schema"]
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
    assert result["data"] == {"host": "127.0.0.1", "port": wire.port}


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
    assert entry.data == {"host": "127.0.0.1", "port": wire.port}
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
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"host": "127.0.0.1", "port": wire.port}
    )
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
