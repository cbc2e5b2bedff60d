"""Computes averages again, by docs/averages.md alone: it shares no code with the bridge.

Each line of standard input is a question in JSON, and each line of output its answer:
{"zone", "now", "sensors": {number: quantity}, "devices": {number: device},
 "readings": [[sensor, at, thousandths], …], "placements": [[sensor, room, from, until or null], …],
 "calibrations": [[sensor, from, gain, offset], …],
 "holds": [[sensor, from, milliseconds], …], "flags": [[sensor, from, until], …]}
{"sensor": [[sensor, start, until, …], …], "hour": [[room, quantity, start, until, …], …], "day": […],
 "month": […]}, each row going on with count, wsum, covered, min, min at, max, max at.
Nothing is covered from `now` on. Buckets of which nothing is covered are said where there has to be a
row all the same.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from math import exp, fsum, inf, log
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

# By hand: when the days begin between which clocks change (Kathmandu's never do), and the days after them.
MIDNIGHTS = {
    "Europe/Zurich": {
        "2026-03-29": "2026-03-28T23:00Z",  # 23 h
        "2026-03-30": "2026-03-29T22:00Z",
        "2026-10-25": "2026-10-24T22:00Z",  # 25 h
        "2026-10-26": "2026-10-25T23:00Z",
    },
    "America/New_York": {
        "2026-03-08": "2026-03-08T05:00Z",  # 23 h
        "2026-03-09": "2026-03-09T04:00Z",
        "2026-11-01": "2026-11-01T04:00Z",  # 25 h
        "2026-11-02": "2026-11-02T05:00Z",
    },
    "Australia/Lord_Howe": {
        "2026-04-05": "2026-04-04T13:00Z",  # 24 h 30 min
        "2026-04-06": "2026-04-05T13:30Z",
        "2026-10-04": "2026-10-03T13:30Z",  # 23 h 30 min
        "2026-10-05": "2026-10-04T13:00Z",
    },
    "Asia/Kathmandu": {
        "2026-03-29": "2026-03-28T18:15Z",  # 24 h, at a quarter past an hour of UTC
        "2026-03-30": "2026-03-29T18:15Z",
    },
}
HOUR, QUARTER = 3_600_000, 900_000
# Between which °C Sonntag's formula is good, and dew points are told.
COLDEST, WARMEST = -45.0, 60.0
ZERO_IN_K = 273.15
VAPOUR = 461.51805  # J/(kg K)
FIRST_HOLD = 150_000

Row = list[Any]
# Start, until, value, sensor.
Segment = tuple[int, int, float, int]


class Bucket:
    """What is kept of a stretch of time."""

    def __init__(self) -> None:
        """Begin empty."""
        self.count = self.covered = 0
        self.parts: list[float] = []
        self.low, self.high = (inf, 0), (-inf, 0)

    def hold(self, start: int, until: int, value: float) -> None:
        """Count a value that held, in the order of time."""
        self.add(0, value * (until - start), until - start, (value, start), (value, start))

    def add(
        self, count: int, wsum: float, covered: int, low: tuple[float, int], high: tuple[float, int]
    ) -> None:
        """Count what follows in time: of equal extremes the first stays."""
        self.count += count
        self.parts.append(wsum)
        self.covered += covered
        self.low = low if low[0] < self.low[0] else self.low
        self.high = high if high[0] > self.high[0] else self.high

    def row(self) -> Row:
        """Say it in the order of the answer."""
        edges = [*self.low, *self.high] if self.covered else [None] * 4
        return [self.count, fsum(self.parts), self.covered, *edges]


# By what they are of, start and until.
Rows = dict[tuple[Any, ...], Bucket]


@cache
def bucket_of(zone: str) -> int:
    """Find a zone's bucket: a quarter of an hour where an offset since 1990 is no whole hour."""
    moment = datetime(1990, 1, 1, tzinfo=UTC)
    while moment.year < 2040:  # noqa: PLR2004
        offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
        if offset is None or offset % timedelta(hours=1):
            return QUARTER
        moment += timedelta(days=7)
    return HOUR


@cache
def midnight(zone: str, day: date) -> int:
    """Find the instant at which a day of the zone begins."""
    written = MIDNIGHTS.get(zone, {}).get(day.isoformat())
    if written is not None:
        return round(datetime.fromisoformat(written).timestamp() * 1000)
    return round(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def day_of(zone: str, at: int) -> date:
    """Find the zone's day of an instant."""
    day = datetime.fromtimestamp(at / 1000, UTC).date() + timedelta(days=1)
    while midnight(zone, day) > at:
        day -= timedelta(days=1)
    return day


def newest(rows: list[Row], at: int) -> Row | None:
    """Find the dated row that holds at an instant; each begins with its time."""
    index = bisect_right(rows, at, key=itemgetter(0))
    return rows[index - 1] if index else None


def covers(
    readings: list[Row], holds: list[Row], flags: list[Row], now: int
) -> Iterator[tuple[int, int, int]]:
    """Give what each reading that counts covers: from, until, value."""
    for (at, value), (following, _) in pairwise([*readings, [now, 0]]):
        if at >= now or any(start <= at < until for start, until in flags):
            continue
        hold = newest(holds, at)
        ends = [now, following, at + (FIRST_HOLD if hold is None else hold[1])]
        yield at, min(ends + [start for start, _ in flags if start > at]), value


def split(start: int, until: int, edges: list[int]) -> Iterator[tuple[int, int]]:
    """Cut a stretch at edges, which are sorted."""
    for edge in edges[bisect_right(edges, start) :]:
        if edge >= until:
            break
        yield start, edge
        start = edge
    yield start, until


def means(segments: list[Segment]) -> Iterator[tuple[int, int, float]]:
    """Give the mean of those who are there, between any two instants at which one comes or goes."""
    turns = [(until, 0, sensor, 0.0) for _, until, _, sensor in segments]
    turns += [(start, 1, sensor, value) for start, _, value, sensor in segments]
    there: dict[int, float] = {}
    before = 0
    for at, begins, sensor, value in sorted(turns):
        if there and at > before:
            yield before, at, sum(there[key] for key in sorted(there)) / len(there)
        before = at
        if begins:
            there[sensor] = value
        else:
            del there[sensor]


def table(asked: dict[str, Any], name: str, sensor: int) -> list[Row]:
    """Find the rows of a sensor, by time."""
    by = itemgetter(1 if name == "placements" else 0)
    return sorted((row for of, *row in asked[name] if of == sensor), key=by)


def sums(zone: str, hours: Rows, *, monthly: bool) -> Iterator[Row]:
    """Add up what began between two midnights."""
    longer: dict[tuple[Any, ...], Bucket] = defaultdict(Bucket)
    for (room, quantity, start, _), bucket in sorted(hours.items(), key=itemgetter(0)):
        day = day_of(zone, start)
        first = day.replace(day=1) if monthly else day
        after = (first + timedelta(days=31)).replace(day=1) if monthly else day + timedelta(days=1)
        longer[room, quantity, midnight(zone, first), midnight(zone, after)].add(
            bucket.count, fsum(bucket.parts), bucket.covered, bucket.low, bucket.high
        )
    return ([*key, *bucket.row()] for key, bucket in longer.items())


def saturated(celsius: float) -> float:
    """Compute the pressure of saturated vapour over water in Pa, by Sonntag (1990)."""
    t = celsius + ZERO_IN_K
    return exp(-6096.9385 / t + 21.2409642 - 0.02711193 * t + 1.673952e-5 * t * t + 2.433502 * log(t))


def dew_point(celsius: float, percent: float) -> float | None:
    """Find by halving where the vapour that there is would be saturated."""
    pressure = saturated(celsius) * percent / 100
    low, high = COLDEST, celsius
    if saturated(low) > pressure:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if saturated(middle) < pressure else (low, middle)
    return high


def absolute_humidity(celsius: float, percent: float) -> float | None:
    """Compute the grams of vapour in a cubic metre, an ideal gas."""
    return 10 * saturated(celsius) * percent / (VAPOUR * (celsius + ZERO_IN_K))


FORMULAS = {"dew_point": dew_point, "absolute_humidity": absolute_humidity}


def together(
    warm: list[tuple[int, int, float]], damp: list[tuple[int, int, float]]
) -> Iterator[tuple[int, int, float, float]]:
    """Give the stretches in which two are there, with the values of both."""
    starts = [start for start, _, _ in damp]
    for start, until, celsius in warm:
        for begin, end, percent in damp[max(0, bisect_right(starts, start) - 1) :]:
            if begin >= until:
                break
            if end > start:
                yield max(start, begin), min(until, end), celsius, percent


def overlaps(start: int, until: int, stretches: list[tuple[int, float]]) -> bool:
    """Tell whether any of these stretches has any of that one in it."""
    return any(begin < until and end > start for begin, end in stretches)


def standing(asked: dict[str, Any], sensor: int) -> Iterator[tuple[str, int, float]]:
    """Give the rooms of a sensor: from the hour of its first reading on."""
    measured = [at for of, at, _ in asked["readings"] if of == sensor and at < asked["now"]]
    if measured:
        begin = min(measured) // HOUR * HOUR
        for of, room, since, left in asked["placements"]:
            if of == sensor and (left is None or left > begin):
                yield room, max(since, begin), inf if left is None else left


def owed_by_sensor(asked: dict[str, Any], sensor: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Give the pieces that are there while a device stands somewhere, or the sensor is to measure yet."""
    size = bucket_of(asked["zone"])
    measured = [at for of, at, _ in asked["readings"] if of == sensor and at < asked["now"]]
    if not measured:
        return
    begin, end = min(measured) // HOUR * HOUR, (max(measured) // HOUR + 1) * HOUR
    device = asked["devices"][str(sensor)]
    placed = [
        (since, inf if left is None else left)
        for of, _, since, left in asked["placements"]
        if asked["devices"][str(of)] == device
    ]
    for bucket in range(begin, asked["now"], size):
        for start, until in split(bucket, bucket + size, cuts):
            if start < end or overlaps(start, until, placed):
                yield start, until


def owe(asked: dict[str, Any], sensor: int, cuts: list[int], pieces: Rows) -> None:
    """Make the pieces of a sensor that have to be there."""
    for start, until in owed_by_sensor(asked, sensor, cuts):
        _ = pieces[sensor, start, until]


def owe_rooms(
    asked: dict[str, Any], sensor: int, quantity: str, owed: dict[tuple[str, str], set[int]]
) -> None:
    """Add the starts of the buckets in which a sensor stands in a room."""
    size = bucket_of(asked["zone"])
    for room, since, end in standing(asked, sensor):
        owed[room, quantity].update(range(since // size * size, min(end, asked["now"]), size))


def touch(hours: Rows, room: str, quantity: str, starts: set[int], size: int) -> None:
    """Make buckets that have to be there; those that are there stay."""
    for start in starts:
        _ = hours[room, quantity, start, start + size]


def derive(
    hours: Rows,
    size: int,
    owed: dict[tuple[str, str], set[int]],
    lasting: dict[tuple[str, str], list[tuple[int, int, float]]],
    begun: dict[str, set[int]],
) -> None:
    """Add what temperature and humidity tell together, instant by instant."""
    for room in {room for room, _ in owed}:
        for bucket in owed[room, "temperature"] & owed[room, "humidity"]:
            for name in FORMULAS:
                _ = hours[room, name, bucket, bucket + size]
        both = (lasting.get((room, name), []) for name in ("temperature", "humidity"))
        for start, until, warm, damp in together(*both):
            if not (COLDEST <= warm / 1000 <= WARMEST and 0 <= damp / 1000 <= 100):  # noqa: PLR2004
                continue
            for name, formula in FORMULAS.items():
                value = formula(warm / 1000, damp / 1000)
                if value is not None:
                    hour = hours[room, name, start // size * size, start // size * size + size]
                    hour.hold(start, until, value * 1000)
                    hour.count += start in begun[room]


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Compute all buckets of a history."""
    size = bucket_of(asked["zone"])
    pieces: Rows = defaultdict(Bucket)
    hours: Rows = defaultdict(Bucket)
    rooms: dict[tuple[str, str], list[Segment]] = defaultdict(list)
    owed: dict[tuple[str, str], set[int]] = defaultdict(set)
    begun: dict[str, set[int]] = defaultdict(set)
    for sensor, quantity in ((int(number), quantity) for number, quantity in asked["sensors"].items()):
        names = ("readings", "holds", "flags", "placements", "calibrations")
        readings, holds, flags, placements, calibrations = (table(asked, name, sensor) for name in names)
        placed = (edge for _, *edges in placements for edge in edges if edge is not None)
        cuts = sorted({*placed, *(row[0] for row in calibrations)})
        owe(asked, sensor, cuts, pieces)
        owe_rooms(asked, sensor, quantity, owed)
        for at, until, value in covers(readings, holds, flags, asked["now"]):
            edges = sorted({*cuts, *range((at // size + 1) * size, until, size)})
            for start, end in split(at, until, edges):
                bucket, place = start // size * size, bisect_right(cuts, start)
                begin = max([bucket, *cuts[:place][-1:]])
                piece = pieces[sensor, begin, min([bucket + size, *cuts[place:][:1]])]
                piece.hold(start, end, value)
                piece.count += start == at
                calibration = newest(calibrations, start)
                said = value if calibration is None else calibration[1] * value + calibration[2] * 1000
                for room, since, left in placements:
                    if since <= start and (left is None or start < left):
                        rooms[room, quantity].append((start, end, said, sensor))
                        hours[room, quantity, bucket, bucket + size].count += start == at
                        if start == at and quantity in {"temperature", "humidity"}:
                            begun[room].add(at)
    lasting = {key: [*means(segments)] for key, segments in rooms.items()}
    for (room, quantity), stretches in lasting.items():
        for start, until, mean in stretches:
            bucket = start // size * size
            hours[room, quantity, bucket, bucket + size].hold(start, until, mean)
    for (room, quantity), starts in owed.items():
        touch(hours, room, quantity, starts, size)
    derive(hours, size, owed, lasting, begun)
    return {
        "sensor": [[*key, *bucket.row()] for key, bucket in pieces.items()],
        "hour": [[*key, *bucket.row()] for key, bucket in hours.items()],
        "day": [*sums(asked["zone"], hours, monthly=False)],
        "month": [*sums(asked["zone"], hours, monthly=True)],
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
