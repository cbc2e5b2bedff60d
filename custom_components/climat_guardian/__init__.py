"""Climat Guardian: the rooms of a bridge, and the card that shows them."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .actions import async_register_actions
from .const import CONF_CARD_ONLY, DOMAIN
from .coordinator import BridgeCoordinator, ClimatGuardianConfigEntry
from .frontend import async_add_card, async_remove_card, async_serve_card
from .issues import async_watch
from .statistics_import import async_forget_import, async_start_import
from .websocket import async_register_commands

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = (Platform.BINARY_SENSOR, Platform.SENSOR)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Serve the card's files and answer it: paths can be registered, but not taken back."""
    await async_serve_card(hass)
    async_register_commands(hass)
    async_register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ClimatGuardianConfigEntry) -> bool:
    """Connect to the bridge and show its rooms; where there is none, only have the card loaded."""
    # First, because dashboards need the card of this version also while the bridge is away.
    await async_add_card(hass)
    if CONF_CARD_ONLY in entry.data:
        return True
    coordinator = BridgeCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    # What is told there is little, and no reason to do without the rooms.
    await coordinator.status.async_refresh()
    async_watch(entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    async_start_import(hass, entry, coordinator)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ClimatGuardianConfigEntry) -> bool:
    """Take the entities away; the task that listens ends with its entry."""
    if CONF_CARD_ONLY in entry.data:
        return True
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ClimatGuardianConfigEntry) -> None:
    """Take the card away with the last entry."""
    await async_forget_import(hass, entry)
    entries = hass.config_entries.async_entries(DOMAIN)
    if all(other.entry_id == entry.entry_id for other in entries):
        await async_remove_card(hass)


async def async_remove_config_entry_device(
    _hass: HomeAssistant, entry: ClimatGuardianConfigEntry, device: DeviceEntry
) -> bool:
    """Let the user delete the device of a room that the bridge no longer has, and no other."""
    if entry.state is not ConfigEntryState.LOADED:
        return False  # Nobody knows which rooms the bridge has.
    coordinator = entry.runtime_data
    in_use = {
        (DOMAIN, coordinator.bridge_id),
        *(coordinator.room_identifier(room_id) for room_id in coordinator.data),
    }
    return device.identifiers.isdisjoint(in_use)
