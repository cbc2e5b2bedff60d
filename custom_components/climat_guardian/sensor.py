"""What each room is like."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, Platform, UnitOfDensity, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ClimatGuardianConfigEntry
from .entity import RoomEntity, RoomEntityDescription, async_follow_rooms
from .messages import Climate, Room
from .rolling import LAST_READING, ROLLING, LastReading, RollingSensor
from .the_bridge import BRIDGE_SENSORS, BridgeSensor

# Nothing is polled, so nothing has to queue.
PARALLEL_UPDATES = 0

COMFORTS: Final = (
    "comfortable",
    "too_cold",
    "too_warm",
    "too_dry",
    "too_humid",
    "too_cold_and_dry",
    "too_cold_and_humid",
    "too_warm_and_dry",
    "too_warm_and_humid",
)


@dataclass(frozen=True, kw_only=True)
class RoomSensorDescription(RoomEntityDescription, SensorEntityDescription):
    """Something of a room, and how to show it."""

    value_fn: Callable[[Room], float | str | None]
    """None where the room has none now."""

    attributes_fn: Callable[[Room], dict[str, float]] = lambda _room: {}


def _measured(quantity: str) -> Callable[[Room], float | None]:
    return lambda room: room.values[quantity].value if quantity in room.values else None


def _measures(quantity: str) -> Callable[[Room], bool]:
    # A room of which nothing is known yet is expected to have both, as every AHT10 has.
    return lambda room: quantity in room.values or not room.values


def _told(tell: Callable[[Climate], float | str | None]) -> Callable[[Room], float | str | None]:
    return lambda room: None if room.climate is None else tell(room.climate)


def _has_climate(room: Room) -> bool:
    return room.climate is not None or not room.values


def _outside(room: Room) -> dict[str, float]:
    assumed = None if room.climate is None else room.climate.assumed_outside
    return {} if assumed is None else {"assumed_outside": assumed}


def _comfort(climate: Climate) -> str | None:
    # A word that a newer bridge has: nothing that could be shown in anybody's language.
    return climate.comfort if climate.comfort in COMFORTS else None


# The bridge converts at its door: the API has one unit for each quantity. Only the two that are measured
# carry temperature and humidity without a category, so that an area's card, its aggregates and its triggers
# see nothing else.
SENSORS: Final = (
    RoomSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=_measured("temperature"),
        exists_fn=_measures("temperature"),
        may_be_left_off=True,
    ),
    RoomSensorDescription(
        key="humidity",
        device_class=SensorDeviceClass.HUMIDITY,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=_measured("humidity"),
        exists_fn=_measures("humidity"),
        may_be_left_off=True,
    ),
    RoomSensorDescription(
        key="dew_point",
        translation_key="dew_point",
        device_class=SensorDeviceClass.TEMPERATURE,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=_told(lambda climate: climate.dew_point),
        exists_fn=_has_climate,
    ),
    RoomSensorDescription(
        key="absolute_humidity",
        device_class=SensorDeviceClass.ABSOLUTE_HUMIDITY,
        native_unit_of_measurement=UnitOfDensity.GRAMS_PER_CUBIC_METER,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=_told(lambda climate: climate.absolute_humidity),
        exists_fn=_has_climate,
    ),
    RoomSensorDescription(
        key="mould_risk",
        translation_key="mould_risk",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=_told(lambda climate: climate.mould_risk),
        exists_fn=_has_climate,
        attributes_fn=_outside,
    ),
    RoomSensorDescription(
        key="comfort",
        translation_key="comfort",
        device_class=SensorDeviceClass.ENUM,
        options=list(COMFORTS),
        value_fn=_told(_comfort),
        exists_fn=_has_climate,
    ),
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: ClimatGuardianConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Show each room, and the bridge itself."""
    coordinator = entry.runtime_data
    async_follow_rooms(coordinator, Platform.SENSOR, SENSORS, RoomSensor, async_add_entities)
    async_follow_rooms(coordinator, Platform.SENSOR, ROLLING, RollingSensor, async_add_entities)
    async_follow_rooms(coordinator, Platform.SENSOR, (LAST_READING,), LastReading, async_add_entities)
    async_add_entities(BridgeSensor(coordinator, description) for description in BRIDGE_SENSORS)


class RoomSensor(RoomEntity, SensorEntity):
    """The newest value of one thing in one room."""

    entity_description: RoomSensorDescription

    @property
    @override
    def shown(self) -> float | str | None:
        """The value, while at least one of the room's devices stands behind it."""
        return self.entity_description.value_fn(self.room) if self.room and self.room.online else None

    @property
    @override
    def native_value(self) -> float | str | None:
        """The value in the description's unit."""
        return self.shown

    @property
    @override
    def extra_state_attributes(self) -> dict[str, float]:
        """What the value stands on."""
        return self.entity_description.attributes_fn(self.room) if self.room else {}
