"""Whether all is well with a room, and what is wrong where it is not."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ClimatGuardianConfigEntry
from .entity import RoomEntity, RoomEntityDescription, async_follow_rooms
from .messages import Room
from .the_bridge import CLOCK, ClockProblem, async_follow_sinks

# Nothing is polled, so nothing has to queue.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class RoomProblemDescription(RoomEntityDescription, BinarySensorEntityDescription):
    """Something that can be wrong with a room."""


PROBLEM: Final = RoomProblemDescription(
    key="problem",
    translation_key="problem",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: ClimatGuardianConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Watch each room, and the bridge itself."""
    coordinator = entry.runtime_data
    async_follow_rooms(coordinator, Platform.BINARY_SENSOR, (PROBLEM,), RoomProblem, async_add_entities)
    async_add_entities([ClockProblem(coordinator, CLOCK)])
    async_follow_sinks(coordinator, async_add_entities)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a room is silent: a word for automations, and the bridge's sentence."""

    cause: str
    reason: str | None


def trouble_of(room: Room) -> Trouble | None:
    """Return what keeps a room silent; None where a device of it delivers."""
    if room.online:
        return None
    if not room.devices:
        return Trouble("no_device", None)
    device = room.devices[0]
    return Trouble(device.state.replace("-", "_"), device.reason)


class RoomProblem(RoomEntity, BinarySensorEntity):
    """On while a room is silent."""

    @property
    @override
    def shown(self) -> tuple[Trouble | None] | None:
        """What is wrong; None where nobody knows, as the bridge has no such room."""
        return (trouble_of(self.room),) if self.room else None

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the room is silent."""
        return None if self.shown is None else self.shown[0] is not None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        """Say why."""
        trouble = self.shown[0] if self.shown else None
        return {} if trouble is None else {"cause": trouble.cause, "reason": trouble.reason}
