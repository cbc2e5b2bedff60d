"""Computes what dashboards ought to show, from the raw readings in InfluxDB and docs/averages.md alone.

It shares no code with the bridge, with the dashboards, or with the reference of bridge/test/averages: hours
are summed here by a sweep over a whole room.

usage: reference.py INFLUXDB_URL PLACES_JSON ZONE NOW_MS

Each line of standard input is a question in JSON, and each line of output its answer: rows of
[group, start, until, hour, {sum, covered, span, min, max}], in the order of group and time.
  {"of": "room" | "sensor", "quantity", "tier": "hour" | "day" | "week" | "month" | "year" | "all",
   "from", "until": milliseconds, both counted in, between which the smaller buckets begin that are summed,
   "smaller": "hour" | "day" | "month", what is summed; "by": "hour", also by the local hour of the day}
The group is a room's id, or a device's MAC; the hour is empty unless it is asked by. What has nothing
covered is said too, its minimum and maximum null.
  With {"within": {"above", "from", "below", "to"}} only hours are summed whose mean is so.
  {"raw": quantity, "from", "until"} gives the readings: [MAC, room, at, value].
"""

from __future__ import annotations

import hashlib
import json
import sys
from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from math import exp, inf, log
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import urlopen
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = 3_600_000
FIRST_HOLD = 150_000
MEASURED = ("temperature", "humidity", "signal")
DERIVED = ("dew_point", "absolute_humidity")

Json = dict[str, Any]


class Bucket:
    """What is known of a stretch of time."""

    __slots__ = ("covered", "high", "low", "span", "sum")

    def __init__(self, span: int = 0) -> None:
        """Begin with nothing covered."""
        self.span = span
        self.covered = 0
        self.sum = 0.0
        self.low, self.high = inf, -inf

    def hold(self, value: float, lasted: int) -> None:
        """Count a value that was there for so long."""
        self.sum += value * lasted
        self.covered += lasted
        self.low = min(self.low, value)
        self.high = max(self.high, value)

    def add(self, other: Bucket, span: int) -> None:
        """Count a smaller one, and as much time as is given."""
        self.span += span
        self.covered += other.covered
        self.sum += other.sum
        self.low = min(self.low, other.low)
        self.high = max(self.high, other.high)

    def row(self) -> list[float]:
        """Say all, in an order."""
        return [self.span, self.covered, self.sum, self.low, self.high]

    @staticmethod
    def of(row: list[Any]) -> Bucket:
        """Take what row() said."""
        bucket = Bucket()
        bucket.span, bucket.covered, bucket.sum, bucket.low, bucket.high = row
        return bucket

    def said(self) -> Json:
        """Say it; what is not there is null."""
        there = self.covered > 0
        return {
            "sum": self.sum,
            "covered": self.covered,
            "span": self.span,
            "min": self.low if there else None,
            "max": self.high if there else None,
        }


Hours = dict[int, Bucket]


def pressure_of(temperature: float) -> float:
    """Give the pressure of saturated vapour over water in hPa: D. Sonntag (1990), t in °C."""
    t = temperature + 273.15
    return exp(-6096.9385 / t + 16.635794 - 2.711193e-2 * t + 1.673952e-5 * t * t + 2.433502 * log(t))


def dew_point(vapour: float) -> float:
    """Find where vapour of that pressure is saturated: by Magnus's slope, nearly the right one."""
    logarithm = log(vapour)
    magnus = logarithm - log(6.112)
    temperature = 243.12 * magnus / (17.62 - magnus)
    for _ in range(3):
        slope = 17.62 * 243.12 / (243.12 + temperature) ** 2
        temperature += (logarithm - log(pressure_of(temperature))) / slope
    return temperature


def derived(temperature: float, humidity: float) -> tuple[float, float] | None:
    """Give dew point and absolute humidity of a room's air; the ranges are those of docs/climate.md."""
    if not (-45 <= temperature <= 60 and 0 < humidity <= 100):  # noqa: PLR2004
        return None
    vapour = pressure_of(temperature) * humidity / 100
    return dew_point(vapour), vapour * 1e5 / (461.51805 * (temperature + 273.15))


def asked_of_influxdb(url: str, query: str) -> Json:
    """Read an answer of InfluxDB."""
    with urlopen(f"{url}/query?{urlencode({'db': 'climate', 'epoch': 'ms', 'q': query})}") as answer:  # noqa: S310
        return json.load(answer)["results"][0]  # type: ignore[no-any-return]


class Sensor:
    """What one sensor measured, and where."""

    def __init__(self, url: str, row: Json, places: Json) -> None:
        """Know its placements, calibrations and holds."""
        self.device, self.quantity = row["device"], row["quantity"]

        def own(name: str) -> list[Json]:
            return [one for one in places[name] if one["sensor"] == row["id"]]

        self.placements = [(one["room"], one["from"], one["until"]) for one in own("placements")]
        self.calibrations = own("calibrations")
        self.holds = own("holds")
        self.url, self.entity = url, row["entity"]

    @cached_property
    def readings(self) -> list[tuple[int, float]]:
        """Read what it measured out of InfluxDB."""
        query = (
            f"SELECT {self.quantity} FROM climate "  # noqa: S608
            f"WHERE device = '{self.device}' AND sensor = '{self.entity}'"
        )
        series = asked_of_influxdb(self.url, query).get("series", [{"values": []}])
        return [(at, value) for at, value in series[0]["values"]]

    def calibrated(self, value: float, at: int) -> float:
        """Correct what was measured."""
        valid = [one for one in self.calibrations if one["from"] <= at]
        return valid[-1]["gain"] * value + valid[-1]["offset"] if valid else value

    def covers(self, now: int) -> Iterator[tuple[int, int, float]]:
        """Give what each reading covers: from, until, calibrated value; cut where the calibration changes."""
        begins = [one["from"] for one in self.holds]
        edges = [one["from"] for one in self.calibrations]
        for index, (at, value) in enumerate(self.readings):
            following = self.readings[index + 1][0] if index + 1 < len(self.readings) else now
            newest = bisect_right(begins, at)
            hold = self.holds[newest - 1]["hold"] if newest else FIRST_HOLD
            start, until = at, min(following, now, at + hold)
            for edge in edges:
                if start < edge < until:
                    yield start, edge, self.calibrated(value, start)
                    start = edge
            yield start, until, self.calibrated(value, start)


def by_hour(start: int, until: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch at the hours."""
    while start < until:
        hour = start - start % HOUR
        end = min(until, hour + HOUR)
        yield hour, end - start
        start = end


class Building:
    """All hours of all rooms and sensors."""

    def __init__(self, url: str, places: Json, zone: str, now: int) -> None:
        """Know who there was."""
        self.zone, self.now = ZoneInfo(zone), now
        self.sensors = [Sensor(url, row, places) for row in places["sensors"]]
        self.rooms: dict[tuple[str, str], Hours] = {}
        self.devices: dict[tuple[str, str], Hours] = {}
        self.places = places
        self.starts = cache(self.starts_of)
        self.hour_of = cache(self.local_hour)

    def compute(self) -> None:
        """Sum all hours."""
        for room in (row["id"] for row in self.places["rooms"]):
            self.sum_room(room)
        for sensor in self.sensors:
            self.sum_sensor(sensor)

    def save(self, path: Path) -> None:
        """Keep the hours for the next run: the same readings have the same ones."""
        tables = [
            [
                [*key, [[start, *bucket.row()] for start, bucket in hours.items()]]
                for key, hours in table.items()
            ]
            for table in (self.rooms, self.devices)
        ]
        part = path.with_suffix(".part")
        part.write_text(json.dumps(tables))
        part.replace(path)

    def load(self, path: Path) -> None:
        """Take the hours that another run kept."""
        for table, rows in zip((self.rooms, self.devices), json.loads(path.read_text()), strict=True):
            for group, quantity, hours in rows:
                table[group, quantity] = {start: Bucket.of(row) for start, *row in hours}

    def owed(self, room: str, quantity: str) -> Hours:
        """Begin with an empty bucket for each whole hour in which such a sensor stood there."""
        hours: Hours = {}
        for sensor in self.sensors:
            if sensor.quantity != quantity or not sensor.readings:
                continue
            first = sensor.readings[0][0]
            for place, since, left in sensor.placements:
                if place != room:
                    continue
                begin, end = max(since, first - first % HOUR), self.now if left is None else left
                for start in range(begin - begin % HOUR, end, HOUR):
                    if start + HOUR <= self.now:
                        hours[start] = Bucket(HOUR)
        return hours

    def turns_of(self, room: str) -> Iterator[tuple[int, int, int, float]]:
        """Give when values begin (1) and end (0) to count in a room: time, which, sensor, value."""
        for number, sensor in enumerate(self.sensors):
            stays = [(since, left) for place, since, left in sensor.placements if place == room]
            for since, left in stays:
                for start, until, value in sensor.covers(self.now):
                    begin, end = max(start, since), until if left is None else min(until, left)
                    if begin < end:
                        yield begin, 1, number, value
                        yield end, 0, number, 0.0

    def sum_room(self, room: str) -> None:
        """Sweep over all that its sensors say at an instant."""
        hours = {name: self.owed(room, name) for name in MEASURED}
        for name in DERIVED:
            both = set(hours["temperature"]) & set(hours["humidity"])
            hours[name] = {start: Bucket(HOUR) for start in both}
        there: dict[int, float] = {}
        before = 0
        for at, begins, number, value in sorted(self.turns_of(room)):
            values = self.values(there) if there and at > before else {}
            for hour, lasted in by_hour(before, at) if values else ():
                for name, mean in values.items():
                    # The hour that has not ended is in no row yet.
                    hours[name].get(hour, Bucket()).hold(mean, lasted)
            before = at
            if begins:
                there[number] = value
            else:
                del there[number]
        self.rooms |= {(room, name): found for name, found in hours.items()}

    def values(self, there: dict[int, float]) -> dict[str, float]:
        """Give the means of those who are there, and what follows from them at that instant."""
        lists: dict[str, list[float]] = defaultdict(list)
        for number in sorted(there):
            lists[self.sensors[number].quantity].append(there[number])
        means = {name: sum(values) / len(values) for name, values in lists.items()}
        if {"temperature", "humidity"} <= means.keys():
            air = derived(means["temperature"], means["humidity"])
            if air is not None:
                means["dew_point"], means["absolute_humidity"] = air
        return means

    def sum_sensor(self, sensor: Sensor) -> None:
        """Sum one sensor, wherever it stands."""
        if not sensor.readings:
            return
        first = sensor.readings[0][0]
        hours = {start: Bucket(HOUR) for start in range(first - first % HOUR, self.now - HOUR + 1, HOUR)}
        for start, until, value in sensor.covers(self.now):
            for hour, lasted in by_hour(start, until):
                if hour in hours:
                    hours[hour].hold(value, lasted)
        self.devices[sensor.device, sensor.quantity] = hours

    def midnight(self, day: date) -> int:
        """Find the instant at which a local day begins."""
        return round(datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp() * 1000)

    def starts_of(self, at: int, tier: str) -> tuple[int, int]:
        """Find the local bucket in which an instant lies: its start and its end."""
        local = datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone)
        day = local.date()
        if tier == "hour":
            return at - at % HOUR, at - at % HOUR + HOUR
        if tier == "day":
            begin, end = day, day + timedelta(days=1)
        elif tier == "week":
            begin = day - timedelta(days=day.weekday())
            end = begin + timedelta(days=7)
        elif tier == "month":
            begin = day.replace(day=1)
            end = (begin + timedelta(days=31)).replace(day=1)
        elif tier == "year":
            begin, end = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        else:
            return 0, 0
        return self.midnight(begin), self.midnight(end)

    def local_hour(self, at: int) -> str:
        """Say the local hour in which an instant lies."""
        return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone).hour:02}"

    def raw(self, asked: Json) -> Iterator[list[Any]]:
        """Give readings as they were measured, with the room in which their sensor stood."""
        for sensor in self.sensors:
            if sensor.quantity != asked["raw"]:
                continue
            for at, value in sensor.readings:
                if asked["from"] <= at <= asked["until"]:
                    rooms = [
                        room
                        for room, since, left in sensor.placements
                        if since <= at and (left is None or at < left)
                    ]
                    yield [sensor.device, rooms[0] if rooms else None, at, value]

    def answer(self, asked: Json) -> list[Any]:
        """Sum what is asked for."""
        if "raw" in asked:
            return [*self.raw(asked)]
        table = self.rooms if asked["of"] == "room" else self.devices
        rows: list[Any] = []
        for (group, quantity), hours in sorted(table.items()):
            if quantity != asked["quantity"]:
                continue
            sums: dict[tuple[int, int, str], Bucket] = defaultdict(Bucket)
            summed: set[int] = set()
            for start, bucket in sorted(hours.items()):
                begin, end = self.starts(start, asked.get("smaller", "hour"))
                if not asked["from"] <= begin <= asked["until"] or not is_within(bucket, asked):
                    continue
                hour = self.hour_of(start) if asked.get("by") == "hour" else ""
                into = sums[(*self.starts(start, asked["tier"]), hour)]
                # A day in which a sensor stood there for an hour is a whole day, and so is a month.
                into.add(bucket, 0 if begin in summed else end - begin)
                summed.add(begin)
            rows += [[group, *when, bucket.said()] for when, bucket in sorted(sums.items())]
        return rows


def is_within(bucket: Bucket, asked: Json) -> bool:
    """Tell whether a bucket's mean is in the band that is asked for; where none is, each is."""
    band = asked.get("within")
    if band is None:
        return True
    if bucket.covered == 0:
        return False
    mean = bucket.sum / bucket.covered
    return bool(
        mean > band.get("above", -inf)
        and mean >= band.get("from", -inf)
        and mean < band.get("below", inf)
        and mean <= band.get("to", inf)
    )


def main() -> None:
    """Answer until nobody asks."""
    url, places, zone, now = sys.argv[1:]
    building = Building(url, json.loads(Path(places).read_text()), zone, int(now))
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    saved = Path(places).with_name(f"hours-{version}.json")
    if saved.exists():
        building.load(saved)
    else:
        building.compute()
        building.save(saved)
    for line in sys.stdin:
        print(json.dumps(building.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
