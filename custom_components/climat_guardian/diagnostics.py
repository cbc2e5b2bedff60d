"""What somebody who reports a fault attaches to it: nothing secret, and nothing that says who lives there."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_HOST, CONF_TOKEN
from homeassistant.core import HomeAssistant

from .const import CONF_CARD_ONLY
from .coordinator import ClimatGuardianConfigEntry

SECRET: Final = {CONF_HOST, CONF_TOKEN, "mac", "name", "reason", "failure"}
"""Sentences of the bridge name addresses and devices."""


async def async_get_config_entry_diagnostics(
    _hass: HomeAssistant, entry: ClimatGuardianConfigEntry
) -> dict[str, Any]:
    """Return what the integration knows."""
    about = {"data": async_redact_data(entry.data, SECRET), "options": dict(entry.options)}
    if CONF_CARD_ONLY in entry.data:
        return about
    bridge = entry.runtime_data
    status = bridge.status.data
    return {
        **about,
        "connected": bridge.last_update_success,
        "failure": None if bridge.last_exception is None else type(bridge.last_exception).__name__,
        "status": None if status is None else _of_status(asdict(status)),
        # By number: ids are made of names.
        "rooms": [
            {
                "values": {quantity: asdict(value) for quantity, value in room.values.items()},
                "climate": None if room.climate is None else asdict(room.climate),
                "devices": [device.state for device in room.devices],
            }
            for room in bridge.data.values()
        ],
    }


def _of_status(status: dict[str, Any]) -> dict[str, Any]:
    # Redacting goes into lists, and not into tuples.
    listed = {key: list(value) if isinstance(value, tuple) else value for key, value in status.items()}
    return {**async_redact_data(listed, SECRET), "sentences": len(status["sentences"])}
