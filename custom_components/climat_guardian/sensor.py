"""Temperature and humidity of each room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ClimatGuardianConfigEntry
from .entity import RoomEntity
from .messages import Value

# Nothing is polled, so nothing has to queue.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class RoomSensorDescription(SensorEntityDescription):
    """A quantity, by the bridge's name for it, and how to show it."""

    value_fn: Callable[[Value], float] = lambda value: value.value


# The bridge converts at its door: the API has one unit for each quantity.
SENSORS: Final = (
    RoomSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
    ),
    RoomSensorDescription(
        key="humidity",
        device_class=SensorDeviceClass.HUMIDITY,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
    ),
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: ClimatGuardianConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a room's sensors when its first value of each quantity arrives, now or in ten years."""
    coordinator = entry.runtime_data
    known: set[tuple[str, str]] = set()

    @callback
    def add_new() -> None:
        new = [
            (room, description)
            for room in coordinator.data.values()
            for description in SENSORS
            if description.key in room.values and (room.room_id, description.key) not in known
        ]
        known.update((room.room_id, description.key) for room, description in new)
        if new:
            async_add_entities(RoomSensor(coordinator, room, description) for room, description in new)

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))


class RoomSensor(RoomEntity, SensorEntity):
    """The newest value of one quantity in one room."""

    entity_description: RoomSensorDescription

    @property
    @override
    def native_value(self) -> float | None:
        """The value in the description's unit."""
        return None if self.value is None else self.entity_description.value_fn(self.value)
