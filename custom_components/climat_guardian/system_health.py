"""What Settings → System shows of the integration."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import CONF_CARD_ONLY, DOMAIN


@callback
def async_register(_hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Say who tells."""
    register.async_register_info(_system_health)


async def _system_health(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many bridges there are, who of them answers, and what they have."""
    entries = [
        entry for entry in hass.config_entries.async_entries(DOMAIN) if CONF_CARD_ONLY not in entry.data
    ]
    loaded = [
        entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN) if entry in entries
    ]
    return {
        "bridges": len(entries),
        "connected": sum(bridge.last_update_success for bridge in loaded),
        "rooms": sum(len(bridge.data) for bridge in loaded),
    }
