"""Rooms whose climate Home Assistant has already, from the same ESP32 by another integration."""

from collections.abc import Iterable
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .messages import Room

MEASURED: Final = (SensorDeviceClass.TEMPERATURE, SensorDeviceClass.HUMIDITY)


@callback
def rooms_with_twins(hass: HomeAssistant, rooms: Iterable[Room]) -> dict[str, str]:
    """Return the names of such rooms by their ids."""
    return {room.room_id: room.name for room in rooms if any(_is_measured_by(hass, mac) for mac in room.macs)}


def _is_measured_by(hass: HomeAssistant, mac: str) -> bool:
    """Tell whether the device of a MAC address measures here: a router's entry of it does not."""
    connections = {(dr.CONNECTION_NETWORK_MAC, dr.format_mac(mac))}
    entities = er.async_get(hass)
    return any(
        _is_measured(entity)
        for device in dr.async_get(hass).async_get_devices(connections=connections)
        for entity in er.async_entries_for_device(entities, device.id)
    )


def _is_measured(entity: er.RegistryEntry) -> bool:
    """Tell a room's climate from a chip's temperature, which ESPHome calls diagnostic."""
    return (
        entity.domain == Platform.SENSOR
        and entity.platform != DOMAIN
        and entity.entity_category is None
        and (entity.device_class or entity.original_device_class) in MEASURED
    )
