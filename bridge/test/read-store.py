"""Reads all that is in a store by docs/store.md alone, sharing no code with the bridge.

Each line of standard input is a path, and each line of output its answer in JSON:
{"readings": [[device, entity, measured at, thousandths], …], "undated": […]}, or {"error": "…"}.
Readings come in the order of their numbers, blocks first, by sensor and hour. Those in quarantine are
undated: their times are monotonic. Rooms, placements, calibrations and edits are their rows, by id, under
"rooms", "placements", "calibrations" and "edits"; "keys" and "tokens" are how many there are.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from contextlib import closing

HOUR_MS = 3_600_000
MORE = 0x80

Reading = tuple[str, str, int, int]
Sensors = dict[int, tuple[str, str]]


class Numbers:
    """The numbers of a packed row, one after the other."""

    def __init__(self, data: bytes) -> None:
        """Begin before the version."""
        self.rest = iter(data)
        if self.unsigned() != 1:
            message = "unknown version"
            raise ValueError(message)

    def unsigned(self) -> int:
        """Seven bits a byte, low bits first."""
        value = shift = 0
        for byte in self.rest:
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < MORE:
                return value
        message = "the bytes end too early"
        raise ValueError(message)

    def signed(self) -> int:
        """Zigzag."""
        value = self.unsigned()
        return (value >> 1) ^ -(value & 1)


def verified(data: bytes, crc: int, *row: int) -> bytes:
    """Return the bytes of a row whose checksum fits."""
    if zlib.crc32(data, zlib.crc32(" ".join(map(str, row)).encode())) != crc:
        message = f"checksum of {row}"
        raise ValueError(message)
    return data


def batch(row: tuple[int, int, bytes, int], sensors: Sensors) -> list[Reading]:
    """Unpack a commit: through, n, data, crc."""
    through, count, data, crc = row
    numbers = Numbers(verified(data, crc, through, count))
    readings: list[Reading] = []
    at = 0
    for _ in range(count):
        sensor = numbers.unsigned()
        at += numbers.signed()
        value = numbers.signed()
        numbers.signed()  # received at
        readings.append((*sensors[sensor], at, value))
    return readings


def block(row: tuple[int, int, int, bytes, int], sensors: Sensors) -> list[Reading]:
    """Unpack an hour of one sensor: sensor, hour, n, data, crc."""
    sensor, hour, count, data, crc = row
    numbers = Numbers(verified(data, crc, sensor, hour, count))
    has_received = numbers.unsigned() & 1
    readings: list[Reading] = []
    at, step, value = hour * HOUR_MS, 0, 0
    for i in range(count):
        moved = step + numbers.signed()
        at += moved
        step = moved if i > 0 else 0
        value += numbers.signed()
        if has_received:
            numbers.signed()
        readings.append((*sensors[sensor], at, value))
    return readings


def by_people(database: sqlite3.Connection) -> dict[str, object]:
    """Read what gives readings their place and their meaning."""
    tables = {
        "rooms": "SELECT id, name, floor FROM room ORDER BY id",
        "placements": "SELECT id, sensor, room, from_ms, until_ms, edit FROM placement ORDER BY id",
        "calibrations": "SELECT id, sensor, from_ms, gain, offset, edit FROM calibration ORDER BY id",
        "edits": "SELECT id, at_ms, what, undo, undone_by FROM edit ORDER BY id",
    }
    rows = {name: database.execute(sql).fetchall() for name, sql in tables.items()}
    last: dict[int, int | None] = {}
    for number, sensor, _room, since, until, _edit in sorted(rows["placements"], key=lambda row: row[3]):
        before = last.get(sensor, since)
        if before is None or before > since or (until is not None and until <= since):
            message = f"placement {number}: a sensor stands in one room at a time"
            raise ValueError(message)
        last[sensor] = until
    (keys,), (tokens,) = (
        database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        for table in ("device_key", "token")
    )
    return {**rows, "keys": keys, "tokens": tokens}


def answer(path: str) -> dict[str, object]:
    """Read one store."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            # One moment: a fold between two of the questions would move readings from one table to the other.
            database.execute("BEGIN")
            sensors: Sensors = {
                number: (device, entity)
                for number, device, entity in database.execute("SELECT id, device, entity FROM sensor")
            }
            readings = [
                reading
                for row in database.execute(
                    "SELECT sensor, hour, n, data, crc FROM block ORDER BY sensor, hour"
                )
                for reading in block(row, sensors)
            ]
            for row in database.execute("SELECT through, n, data, crc FROM inbox ORDER BY through"):
                readings += batch(row, sensors)
            undated = [
                reading
                for row in database.execute("SELECT through, n, data, crc FROM quarantine ORDER BY through")
                for reading in batch(row, sensors)
            ]
            return {"readings": readings, "undated": undated, **by_people(database)}
    except (sqlite3.Error, ValueError) as error:
        return {"error": str(error)}


for line in sys.stdin:
    print(json.dumps(answer(line.rstrip("\n"))), flush=True)
