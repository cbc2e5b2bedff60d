"""A past that a bridge on the wire tells, and what the recorder has of it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .wire import WireBridge

HOUR = timedelta(hours=1)


class Past:
    """Hours by room and quantity, as a test says they were; of all others the bridge knows nothing."""

    def __init__(self, wire: WireBridge) -> None:
        """Answer for that bridge."""
        self.wire = wire
        self.hours: dict[tuple[str, str], dict[datetime, float | None]] = {}
        self.refusal: tuple[int, str] | None = None
        self.asked: list[dict[str, str]] = []
        self._asked = asyncio.Event()
        wire.answers["GET /api/v1/averages"] = self._answer

    def measured(self, room_id: str, quantity: str, start: datetime, *means: float | None) -> None:
        """Say what an hour was, and those after it; None: nothing was measured."""
        hours = self.hours.setdefault((room_id, quantity), {})
        hours.update((start + n * HOUR, mean) for n, mean in enumerate(means))

    async def was_asked(self) -> None:
        """Return when somebody asks for hours."""
        self._asked.clear()
        await self._asked.wait()

    async def _answer(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        self.asked.append(asked)
        self._asked.set()
        if self.refusal is not None:
            return refused(*self.refusal)
        assert (asked["every"], asked["hours"]) == ("hour", "utc")
        hours = self.hours.get((asked["room"], asked["quantity"]))
        if hours is None:
            return refused(404, "never-measured")
        start, until = (datetime.fromisoformat(asked[name]) for name in ("from", "to"))
        if until <= min(hours):
            return refused(422, "before-first-reading")
        told = {at: mean for at, mean in hours.items() if start - HOUR < at < until}
        averages = [hour_json(at, mean) for at, mean in sorted(told.items())]
        return web.json_response({"averages": averages})


def hour_json(start: datetime, mean: float | None, **more: Any) -> dict[str, Any]:
    """Return an hour as the bridge writes it; it went from one below its mean to one above."""
    return {
        "from": start.isoformat(),
        "to": (start + HOUR).isoformat(),
        "mean": mean,
        "min": None if mean is None else {"value": mean - 1, "at": start.isoformat()},
        "max": None if mean is None else {"value": mean + 1, "at": start.isoformat()},
        "readings": 0 if mean is None else 360,
        "coverage": 0 if mean is None else 1,
        "coveredMs": 0 if mean is None else 3_600_000,
        "spanMs": 3_600_000,
        **more,
    }


def refused(status: int, code: str) -> web.Response:
    """Return a refusal as the bridge writes it."""
    problem = {
        "status": status,
        "code": code,
        "title": "No",
        "detail": "That cannot be.",
        "type": "about:blank",
    }
    return web.json_response(problem, status=status, content_type="application/problem+json")


async def compiled(hass: HomeAssistant, start: datetime, hours: int = 1) -> None:
    """Have Home Assistant make its own rows of some hours, by its own task."""
    await async_wait_recording_done(hass)
    for n in range(12 * hours):
        do_adhoc_statistics(hass, start=start + n * timedelta(minutes=5))
    await async_wait_recording_done(hass)


async def rows(hass: HomeAssistant, statistic_id: str) -> dict[datetime, dict[str, Any]]:
    """Return what Home Assistant shows of a series hour by hour, as it is kept."""
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        *(hass, datetime.fromtimestamp(0, dt_util.UTC), None, {statistic_id}, "hour", None),
        {"mean", "min", "max"},
    )
    return {dt_util.utc_from_timestamp(row.pop("start")): dict(row) for row in found.get(statistic_id, [])}


async def means(hass: HomeAssistant, statistic_id: str) -> dict[datetime, float | None]:
    """Return the means alone."""
    return {start: row["mean"] for start, row in (await rows(hass, statistic_id)).items()}


async def at(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let it be another time, of which everything hears."""
    freezer.move_to(now)
    async_fire_time_changed(hass, now)
    await hass.async_block_till_done()


async def imported(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Return when what is being imported is in the database."""
    while running := [task for task in entry._background_tasks if task.get_name().startswith("import ")]:
        await asyncio.wait(running)
        await hass.async_block_till_done()
    await async_wait_recording_done(hass)
