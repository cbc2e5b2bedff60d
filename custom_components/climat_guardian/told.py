"""What the bridge is asked for now and then, as it does not say it by itself."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util.json import JsonObjectType, JsonValueType

from .bridge import BridgeError, Fault
from .bridge_http import BridgeRefusalError, bridge_http, parsed
from .const import LOGGER

STATUS_EVERY: Final = timedelta(seconds=60)
MEANS_EVERY: Final = timedelta(minutes=15)
DEVICES_EVERY: Final = timedelta(minutes=15)

READING_LANES: Final = ("inbox", "block")
"""Of a sink; one edit makes averages anew for years, which is no backlog."""

SPANS: Final = ("24h", "7d", "30d")


class ToldCoordinator[Told](DataUpdateCoordinator[Told]):
    """Asks only while an entity, or somebody else, wants to know."""

    path: str

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], every: timedelta) -> None:
        """Ask so often."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{self.path} of the bridge",
            update_interval=every,
        )

        self._http = bridge_http(hass, entry)

    @abstractmethod
    def told(self, answer: JsonObjectType) -> Told:
        """Return what the answer says.

        Raises KeyError or TypeError where it is none.
        """

    @override
    async def _async_update_data(self) -> Told:
        address = self._http.address
        try:
            return self.told(await parsed(self.hass, await self._http.get(self.path), address))
        except BridgeRefusalError as err:
            raise BridgeError(Fault.NOT_ALLOWED, address=address) from err
        except (KeyError, TypeError) as err:
            raise BridgeError(Fault.MALFORMED, address=address, detail=str(err)) from err


@dataclass(frozen=True, slots=True)
class SinkStatus:
    """A place that the bridge forwards to."""

    name: str
    failure: str | None
    """A sentence, while it does not take all that waits."""
    waiting: int
    refused: int
    """Points that it will never take, since the bridge started."""


@dataclass(frozen=True, slots=True)
class DeviceTrouble:
    """A device that the bridge does not hear from."""

    mac: str | None
    name: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class BridgeStatus:
    """How the bridge is."""

    is_clock_trusted: bool
    untrusted_seconds: float | None
    sinks: tuple[SinkStatus, ...]
    devices: int
    devices_online: int
    troubles: tuple[DeviceTrouble, ...]
    sentences: tuple[str, ...]

    @property
    def waiting(self) -> int:
        """Readings that are not in a sink yet, of all sinks."""
        return sum(sink.waiting for sink in self.sinks)


class StatusCoordinator(ToldCoordinator[BridgeStatus]):
    """Backlog, sinks, devices and clock."""

    path = "/api/v1/status"

    @override
    def told(self, answer: JsonObjectType) -> BridgeStatus:
        clock, devices = _object(answer["clock"]), _object(answer["devices"])
        untrusted = clock["untrustedSeconds"]
        return BridgeStatus(
            is_clock_trusted=clock["trusted"] is True,
            untrusted_seconds=None if untrusted is None else _number(untrusted),
            sinks=tuple(_sink(_object(sink)) for sink in _list(answer["sinks"])),
            devices=int(_number(devices["total"])),
            devices_online=int(_number(_object(devices["byState"]).get("online", 0))),
            troubles=tuple(_trouble(_object(device)) for device in _list(devices["notOnline"])),
            sentences=tuple(str(sentence) for sentence in _list(answer["sentences"])),
        )


@dataclass(frozen=True, slots=True)
class Mean:
    """Of one quantity of one room, over one span until now."""

    mean: float | None
    """None: nothing is covered."""
    coverage: float
    """0 … 1."""


type Means = Mapping[tuple[str, str, str], Mean]
"""By room, quantity and span."""


class MeansCoordinator(ToldCoordinator[Means]):
    """The last day, week and month of every room."""

    path = "/api/v1/means"

    @override
    def told(self, answer: JsonObjectType) -> Means:
        means: dict[tuple[str, str, str], Mean] = {}
        for each in map(_object, _list(answer["means"])):
            for over in map(_object, _list(each["over"])):
                mean = over["mean"]
                means[str(each["room"]), str(each["quantity"]), str(over["over"])] = Mean(
                    mean=None if mean is None else _number(mean), coverage=_number(over["coverage"])
                )
        return means


class DevicesCoordinator(ToldCoordinator[tuple[str, ...]]):
    """Devices that deliver, and whom anybody in the network can listen to: their names."""

    path = "/api/v1/devices"

    @override
    def told(self, answer: JsonObjectType) -> tuple[str, ...]:
        return tuple(
            str(device["friendlyName"] or device["name"] or device["mac"])
            for device in map(_object, _list(answer["devices"]))
            if device["encrypted"] is False
        )


def _sink(sink: JsonObjectType) -> SinkStatus:
    failure = sink["failure"]
    return SinkStatus(
        name=str(sink["name"]),
        failure=None if failure is None else str(failure),
        waiting=sum(
            int(_number(lane["waiting"]))
            for lane in map(_object, _list(sink["lanes"]))
            if lane["lane"] in READING_LANES
        ),
        refused=int(_number(sink["refused"])),
    )


def _trouble(device: JsonObjectType) -> DeviceTrouble:
    mac = device["mac"]
    names = (device["friendlyName"], device["name"], device["address"])
    return DeviceTrouble(
        mac=None if mac is None else str(mac),
        name=next((str(name) for name in names if name), "?"),
        state=str(device["state"]),
        reason=str(device["reason"] or ""),
    )


def _object(value: JsonValueType) -> JsonObjectType:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _list(value: JsonValueType) -> list[JsonValueType]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def _number(value: JsonValueType) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value
