"""The integration and the real bridge, which know each other by nothing but the API."""

from collections.abc import AsyncIterator
from ipaddress import ip_address
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.climat_guardian.address import Address
from custom_components.climat_guardian.bridge import connect
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_ZEROCONF, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from . import flows
from .demo import Demo
from .encrypted import PATH, SITE, EncryptedBuilding
from .esphome import esphome_entry
from .waiting import is_number, measured, shown, until, until_shown

# A bridge that starts while the rest of the suite fills the machine takes its time.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """Return a running building of three rooms."""
    async with Demo(tmp_path / "bridge") as building:
        yield building


@pytest.fixture
async def added(hass: HomeAssistant, demo: Demo) -> ConfigEntry:
    """Return the entry of the building, added as a user adds it."""
    result = await flows.enter(hass, "127.0.0.1", demo.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry: ConfigEntry = result["result"]
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    return entry


@pytest.fixture
async def guarded(demo: Demo) -> Demo:
    """Return the building, into which somebody was let in already, so that it wants a token of everybody."""
    await demo.command("token", "create", "--name", "Tablet", "--scope", "read")
    return demo


async def ask_for_digits(hass: HomeAssistant, demo: Demo) -> Any:
    """Return the form that asks for them, after the address was entered."""
    asked = await flows.enter(hass, "127.0.0.1", demo.port)
    assert asked["step_id"] == "pair"
    return asked


async def enter(hass: HomeAssistant, form: Any, code: str) -> Any:
    """Type digits into the form."""
    return await hass.config_entries.flow.async_configure(form["flow_id"], {"code": code})


async def open_pairing(demo: Demo) -> str:
    """Return the digits, of somebody at the bridge's computer."""
    code: str = json.loads(await demo.command("pair", "--json"))["code"]
    return code


def reauth_flows(hass: HomeAssistant) -> list[Any]:
    """Return where Home Assistant asks for digits by itself."""
    flows = hass.config_entries.flow.async_progress()
    return [flow for flow in flows if flow["context"]["source"] == SOURCE_REAUTH]


def rooms_shown(hass: HomeAssistant) -> int:
    """Return how many rooms have both a temperature and a humidity."""
    return sum(is_number(state.state) for state in measured(hass)) // 2


def room_ids(entry: ConfigEntry) -> list[str]:
    """Return the bridge's rooms."""
    return list(entry.runtime_data.data)


async def test_the_rooms_of_a_building_are_devices_with_plausible_values(
    hass: HomeAssistant, added: ConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """From the address alone."""
    devices = dr.async_entries_for_config_entry(device_registry, added.entry_id)
    assert len(devices) == 1 + 3
    for room_id in room_ids(added):
        assert 5 < float(shown(hass, room_id, "temperature") or "nan") < 40
        assert 5 < float(shown(hass, room_id, "humidity") or "nan") < 95


async def test_values_change_as_they_are_measured(hass: HomeAssistant, added: ConfigEntry) -> None:
    """Pushed: nothing is polled here."""
    room_id = room_ids(added)[0]
    first = shown(hass, room_id, "temperature")
    await until(hass, "state_changed", lambda: shown(hass, room_id, "temperature") != first)
    assert is_number(shown(hass, room_id, "temperature"))


async def test_a_bridge_whose_power_was_cut_comes_back_by_itself(
    hass: HomeAssistant, demo: Demo, added: ConfigEntry
) -> None:
    """Unavailable meanwhile, and the same rooms as before."""
    before = room_ids(added)
    await demo.cut_power()
    await until_shown(hass, before[0], "temperature", "unavailable")
    assert rooms_shown(hass) == 0
    await demo.start(rooms=3)
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    assert sorted(room_ids(added)) == sorted(before)
    assert added.state is ConfigEntryState.LOADED


async def test_an_esp32_in_another_room_makes_that_room_appear(
    hass: HomeAssistant, demo: Demo, added: ConfigEntry
) -> None:
    """Nobody touches Home Assistant."""
    await demo.cut_power()
    await demo.start(rooms=4)
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 4)
    assert len(room_ids(added)) == 4


async def test_a_bridge_that_wants_a_token_gives_one_for_its_digits(
    hass: HomeAssistant, guarded: Demo
) -> None:
    """Mistyped once, and then entered as the bridge writes them."""
    code = await open_pairing(guarded)
    form = await ask_for_digits(hass, guarded)
    form = await enter(hass, form, f"{(int(code) + 1) % 1_000_000:06}")
    assert form["errors"] == {"base": "wrong_code_tries"}
    assert form["description_placeholders"]["tries_left"] == "4"

    result = await enter(hass, form, f"{code[:3]} {code[3:]}")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Demo building"
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    (token,) = [token for token in await tokens(guarded) if token["name"] == "Home Assistant"]
    assert token["scope"] == "admin"


async def test_digits_are_tried_five_times_and_then_opened_anew(hass: HomeAssistant, guarded: Demo) -> None:
    """Also the right ones are of no use any more."""
    code = await open_pairing(guarded)
    form = await ask_for_digits(hass, guarded)
    for _ in range(5):
        form = await enter(hass, form, f"{(int(code) + 1) % 1_000_000:06}")
    assert form["errors"] == {"base": "pairing_closed"}
    form = await enter(hass, form, code)
    assert form["errors"] == {"base": "pairing_closed"}
    result = await enter(hass, form, await open_pairing(guarded))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)


async def test_a_revoked_token_is_asked_for_anew(hass: HomeAssistant, guarded: Demo) -> None:
    """The rooms are unavailable until then, and the same as before afterwards."""
    result = await enter(hass, await ask_for_digits(hass, guarded), await open_pairing(guarded))
    entry: ConfigEntry = result["result"]
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    before = room_ids(entry)
    token = entry.data["token"]
    (made,) = [token for token in await tokens(guarded) if token["name"] == "Home Assistant"]
    await guarded.command("token", "revoke", str(made["id"]))
    await until_shown(hass, before[0], "temperature", "unavailable")
    flow = await asked_again(hass)

    result = await enter(hass, flow, await open_pairing(guarded))
    assert result["reason"] == "reauth_successful"
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    assert sorted(room_ids(entry)) == sorted(before)
    assert entry.data["token"] != token
    assert reauth_flows(hass) == []


async def test_an_entry_of_before_the_first_token_is_asked_for_digits(
    hass: HomeAssistant, demo: Demo, added: ConfigEntry
) -> None:
    """Somebody else was let in first: from then on the bridge's own computer needs a token too."""
    assert "token" not in added.data
    await demo.command("token", "create", "--name", "Tablet", "--scope", "read")
    flow = await asked_again(hass)
    assert rooms_shown(hass) == 0
    result = await enter(hass, flow, await open_pairing(demo))
    assert result["reason"] == "reauth_successful"
    await until(hass, "state_changed", lambda: rooms_shown(hass) == 3)
    assert reauth_flows(hass) == []


async def test_a_key_that_home_assistant_has_makes_an_encrypted_esp32_deliver(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Found under a path, paired by the digits of its log, told the key: a room, and nobody typed a key."""
    async with EncryptedBuilding(tmp_path) as building:
        esphome_entry(hass, building.device.mac, building.device.key, title="Reception")
        form = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_ZEROCONF}, data=await announced(hass, building)
        )
        form = await flows.send(hass, form)
        # On its own computer the bridge lets in without a token, but takes no key.
        assert form["step_id"] == "keys"
        assert form["description_placeholders"] == {"devices": "- Reception"}
        form = await flows.send(hass, form, hand_over=True)
        assert form["step_id"] == "pair_for_keys"
        result = await flows.send(hass, form, code=building.digits)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["title"] == SITE
        assert result["description"] == "keys_taken"
        assert result["data"]["path"] == PATH
        await until(hass, "state_changed", lambda: rooms_shown(hass) == 1)
        assert building.device.key not in caplog.text

        entry: ConfigEntry = result["result"]
        menu = await hass.config_entries.options.async_init(entry.entry_id)
        told = await hass.config_entries.options.async_configure(menu["flow_id"], {"next_step_id": "keys"})
        assert told["reason"] == "no_keys"
        # Its connection ends before the bridge does.
        await hass.config_entries.async_unload(entry.entry_id)


async def announced(hass: HomeAssistant, building: EncryptedBuilding) -> ZeroconfServiceInfo:
    """Return what Home Assistant hears of the building's bridge."""
    connection = await connect(async_get_clientsession(hass), Address("127.0.0.1", building.port))
    await connection.close()
    hello = connection.hello
    address = ip_address("127.0.0.1")
    service = "_climat-guardian._tcp.local."
    return ZeroconfServiceInfo(
        ip_address=address,
        ip_addresses=[address],
        port=building.port,
        hostname="raspberrypi.local.",
        type=service,
        name=f"{SITE}.{service}",
        properties={"id": hello.bridge_id, "version": hello.version, "api": "1", "path": PATH},
    )


async def tokens(demo: Demo) -> list[dict[str, Any]]:
    """Return those that the bridge gave."""
    listed: list[dict[str, Any]] = json.loads(await demo.command("token", "list", "--json"))["tokens"]
    return listed


async def asked_again(hass: HomeAssistant) -> Any:
    """Return the flow in which Home Assistant asks for digits, when it does."""
    await until(hass, "repairs_issue_registry_updated", lambda: bool(reauth_flows(hass)))
    return reauth_flows(hass)[0]
