"""Which rooms of a bridge, and what of them, somebody in Home Assistant may read.

Home Assistant knows permissions of entities only: a room's quantity is as readable as its entity. What has
none, as pressure, is for those who may read all the entities that its room has; a room without any, for those
who may read everything.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_conversion import TemperatureConverter

from .const import DOMAIN
from .coordinator import BridgeCoordinator
from .messages import Room, Value


class RoomAccess:
    """What one person may read of one bridge."""

    def __init__(self, hass: HomeAssistant, coordinator: BridgeCoordinator, user: User | None) -> None:
        """Keep who asks; None: Home Assistant itself, as in an automation."""
        self._hass = hass
        self._coordinator = coordinator
        self._permissions = None if user is None else user.permissions

    @callback
    def may_read(
        self, room_id: str, quantity: str | None = None, platform: Platform = Platform.SENSOR
    ) -> bool:
        """Tell whether they may read a quantity of a room; of no certain one: all that there is of it."""
        if self._permissions is None or self._permissions.access_all_entities(POLICY_READ):
            return True
        own = None if quantity is None else self._entity_of(room_id, quantity, platform)
        return self._all_readable([own] if own is not None else self._entities_of(room_id))

    @callback
    def shown(self, room: Room) -> Room | None:
        """Return as much of a room as they may know; None: not even that it is there."""
        values = {
            quantity: value
            for quantity, value in room.values.items()
            if self.may_read(room.room_id, quantity)
        }
        if not values and not self.may_read(room.room_id):
            return None
        return replace(room, values=values)

    @callback
    def as_json(self, room: Room) -> dict[str, Any]:
        """Return a room in the bridge's own words and the user's units, with where it is in Home Assistant.

        Its comfort and its devices are there for those who may read the entities that say the same.
        """
        entities = {quantity: self._entity_of(room.room_id, quantity) for quantity in room.values}
        device = self._device_of(room.room_id)
        return {
            "id": room.room_id,
            "name": room.name,
            "floor": room.floor,
            "online": room.online,
            "values": {
                quantity: self._value_as_json(quantity, value, entities[quantity])
                for quantity, value in room.values.items()
            },
            "comfort": self._comfort_of(room),
            "devices": [
                {"name": device.name, "state": device.state, "reason": device.reason}
                for device in room.devices
            ]
            if self.may_read(room.room_id, "problem", Platform.BINARY_SENSOR)
            else None,
            "entities": {quantity: entity for quantity, entity in entities.items() if entity is not None},
            "device": None if device is None else device.id,
        }

    def _all_readable(self, entity_ids: Iterable[str]) -> bool:
        permissions = self._permissions
        ids = list(entity_ids)
        return (
            permissions is not None
            and bool(ids)
            and all(permissions.check_entity(entity_id, POLICY_READ) for entity_id in ids)
        )

    def _value_as_json(self, quantity: str, value: Value, entity_id: str | None) -> dict[str, Any]:
        """Return it as its entity shows it, whose unit the user may have changed."""
        number, unit = value.value, value.unit
        state = None if entity_id is None else self._hass.states.get(entity_id)
        shown = None if state is None else state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        if quantity == SensorDeviceClass.TEMPERATURE and unit in TemperatureConverter.VALID_UNITS:
            known = shown in TemperatureConverter.VALID_UNITS
            wanted = str(shown if known else self._hass.config.units.temperature_unit)
            number = round(TemperatureConverter.convert(number, unit, wanted), 3)
            unit = wanted
        return {"value": number, "unit": unit, "measuredAt": value.measured_at}

    def _comfort_of(self, room: Room) -> str | None:
        """Return the bridge's word for it, which it writes with hyphens."""
        if room.climate is None or not self.may_read(room.room_id, "comfort"):
            return None
        return room.climate.comfort.replace("_", "-")

    def _entity_of(self, room_id: str, key: str, platform: Platform = Platform.SENSOR) -> str | None:
        return er.async_get(self._hass).async_get_entity_id(
            platform, DOMAIN, self._coordinator.unique_id_of(room_id, key)
        )

    def _entities_of(self, room_id: str) -> list[str]:
        device = self._device_of(room_id)
        if device is None:
            return []
        entities = er.async_entries_for_device(er.async_get(self._hass), device.id)
        return [entity.entity_id for entity in entities if entity.platform == DOMAIN]

    def _device_of(self, room_id: str) -> dr.DeviceEntry | None:
        return dr.async_get(self._hass).async_get_device_by_identifier(
            self._coordinator.room_identifier(room_id), self._coordinator.config_entry.entry_id
        )
