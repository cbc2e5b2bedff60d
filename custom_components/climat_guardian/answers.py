"""Answers of a bridge that somebody in Home Assistant asked for: the card, an automation."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util.json import JsonObjectType

from .bridge_http import bridge_http, parsed
from .const import DOMAIN
from .coordinator import BridgeCoordinator, ClimatGuardianConfigEntry


@callback
def bridge_entry(hass: HomeAssistant, entry_id: str | None) -> ClimatGuardianConfigEntry:
    """Return an entry whose bridge has spoken; without an id, the only one.

    Raises ServiceValidationError.
    """
    if entry_id is None:
        loaded = hass.config_entries.async_loaded_entries(DOMAIN)
        bridges = [entry for entry in loaded if _has_bridge(entry)]
        if len(bridges) == 1:
            return bridges[0]
    entry: ClimatGuardianConfigEntry = async_get_config_entry(hass, DOMAIN, entry_id)
    if not _has_bridge(entry):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_bridge")
    return entry


async def answer_of(
    hass: HomeAssistant, entry: ClimatGuardianConfigEntry, path: str, asked: Mapping[str, str]
) -> JsonObjectType:
    """Ask, and return the answer.

    Raises BridgeError, or BridgeRefusalError.
    """
    http = bridge_http(hass, entry)
    return await parsed(hass, await http.get(path, asked), http.address)


async def change_of(
    hass: HomeAssistant, entry: ClimatGuardianConfigEntry, wish: Mapping[str, Any], *, dry_run: bool
) -> JsonObjectType:
    """Have something of the bridge changed, and return what it says of it.

    Raises BridgeError, or BridgeRefusalError.
    """
    http = bridge_http(hass, entry)
    answer = await http.post("/api/v1/edits", wish, {"dryRun": "true"} if dry_run else None)
    return await parsed(hass, answer, http.address)


def _has_bridge(entry: ClimatGuardianConfigEntry) -> bool:
    return isinstance(getattr(entry, "runtime_data", None), BridgeCoordinator)
