"""One question by HTTP, where nobody gives an answer."""

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.climat_guardian.address import Address
from custom_components.climat_guardian.bridge import BridgeError, Fault
from custom_components.climat_guardian.call import Question, call
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .wire import WireBridge

WANDERING = "climat_wandering"

DEVICES = Question("GET", "/api/v1/devices")


async def fault_of(hass: HomeAssistant, address: Address) -> Fault:
    """Return why nobody answers there."""
    with pytest.raises(BridgeError) as raised:
        await call(async_get_clientsession(hass), address, DEVICES)
    return raised.value.fault


async def test_https_where_nobody_speaks_it_is_no_silence(hass: HomeAssistant, wire: WireBridge) -> None:
    """The remedy is another one."""
    assert await fault_of(hass, Address("127.0.0.1", wire.port, ssl=True)) is Fault.NO_TLS


@pytest.mark.parametrize("host", ["", "two words", "a/b", "[", "127.0.0.1"])
async def test_what_is_no_host_answers_nothing(hass: HomeAssistant, host: str) -> None:
    """As one that is away."""
    assert await fault_of(hass, Address(host, 1)) is Fault.CANNOT_CONNECT


async def test_an_answer_in_no_known_letters_is_one_all_the_same(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """What to make of it is for who asked."""
    wire.devices = "\ud83c"
    answer = await call(async_get_clientsession(hass), Address("127.0.0.1", wire.port), DEVICES)
    assert answer.status == 200
    assert answer.text


async def test_what_never_ends_is_no_answer(hass: HomeAssistant, wire: WireBridge) -> None:
    """A mistyped port may be a camera's."""
    wire.devices = "x" * (5 * 1024 * 1024)
    assert await fault_of(hass, Address("127.0.0.1", wire.port)) is Fault.NOT_A_BRIDGE


async def test_nobody_is_asked_but_who_was_meant(hass: HomeAssistant, wire: WireBridge) -> None:
    """A token is for the bridge, wherever somebody else points to."""
    asked: list[str] = []

    async def point_elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPTemporaryRedirect(f"http://127.0.0.1:{wire.port}/api/v1/devices")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", point_elsewhere)
    async with TestServer(app) as server:
        address = Address("127.0.0.1", server.port or 0)
        answer = await call(async_get_clientsession(hass), address, DEVICES, WANDERING)
    assert answer.status == 307
    assert asked == ["/api/v1/devices"]
