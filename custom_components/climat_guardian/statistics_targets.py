"""Which of Home Assistant's series are to say what the bridge knows, and of which rooms they are when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
import re
from typing import Any, Final

from homeassistant.components.recorder import DOMAIN as RECORDER
from homeassistant.components.recorder.entity_options import is_entity_recorded
from homeassistant.components.recorder.models import StatisticMeanType, StatisticMetaData
from homeassistant.components.sensor import ATTR_STATE_CLASS, SensorDeviceClass, SensorStateClass
from homeassistant.const import PERCENTAGE, Platform, UnitOfDensity, UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import (
    BaseUnitConverter,
    MassVolumeConcentrationConverter,
    TemperatureConverter,
    UnitlessRatioConverter,
)

from .const import DOMAIN
from .coordinator import BridgeCoordinator
from .messages import Room

ESPHOME: Final = "esphome"


@dataclass(frozen=True, slots=True)
class Averaged:
    """A quantity of which the bridge has hours."""

    unit: str
    """The bridge's."""
    converter: type[BaseUnitConverter]
    device_class: SensorDeviceClass


MEASURED: Final = {
    "temperature": Averaged(UnitOfTemperature.CELSIUS, TemperatureConverter, SensorDeviceClass.TEMPERATURE),
    "humidity": Averaged(PERCENTAGE, UnitlessRatioConverter, SensorDeviceClass.HUMIDITY),
}

AVERAGED: Final = {
    **MEASURED,
    # Made instant by instant of both of them.
    "dew_point": Averaged(UnitOfTemperature.CELSIUS, TemperatureConverter, SensorDeviceClass.TEMPERATURE),
    "absolute_humidity": Averaged(
        UnitOfDensity.GRAMS_PER_CUBIC_METER,
        MassVolumeConcentrationConverter,
        SensorDeviceClass.ABSOLUTE_HUMIDITY,
    ),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """When a series is that of a room."""

    room_id: str
    start: datetime | None = None
    until: datetime | None = None
    """None: as long as there is anything."""


@dataclass(frozen=True, slots=True)
class Target:
    """One series of Home Assistant's."""

    key: str
    """The same after the entity was given another id."""
    statistic_id: str
    quantity: str
    stretches: tuple[Stretch, ...]
    name: str | None = None
    """Of an external series; what is of an entity goes by that one's name."""

    @property
    def is_external(self) -> bool:
        """Whether it is a series beside all entities."""
        return self.name is not None

    @property
    def new_metadata(self) -> StatisticMetaData:
        """What it is where Home Assistant has no such series yet."""
        averaged = AVERAGED[self.quantity]
        return StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=self.name,
            source=DOMAIN if self.is_external else RECORDER,
            statistic_id=self.statistic_id,
            unit_class=averaged.converter.UNIT_CLASS,
            unit_of_measurement=averaged.unit,
        )


@callback
def room_targets(hass: HomeAssistant, coordinator: BridgeCoordinator) -> list[Target]:
    """Return each room's entities; where a room has none that is recorded, a series beside them."""
    entities = er.async_get(hass)
    targets = []
    for room in coordinator.data.values():
        for quantity in AVERAGED:
            entity_id = entities.async_get_entity_id(
                Platform.SENSOR, DOMAIN, f"{coordinator.bridge_id}_{room.room_id}_{quantity}"
            )
            stretches = (Stretch(room.room_id),)
            if entity_id is not None and _is_recorded(hass, entities, entity_id):
                key = f"room {room.room_id} {quantity}"
                targets.append(Target(key, entity_id, quantity, stretches))
            elif quantity in room.values:
                statistic_id = external_id(coordinator.bridge_id, room.room_id, quantity)
                name = f"{room.name} {quantity}"
                targets.append(Target(statistic_id, statistic_id, quantity, stretches, name))
    return targets


@callback
def esphome_targets(
    hass: HomeAssistant, rooms: Iterable[Room], placements: Iterable[Mapping[str, Any]]
) -> list[Target]:
    """Return the entities that ESPHome's integration has of the bridge's sensors.

    Such an entity is of one sensor wherever it stood, and a room's hours are of all that stood in it: so they
    are taken from when the sensor was the only one of its quantity there.
    """
    of_quantity: dict[str, list[Mapping[str, Any]]] = {}
    for placement in placements:
        of_quantity.setdefault(placement["sensor"].rpartition(".")[2], []).append(placement)
    macs = {mac for room in rooms for mac in room.macs}
    targets = []
    for mac in sorted(macs):
        for quantity in MEASURED:
            entity_id = _esphome_entity(hass, mac, quantity)
            stretches = tuple(_alone(of_quantity.get(quantity, ()), mac.replace(":", "")))
            if entity_id is not None and stretches:
                targets.append(Target(f"esphome {mac} {quantity}", entity_id, quantity, stretches))
    return targets


def external_id(bridge_id: str, room_id: str, quantity: str) -> str:
    """Return an id that Home Assistant accepts: no hyphens, no two underscores on end, none at an end.

    As recorder's VALID_STATISTIC_ID has it. What had to be changed otherwise than by the one rule stays apart
    from all others by a digest.
    """
    return f"{DOMAIN}:{_plain(bridge_id)}_{_plain(room_id)}_{quantity}"


def _plain(text: str) -> str:
    if re.fullmatch(r"[0-9a-z]+(-[0-9a-z]+)*", text):
        return text.replace("-", "_")
    kept = re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_")
    digest = sha256(text.encode()).hexdigest()[:8]
    return f"{kept}_{digest}" if kept else digest


def _is_recorded(hass: HomeAssistant, entities: er.EntityRegistry, entity_id: str) -> bool:
    entity = entities.async_get(entity_id)
    return entity is not None and entity.disabled_by is None and is_entity_recorded(hass, entity_id)


def _esphome_entity(hass: HomeAssistant, mac: str, quantity: str) -> str | None:
    """Return the one entity of that quantity; of several nobody knows which is meant."""
    entities = er.async_get(hass)
    connections = {(dr.CONNECTION_NETWORK_MAC, dr.format_mac(mac))}
    found = [
        entity.entity_id
        for device in dr.async_get(hass).async_get_devices(connections=connections)
        for entity in er.async_entries_for_device(entities, device.id)
        if entity.domain == Platform.SENSOR
        and entity.platform == ESPHOME
        and entity.entity_category is None
        and (entity.device_class or entity.original_device_class) == MEASURED[quantity].device_class
        and (entity.capabilities or {}).get(ATTR_STATE_CLASS) == SensorStateClass.MEASUREMENT
        and is_entity_recorded(hass, entity.entity_id)
    ]
    return found[0] if len(found) == 1 else None


def _alone(placements: Iterable[Mapping[str, Any]], mac: str) -> Iterable[Stretch]:
    """Return when the device's sensor stood somewhere as the only one; all of one quantity."""
    own = [one for one in placements if one["sensor"].split(".")[0] == mac]
    if len({one["sensor"] for one in own}) != 1:
        return
    for one in own:
        left = [(_at(one["from"]) or EVER, _at(one["until"]) or ALWAYS)]
        for other in placements:
            if other["room"] != one["room"] or other["sensor"] == one["sensor"]:
                continue
            start, until = _at(other["from"]) or EVER, _at(other["until"]) or ALWAYS
            left = [
                part
                for begin, end in left
                for part in ((begin, min(end, start)), (max(begin, until), end))
                if part[0] < part[1]
            ]
        for begin, end in left:
            yield Stretch(one["room"], None if begin == EVER else begin, None if end == ALWAYS else end)


EVER: Final = datetime.min.replace(tzinfo=UTC)
ALWAYS: Final = datetime.max.replace(tzinfo=UTC)


def _at(text: str | None) -> datetime | None:
    return None if text is None else dt_util.parse_datetime(text, raise_on_error=True)
