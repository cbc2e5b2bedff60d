"""What Home Assistant's own ESPHome integration leaves in the registries: entries with keys, and devices."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def esphome_entry(
    hass: HomeAssistant, mac: str | None, key: str | None = KEY, **more: Any
) -> MockConfigEntry:
    """Return an entry as homeassistant/components/esphome/config_flow.py makes it."""
    more = {"title": 'Archive <cellar> "B"'} | more
    data = {"host": "192.0.2.9", "port": 6053, "password": "", "noise_psk": key, "device_name": "esp"}
    entry = MockConfigEntry(domain="esphome", unique_id=mac, data=data, **more)
    entry.add_to_hass(hass)
    return entry


def esphome_sensor(hass: HomeAssistant, mac: str, device_class: str, **more: Any) -> None:
    """Register an entity of a device as ESPHome does; `more` says what is otherwise."""
    integration = more.get("integration", "esphome")
    entry = MockConfigEntry(domain=integration, unique_id=f"{mac}-{device_class}")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, connections={(dr.CONNECTION_NETWORK_MAC, mac)}
    )
    er.async_get(hass).async_get_or_create(
        more.get("domain", "sensor"),
        integration,
        f"{mac}-{device_class}",
        config_entry=entry,
        device_id=device.id,
        entity_category=more.get("category"),
        original_device_class=device_class,
    )
