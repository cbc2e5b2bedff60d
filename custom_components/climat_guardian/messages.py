"""What the bridge says on its WebSocket and on pairing, parsed once, at the door.

The promise is `bridge/api/schema.ts`, version 1. Fields that are not needed here are not read, and fields
that are not known are passed over, so that a bridge may say more than this integration understands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite

from homeassistant.util.json import JsonObjectType, JsonValueType, json_loads_object

API_VERSION = 1


# A device that cannot be stored shows its values all the same.
_DELIVERING = ("online", "not-stored")


class MalformedMessageError(ValueError):
    """A message that API version 1 does not allow."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The bridge introduces itself; always its first message."""

    version: str
    bridge_id: str
    site_name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class ForeignHello:
    """A hello of another API version: nothing else of it can be relied on."""

    api: int
    version: str


@dataclass(frozen=True, slots=True)
class Value:
    """The newest value of one quantity in one room."""

    value: float
    measured_at: str | None
    """None: repeated by a device on connecting, measured nobody knows when."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Climate:
    """What temperature and humidity together tell; None of what the formula is not for."""

    comfort: str
    dew_point: float | None = None
    absolute_humidity: float | None = None
    mould_risk: float | None = None
    assumed_outside: float | None = None
    """°C, on which the mould risk stands."""


@dataclass(frozen=True, slots=True)
class RoomDevice:
    """An ESP32 in a room."""

    mac: str
    name: str
    state: str
    reason: str | None
    """A sentence, where there is something to say."""

    @property
    def delivers(self) -> bool:
        """Whether the bridge hears from it."""
        return self.state in _DELIVERING


@dataclass(frozen=True, slots=True)
class Room:
    """A place that outlives the devices in it."""

    room_id: str
    name: str
    floor: str | None
    values: Mapping[str, Value]
    climate: Climate | None
    devices: tuple[RoomDevice, ...]

    @property
    def online(self) -> bool:
        """Whether at least one of its devices is connected to the bridge."""
        return any(device.delivers for device in self.devices)

    @property
    def macs(self) -> frozenset[str]:
        """Of the devices that stand there: lower case, colons."""
        return frozenset(device.mac for device in self.devices)

    def after(self, reading: Reading) -> Room:
        """Return the same room after a reading."""
        return replace(
            self,
            values={**self.values, reading.quantity: reading.value},
            climate=reading.climate if reading.tells_climate else self.climate,
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the bridge knows now; its second message."""

    rooms: Mapping[str, Room]


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """A room is new, or anything of it but a value changed."""

    room: Room


@dataclass(frozen=True, slots=True)
class RoomRemoved:
    """There is no such room any more."""

    room_id: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A new value in a room."""

    room_id: str
    quantity: str
    value: Value
    climate: Climate | None = None
    """The room's from now on, where the message tells it."""
    tells_climate: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """An ESP32 that the bridge knows or sees, in whatever state."""

    mac: str
    """Lower case, colons."""
    state: str


@dataclass(frozen=True, slots=True)
class Paired:
    """What the bridge gives for its six digits."""

    bridge_id: str
    site_name: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the bridge refused."""

    code: str
    tries_left: int | None


type Message = Snapshot | RoomChanged | RoomRemoved | Reading


def parse_hello(text: str) -> Hello | ForeignHello:
    """Return what the first message says, which may be said in another API version."""
    message = _json(text)
    if message.get("type") != "hello":
        raise MalformedMessageError("the first message is no hello")
    api = message.get("api")
    if not isinstance(api, int) or isinstance(api, bool):
        raise MalformedMessageError("hello names no API version")
    if api != API_VERSION:
        return ForeignHello(api=api, version=str(message.get("version", "?")))
    return Hello(
        version=_text(message, "version"),
        bridge_id=_text(message, "id"),
        site_name=_text(_object(message, "site"), "name"),
        time_zone=_text(_object(message, "site"), "timezone"),
    )


def parse_message(text: str) -> Message | None:
    """Return what follows the hello; None for messages that a display has no use for."""
    message = _json(text)
    match message.get("type"):
        case "snapshot":
            rooms = [_room(_as_object(room)) for room in _array(message, "rooms")]
            return Snapshot(rooms={room.room_id: room for room in rooms})
        case "room":
            return RoomChanged(room=_room(_object(message, "room")))
        case "room-removed":
            return RoomRemoved(room_id=_text(message, "room"))
        case "reading":
            return Reading(
                room_id=_text(message, "room"),
                quantity=_text(message, "quantity"),
                value=_value(_object(message, "value")),
                climate=_climate(message.get("climate")),
                tells_climate="climate" in message,
            )
        case _:
            return None


def parse_devices(text: str) -> list[Device]:
    """Return the devices that have a MAC address: by it they are the same ones elsewhere."""
    devices = [_as_object(device) for device in _array(_json(text), "devices")]
    return [
        Device(mac=mac, state=_text(device, "state"))
        for device in devices
        if isinstance(mac := device.get("mac"), str)
    ]


def parse_paired(text: str) -> Paired:
    """Return what was given for the right digits."""
    answer = _json(text)
    return Paired(
        bridge_id=_text(answer, "bridge"),
        site_name=_text(_object(answer, "site"), "name"),
        token=_text(answer, "token"),
    )


def parse_problem(text: str) -> Problem:
    """Return what the bridge says instead (RFC 9457, with a code that stays the same)."""
    answer = _json(text)
    tries_left = answer.get("triesLeft")
    return Problem(
        code=_text(answer, "code"),
        tries_left=tries_left if isinstance(tries_left, int) else None,
    )


def _room(room: JsonObjectType) -> Room:
    room_id = _text(room, "id")
    name = room.get("name")
    floor = room.get("floor")
    return Room(
        room_id=room_id,
        name=name if isinstance(name, str) and name.strip() else room_id,
        floor=floor if isinstance(floor, str) and floor.strip() else None,
        values={quantity: _value(_as_object(value)) for quantity, value in _object(room, "values").items()},
        climate=_climate(room.get("climate")),
        devices=tuple(_device(_as_object(device)) for device in _array(room, "devices")),
    )


def _device(device: JsonObjectType) -> RoomDevice:
    mac = _text(device, "mac")
    name = device.get("name")
    reason = device.get("reason")
    return RoomDevice(
        mac=mac,
        name=name if isinstance(name, str) and name.strip() else mac,
        state=_text(device, "state"),
        reason=reason if isinstance(reason, str) else None,
    )


def _climate(told: JsonValueType) -> Climate | None:
    if told is None:
        return None
    climate = _as_object(told)
    return Climate(
        # The bridge writes words apart by hyphens, Home Assistant its states by underscores.
        comfort=_text(climate, "comfort").replace("-", "_"),
        dew_point=_number(climate, "dewPoint"),
        absolute_humidity=_number(climate, "absoluteHumidity"),
        mould_risk=_number(climate, "mouldRisk"),
        assumed_outside=_number(climate, "assumedOutside"),
    )


def _number(message: JsonObjectType, key: str) -> float | None:
    number = message.get(key)
    if number is None:
        return None
    if not isinstance(number, int | float) or isinstance(number, bool) or not isfinite(number):
        raise MalformedMessageError(f"{key} is {number!r}")
    return number


def _value(value: JsonObjectType) -> Value:
    number = value.get("value")
    if not isinstance(number, int | float) or isinstance(number, bool) or not isfinite(number):
        raise MalformedMessageError(f"a value is {number!r}")
    measured_at = value.get("measuredAt")
    unit = value.get("unit")
    return Value(
        value=number,
        measured_at=measured_at if isinstance(measured_at, str) else None,
        unit=unit if isinstance(unit, str) else "",
    )


def _json(text: str) -> JsonObjectType:
    try:
        return json_loads_object(text)
    except ValueError as err:
        raise MalformedMessageError("a message is no JSON object") from err


def _text(message: JsonObjectType, key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str) or not value:
        raise MalformedMessageError(f"{key} is {value!r}")
    return value


def _array(message: JsonObjectType, key: str) -> list[JsonValueType]:
    value = message.get(key)
    if not isinstance(value, list):
        raise MalformedMessageError(f"{key} is no list")
    return value


def _object(message: JsonObjectType, key: str) -> JsonObjectType:
    return _as_object(message.get(key))


def _as_object(value: JsonValueType) -> JsonObjectType:
    if not isinstance(value, dict):
        raise MalformedMessageError(f"{value!r} is no object")
    return value
