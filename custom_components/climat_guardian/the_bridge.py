"""The bridge itself, as a device: what waits, whom it hears, where it forwards to, and its clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.sensor import SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import BridgeCoordinator
from .told import BridgeStatus, SinkStatus, StatusCoordinator


@dataclass(frozen=True, kw_only=True)
class BridgeSensorDescription(SensorEntityDescription):
    """A number of the bridge's."""

    value_fn: Callable[[BridgeStatus], int]


BRIDGE_SENSORS: Final = (
    BridgeSensorDescription(
        key="backlog",
        translation_key="backlog",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda status: status.waiting,
    ),
    BridgeSensorDescription(
        key="devices_online",
        translation_key="devices_online",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda status: status.devices_online,
    ),
)

CLOCK: Final = BinarySensorEntityDescription(
    key="clock",
    translation_key="clock",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)


class BridgeEntity(CoordinatorEntity[StatusCoordinator]):
    """Something of the bridge's own device."""

    _attr_has_entity_name = True

    def __init__(self, bridge: BridgeCoordinator, description: EntityDescription) -> None:
        """Belong to the bridge's device."""
        super().__init__(bridge.status)
        self.entity_description = description
        self._attr_unique_id = f"{bridge.bridge_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, bridge.bridge_id)})


class BridgeSensor(BridgeEntity, SensorEntity):
    """A number of the bridge's."""

    entity_description: BridgeSensorDescription

    @property
    @override
    def native_value(self) -> int:
        """The number."""
        return self.entity_description.value_fn(self.coordinator.data)


class ClockProblem(BridgeEntity, BinarySensorEntity):
    """On while the bridge does not know what time it is: readings wait to be dated."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether the clock is not trusted."""
        return not self.coordinator.data.is_clock_trusted


class SinkConnectivity(BridgeEntity, BinarySensorEntity):
    """On while a sink takes all that waits."""

    def __init__(self, bridge: BridgeCoordinator, sink: SinkStatus) -> None:
        """Be that sink's, by the name that its configuration gives it."""
        super().__init__(
            bridge,
            BinarySensorEntityDescription(
                key=f"sink_{sink.name}",
                translation_key="sink",
                device_class=BinarySensorDeviceClass.CONNECTIVITY,
                entity_category=EntityCategory.DIAGNOSTIC,
            ),
        )
        self._name = sink.name
        self._attr_translation_placeholders = {"sink": sink.name}

    @property
    def sink(self) -> SinkStatus | None:
        """The sink as it is; None where it is configured no more."""
        return next((sink for sink in self.coordinator.data.sinks if sink.name == self._name), None)

    @property
    @override
    def available(self) -> bool:
        """Whether there is such a sink."""
        return super().available and self.sink is not None

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether nothing is wrong with it."""
        return None if self.sink is None else self.sink.failure is None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str]:
        """Say what is wrong, in the bridge's words."""
        return {} if self.sink is None or self.sink.failure is None else {"reason": self.sink.failure}


@callback
def async_follow_sinks(bridge: BridgeCoordinator, async_add_entities: AddConfigEntryEntitiesCallback) -> None:
    """Add a sink when it is configured."""
    known: set[str] = set()

    @callback
    def add_new() -> None:
        status: BridgeStatus | None = bridge.status.data  # None until it was told once.
        new = [sink for sink in status.sinks if sink.name not in known] if status else []
        known.update(sink.name for sink in new)
        if new:
            async_add_entities(SinkConnectivity(bridge, sink) for sink in new)

    add_new()
    bridge.config_entry.async_on_unload(bridge.status.async_add_listener(add_new))
