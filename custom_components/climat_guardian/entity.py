"""What any platform shows of a room."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_LEAVE_OFF, DOMAIN
from .coordinator import BridgeCoordinator
from .messages import Room


@dataclass(frozen=True, kw_only=True)
class RoomEntityDescription(EntityDescription):
    """Something of a room."""

    exists_fn: Callable[[Room], bool] = lambda _room: True
    """Whether there is reason to show it: a room without a humidity sensor has no humidity."""

    may_be_left_off: bool = False
    """Whether it is what Home Assistant may have already, of the same sensor."""


@callback
def async_follow_rooms[Description: RoomEntityDescription](
    coordinator: BridgeCoordinator,
    platform: Platform,
    descriptions: Iterable[Description],
    make: Callable[[BridgeCoordinator, Room, Description], Entity],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a room's entities as soon as there is reason to, now or in ten years.

    What was there once is there always: an entity outlives the device that it came with.
    """
    registry = er.async_get(coordinator.hass)
    wanted = tuple(descriptions)
    left_off: list[str] = coordinator.config_entry.options.get(CONF_LEAVE_OFF, [])
    added: set[tuple[str, str]] = set()
    looked_at: dict[str, Room] = {}

    def is_due(room: Room, description: Description) -> bool:
        if (room.room_id, description.key) in added:
            return False
        unique_id = coordinator.unique_id_of(room.room_id, description.key)
        known = registry.async_get_entity_id(platform, DOMAIN, unique_id)
        if description.may_be_left_off and room.room_id in left_off:
            if known is not None:
                registry.async_remove(known)
            return False
        return known is not None or description.exists_fn(room)

    @callback
    def add_new() -> None:
        new = [
            (room, description)
            for room in coordinator.data.values()
            if looked_at.get(room.room_id) is not room
            for description in wanted
            if is_due(room, description)
        ]
        looked_at.update(coordinator.data)
        added.update((room.room_id, description.key) for room, description in new)
        if new:
            async_add_entities(make(coordinator, room, description) for room, description in new)

    add_new()
    coordinator.config_entry.async_on_unload(coordinator.async_add_listener(add_new))


class RoomEntity(CoordinatorEntity[BridgeCoordinator]):
    """A room is a device: it outlives the ESP32s in it, and so does its history."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: BridgeCoordinator, room: Room, description: RoomEntityDescription
    ) -> None:
        """Belong to the room's device, which hangs on the bridge's."""
        super().__init__(coordinator)
        self.entity_description = description
        self._room_id = room.room_id
        self._attr_unique_id = coordinator.unique_id_of(room.room_id, description.key)
        self._attr_device_info = DeviceInfo(
            identifiers={coordinator.room_identifier(room.room_id)},
            manufacturer="Climat Guardian",
            model="Room",
            name=room.name,
            suggested_area=room.name,
            via_device_id=coordinator.hub_id,
        )
        self._written: tuple[bool, object] | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of each reading of the room, and of all that changes the rooms."""
        await super().async_added_to_hass()
        self._written = self._now()
        self.async_on_remove(
            self.coordinator.async_listen_to_room(self._room_id, self._handle_coordinator_update)
        )

    @property
    def room(self) -> Room | None:
        """The room as it is now; None where the bridge no longer has it."""
        return self.coordinator.data.get(self._room_id)

    @property
    @abstractmethod
    def shown(self) -> object:
        """What is shown now, to be compared with what was; None where nobody stands behind it."""

    @property
    @override
    def available(self) -> bool:
        """Whether the bridge is there, and has something to show."""
        return super().available and self.shown is not None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write a state only where this entity changed.

        Most messages are about other rooms, or other quantities: 200 rooms with readings every second would
        otherwise be tens of thousands of states a second.
        """
        now = self._now()
        if now != self._written:
            self._written = now
            super()._handle_coordinator_update()

    def _now(self) -> tuple[bool, object]:
        return (self.available, self.shown)
