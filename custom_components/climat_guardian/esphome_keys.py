"""The encryption keys that Home Assistant has of ESPHome's devices, handed to a bridge that lacks them.

Only with the user's consent, from the ESPHome integration's entries straight to the bridge: a key is neither
kept nor logged here, and no answer tells one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import ClientSession

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import format_mac

from .address import Address
from .bridge import BridgeError
from .call import Question, call
from .const import LOGGER
from .messages import MalformedMessageError, parse_devices, parse_problem

# Of homeassistant/components/esphome: its const.py, and the unique id of its config flow, which is the MAC
# address. Not imported, as that would need its libraries where nobody uses it.
ESPHOME: Final = "esphome"
CONF_NOISE_PSK: Final = "noise_psk"

DEVICES: Final = Question("GET", "/api/v1/devices")

WANTING: Final = frozenset({"encryption-required", "wrong-key", "key-malformed"})
"""States in which a device waits for a key (bridge/src/devices/device-state.ts)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the keys."""

    taken: list[str]
    refused: list[str]
    """Names of devices; of those that were refused with the reason's code."""


async def devices_wanting(
    hass: HomeAssistant, session: ClientSession, address: Address, token: str | None
) -> dict[str, str]:
    """Return, by MAC address, what Home Assistant calls the devices that wait for a key which it has.

    None, too, where the bridge does not say: then nothing is lost, as they can be handed over at any time.
    """
    entries = _entries(hass)
    if not entries:
        return {}
    try:
        answer = await call(session, address, DEVICES, token)
        devices = parse_devices(answer.text) if answer.status == HTTPStatus.OK else []
    except (BridgeError, MalformedMessageError) as err:
        LOGGER.debug("The devices that want a key are not known: %s", err)
        return {}
    wanting = [device.mac for device in devices if device.state in WANTING]
    return {mac: entries[mac].title for mac in wanting if mac in entries}


async def hand_over(
    hass: HomeAssistant, session: ClientSession, address: Address, token: str, devices: Mapping[str, str]
) -> Outcome:
    """Give the bridge the keys of these devices, which are named by their MAC addresses."""
    outcome = Outcome([], [])
    entries = _entries(hass)
    for mac, name in devices.items():
        entry = entries.get(mac)
        key = None if entry is None else entry.data[CONF_NOISE_PSK]
        fault = "no-key" if key is None else await _refusal(session, address, token, mac, key)
        if fault is None:
            outcome.taken.append(name)
        else:
            LOGGER.warning("The bridge at %s did not take the key of %s: %s", address, mac, fault)
            outcome.refused.append(f"{name} ({fault})")
    return outcome


async def _refusal(session: ClientSession, address: Address, token: str, mac: str, key: str) -> str | None:
    """Hand one key over; return None if it is on the bridge's disk, else the code of why it is not."""
    question = Question("PUT", f"/api/v1/devices/{mac}/key", body={"key": key})
    try:
        answer = await call(session, address, question, token)
    except BridgeError as err:
        return err.fault.value
    if answer.status == HTTPStatus.NO_CONTENT:
        return None
    try:
        return parse_problem(answer.text).code
    except MalformedMessageError:
        return str(answer.status)


@callback
def _entries(hass: HomeAssistant) -> dict[str, ConfigEntry]:
    """Return ESPHome's entries that have a key, by MAC address; an empty one is none."""
    return {
        format_mac(entry.unique_id): entry
        for entry in hass.config_entries.async_entries(ESPHOME, include_ignore=False)
        if entry.unique_id and entry.data.get(CONF_NOISE_PSK)
    }
