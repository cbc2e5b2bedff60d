"""What each room was like lately, and when it was heard last. All of it is off at first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTemperature
from homeassistant.util import dt as dt_util

from .entity import RoomEntity, RoomEntityDescription
from .messages import Room
from .told import SPANS, Means

LAST_READING_EVERY: Final = timedelta(minutes=1)
"""A state is written to the database each time it changes."""


@dataclass(frozen=True, kw_only=True)
class RollingDescription(RoomEntityDescription, SensorEntityDescription):
    """Something of the bridge's means, and how to show it."""

    value_fn: Callable[[Means, Room], float | None]


def _mean(quantity: str, span: str) -> Callable[[Means, Room], float | None]:
    def mean(means: Means, room: Room) -> float | None:
        found = means.get((room.room_id, quantity, span))
        return None if found is None else found.mean

    return mean


def _measures(quantity: str) -> Callable[[Room], bool]:
    return lambda room: quantity in room.values


def _coverage(means: Means, room: Room) -> float | None:
    """Return that of the last day, of the quantity of which least is known."""
    found = [
        100 * mean.coverage
        for quantity in ("temperature", "humidity")
        if (mean := means.get((room.room_id, quantity, "24h"))) is not None
    ]
    return min(found) if found else None


# No state class: Home Assistant's own statistics of means would be means of means.
ROLLING: Final = (
    *(
        RollingDescription(
            key=f"{quantity}_mean_{span}",
            translation_key=f"{quantity}_mean_{span}",
            device_class=device_class,
            native_unit_of_measurement=unit,
            suggested_display_precision=1,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
            value_fn=_mean(quantity, span),
            exists_fn=_measures(quantity),
        )
        for quantity, device_class, unit in (
            ("temperature", SensorDeviceClass.TEMPERATURE, UnitOfTemperature.CELSIUS),
            ("humidity", SensorDeviceClass.HUMIDITY, PERCENTAGE),
        )
        for span in SPANS
    ),
    RollingDescription(
        key="coverage",
        translation_key="coverage",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=_coverage,
    ),
)


class RollingSensor(RoomEntity, SensorEntity):
    """What the bridge is asked for as long as somebody has it switched on."""

    entity_description: RollingDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Be one of those for whom the bridge is asked."""
        await super().async_added_to_hass()
        means = self.coordinator.means
        self.async_on_remove(means.async_add_listener(self._handle_coordinator_update))
        if not means.last_update_success or means.data is None:
            await means.async_request_refresh()

    @property
    @override
    def shown(self) -> float | None:
        """The value as it was told last."""
        means: Means | None = self.coordinator.means.data  # None until it was told once.
        if self.room is None or means is None or not self.coordinator.means.last_update_success:
            return None
        return self.entity_description.value_fn(means, self.room)

    @property
    @override
    def native_value(self) -> float | None:
        """The value in the description's unit."""
        return self.shown


@dataclass(frozen=True, kw_only=True)
class LastReadingDescription(RoomEntityDescription, SensorEntityDescription):
    """When a room was heard."""


LAST_READING: Final = LastReadingDescription(
    key="last_reading",
    translation_key="last_reading",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


class LastReading(RoomEntity, SensorEntity):
    """When something was measured last, to about a minute."""

    _told: datetime | None = None

    @property
    @override
    def shown(self) -> datetime | None:
        """The newest of all quantities; as told before, where that is not long ago."""
        times = [
            time
            for value in (self.room.values.values() if self.room else ())
            if value.measured_at is not None
            and (time := dt_util.parse_datetime(value.measured_at)) is not None
        ]
        newest = max(times, default=None)
        if newest is None or self._told is None or abs(newest - self._told) >= LAST_READING_EVERY:
            self._told = newest
        return self._told

    @property
    @override
    def native_value(self) -> datetime | None:
        """The time."""
        return self.shown
