"""One quantity of one room, as any platform shows it."""

from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import BridgeCoordinator
from .messages import Room, Value


class RoomEntity(CoordinatorEntity[BridgeCoordinator]):
    """A room is a device: it outlives the ESP32s in it, and so does its history."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: BridgeCoordinator, room: Room, description: EntityDescription) -> None:
        """Belong to the room's device, which hangs on the bridge's."""
        super().__init__(coordinator)
        self.entity_description = description
        self._room_id = room.room_id
        self._shown = self._now()
        self._attr_unique_id = f"{coordinator.bridge_id}_{room.room_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={coordinator.room_identifier(room.room_id)},
            manufacturer="Climat Guardian",
            model="Room",
            name=room.name,
            suggested_area=room.name,
            via_device_id=coordinator.hub_id,
        )

    @property
    def room(self) -> Room | None:
        """The room as it is now; None where the bridge no longer has it."""
        return self.coordinator.data.get(self._room_id)

    @property
    def value(self) -> Value | None:
        """The newest value of this entity's quantity."""
        return self.room.values.get(self.entity_description.key) if self.room else None

    @property
    @override
    def available(self) -> bool:
        """A number is shown only while somebody stands behind it: bridge, device and value."""
        return super().available and self.room is not None and self.room.online and self.value is not None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write a state only where this entity changed.

        Each message reaches every entity: 200 rooms with readings every second would otherwise be
        tens of thousands of states a second.
        """
        now = self._now()
        if now != self._shown:
            self._shown = now
            super()._handle_coordinator_update()

    def _now(self) -> tuple[bool, Value | None]:
        return (self.available, self.value)
