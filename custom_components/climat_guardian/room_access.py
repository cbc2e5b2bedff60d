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
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .coordinator import BridgeCoordinator
from .messages import Room


class RoomAccess:
    """What one person may read of one bridge."""

    def __init__(self, hass: HomeAssistant, coordinator: BridgeCoordinator, user: User | None) -> None:
        """Keep who asks; None: Home Assistant itself, as in an automation."""
        self._hass = hass
        self._coordinator = coordinator
        self._permissions = None if user is None else user.permissions

    @callback
    def may_read(self, room_id: str, quantity: str | None = None) -> bool:
        """Tell whether they may read a quantity of a room; of no certain one: all that there is of it."""
        if self._permissions is None or self._permissions.access_all_entities(POLICY_READ):
            return True
        own = None if quantity is None else self._entity_of(room_id, quantity)
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
        """Return a room in the bridge's own words, with where it is in Home Assistant."""
        entities = {quantity: self._entity_of(room.room_id, quantity) for quantity in room.values}
        device = self._device_of(room.room_id)
        return {
            "id": room.room_id,
            "name": room.name,
            "online": room.online,
            "values": {
                quantity: {"value": value.value, "measuredAt": value.measured_at}
                for quantity, value in room.values.items()
            },
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

    def _entity_of(self, room_id: str, quantity: str) -> str | None:
        return er.async_get(self._hass).async_get_entity_id(
            Platform.SENSOR, DOMAIN, f"{self._coordinator.bridge_id}_{room_id}_{quantity}"
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
