"""Closed hours of a room as the bridge knows them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.json import json_loads_object

from .bridge import BridgeError, Fault
from .bridge_http import BridgeHttp, BridgeRefusalError

HOUR: Final = timedelta(hours=1)
HOUR_MS: Final = 3_600_000

AT_ONCE: Final = timedelta(days=31)
"""Of one answer: some 200 kB, which the bridge's reader and our parser have done in milliseconds."""

NOTHING_THERE: Final = frozenset({"before-first-reading", "never-measured", "in-the-future"})
"""The bridge has no hours of then: not even empty ones."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour, which is over."""

    start: datetime
    """UTC."""
    mean: float | None
    """In the bridge's unit, over the time that is covered; None: nothing is."""
    low: float | None
    high: float | None


async def hours_of(
    hass: HomeAssistant, http: BridgeHttp, room_id: str, quantity: str, period: tuple[datetime, datetime]
) -> AsyncIterator[tuple[list[Hour], datetime]]:
    """Yield the hours of a period in some pieces, each with until when it goes, in the order of time.

    Raises BridgeError, or BridgeRefusalError.
    """
    start, until = period
    while start < until:
        end = min(start + AT_ONCE, until)
        try:
            answer = await http.get(
                "/api/v1/averages",
                {
                    "room": room_id,
                    "quantity": quantity,
                    "every": "hour",
                    # Home Assistant's hours are those of UTC, also where clocks are half an hour off.
                    "hours": "utc",
                    "from": start.isoformat(),
                    "to": end.isoformat(),
                },
            )
        except BridgeRefusalError as err:
            if err.code not in NOTHING_THERE:
                raise
            hours = []
        else:
            try:
                # Not in the event loop: years are asked for one piece after the other.
                hours = await hass.async_add_executor_job(parse_hours, answer)
            except (KeyError, TypeError, ValueError) as err:
                raise BridgeError(Fault.MALFORMED, address=http.address, detail=repr(err)) from err
        yield [hour for hour in hours if start <= hour.start and hour.start + HOUR <= end], end
        start = end


def parse_hours(answer: bytes) -> list[Hour]:
    """Return those that are over, and begin where Home Assistant's hours do.

    A bridge that does not know what `hours` means says others where its clocks are half an hour off.
    Raises KeyError, TypeError or ValueError.
    """
    averages: Any = json_loads_object(answer)["averages"]
    hours = []
    for one in averages:
        start = datetime.fromisoformat(one["from"]).astimezone(UTC)
        if start.minute or datetime.fromisoformat(one["to"]) - start != HOUR or one["spanMs"] != HOUR_MS:
            continue
        low, high = one["min"], one["max"]
        hours.append(
            Hour(
                start,
                None if one["mean"] is None else float(one["mean"]),
                None if low is None else float(low["value"]),
                None if high is None else float(high["value"]),
            )
        )
    return hours
