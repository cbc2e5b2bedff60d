"""Home Assistant's past, as the bridge knows it.

Home Assistant makes an hour's mean of the states that it saw. Where it saw none, as it was off, or the bridge
was away, it goes on with the last value as if nothing had happened. The bridge has what was measured
meanwhile, and knows when nothing was: so each hour that is over is imported from there, and one in which
nothing was measured as a hole.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import batched
from typing import Any, Final

from homeassistant.components.recorder import DOMAIN as RECORDER
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    async_import_statistics,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.json import json_loads_object

from .bridge import BridgeError, Fault
from .bridge_http import BridgeRefusalError, bridge_http
from .const import (
    CONF_REPAIR_ESPHOME,
    CONF_REPAIR_HISTORY,
    DEFAULT_REPAIR_ESPHOME,
    DEFAULT_REPAIR_HISTORY,
    DOMAIN,
    LOGGER,
)
from .coordinator import BridgeCoordinator, ClimatGuardianConfigEntry
from .hours import HOUR, Hour, hours_of
from .statistics_recorder import Recorded, recorded
from .statistics_targets import AVERAGED, Stretch, Target, esphome_targets, room_targets

MINUTE: Final = 15
"""Of each hour: Home Assistant has made the last one seconds after its end, on a slow day minutes."""

AGAIN: Final = timedelta(hours=48)
"""
So much is compared again each time: what a sensor or the bridge's quarantine brings late changes hours that
were imported already.
"""

FARTHEST: Final = timedelta(days=366)
"""Of a series that Home Assistant never had, at first. An entity's begins where Home Assistant's own does."""

AT_ONCE: Final = 200
"""Rows in one job of the recorder's queue, which stands still meanwhile for some tens of milliseconds."""

SAVED_WITHIN: Final = 10.0
"""Seconds. What is not written down is imported again, to the same rows."""


class StatisticsImport:
    """The hours of one entry."""

    def __init__(
        self, hass: HomeAssistant, entry: ClimatGuardianConfigEntry, coordinator: BridgeCoordinator
    ) -> None:
        """Keep whom to ask, and of what."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._http = bridge_http(hass, entry)
        self._store = _store(hass, entry)
        self._through: dict[str, float] = {}
        """Until when each is imported, in seconds since 1970."""
        self._is_loaded = False
        self._told: dict[str, dict[datetime, StatisticData]] = {}
        """What was imported last, by key and hour, as far as it is compared again."""
        self._busy = asyncio.Lock()
        self._failed: str | None = None

    async def async_run(self) -> None:
        """Import what is missing or has changed; what cannot be now is tried again in an hour."""
        if not self._coordinator.last_update_success:
            return
        async with self._busy:
            try:
                await self._async_import()
            except (BridgeError, BridgeRefusalError) as err:
                if self._failed != str(err):
                    LOGGER.warning("The past hours cannot be imported now, and will be tried again: %s", err)
                self._failed = str(err)
            else:
                self._failed = None

    async def _async_import(self) -> None:
        instance = get_instance(self._hass)
        if not self._is_loaded:
            self._through = (await self._store.async_load() or {}).get("through", {})
            self._is_loaded = True
        # On start-up, Home Assistant makes the hours in which it was off.
        await instance.async_block_till_done()
        targets = await self._async_targets()
        known = await instance.async_add_executor_job(
            recorded, self._hass, {target.statistic_id for target in targets}
        )
        for target in targets:
            await self._async_follow(target, known)

    async def _async_targets(self) -> list[Target]:
        options = self._entry.options
        targets: list[Target] = []
        if options.get(CONF_REPAIR_HISTORY, DEFAULT_REPAIR_HISTORY):
            targets += room_targets(self._hass, self._coordinator)
        if options.get(CONF_REPAIR_ESPHOME, DEFAULT_REPAIR_ESPHOME):
            answer = await self._http.get("/api/v1/placements")
            try:
                placements: Any = json_loads_object(answer)["placements"]
                targets += esphome_targets(self._hass, self._coordinator.data.values(), placements)
            except (KeyError, TypeError, ValueError) as err:
                raise BridgeError(Fault.MALFORMED, address=self._http.address, detail=repr(err)) from err
        return targets

    async def _async_follow(self, target: Target, known: Recorded) -> None:
        """Bring one series up to date."""
        until = _hour(dt_util.utcnow() - timedelta(minutes=MINUTE))
        series = known.series.get(target.statistic_id)
        if target.is_external:
            first = until - FARTHEST
        elif known.compiled is None or series is None or series.first is None:
            return  # Home Assistant has nothing of it yet that could be wrong.
        else:
            first = series.first
            until = min(until, known.compiled)
        metadata = target.new_metadata if series is None else series.metadata
        if not _is_mean(metadata, target.quantity):
            LOGGER.debug("%s is no mean of %s", target.statistic_id, target.quantity)
            return
        start = first
        if (through := self._through.get(target.key)) is not None:
            start = max(first, min(dt_util.utc_from_timestamp(through), until) - AGAIN)
        for stretch in target.stretches:
            await self._async_import_stretch(target, stretch, metadata, (start, until))
        self._note(target, until)

    async def _async_import_stretch(
        self,
        target: Target,
        stretch: Stretch,
        metadata: StatisticMetaData,
        period: tuple[datetime, datetime],
    ) -> None:
        start = period[0] if stretch.start is None else max(period[0], _next_hour(stretch.start))
        until = period[1] if stretch.until is None else min(period[1], _hour(stretch.until))
        told = self._told.setdefault(target.key, {})
        try:
            async for hours, end in hours_of(
                self._hass, self._http, stretch.room_id, target.quantity, (start, until)
            ):
                rows = [_row(hour, metadata, target.quantity) for hour in hours]
                await self._async_put(metadata, [row for row in rows if told.get(row["start"]) != row])
                told.update((row["start"], row) for row in rows if row["start"] >= period[1] - AGAIN)
                if len(target.stretches) == 1:
                    self._note(target, end)
        except BridgeRefusalError as err:
            if err.code != "unknown-room":  # Taken back meanwhile, or another's, or before we heard of it.
                raise

    async def _async_put(self, metadata: StatisticMetaData, rows: Iterable[StatisticData]) -> None:
        """Hand rows to the recorder, and wait until it has them: its queue is everybody's."""
        put = async_import_statistics if metadata["source"] == RECORDER else async_add_external_statistics
        for some in batched(rows, AT_ONCE, strict=False):
            put(self._hass, metadata, some)
            await get_instance(self._hass).async_block_till_done()

    @callback
    def _note(self, target: Target, until: datetime) -> None:
        """Write down how far it has come."""
        through = self._through
        if through.get(target.key) != until.timestamp():
            through[target.key] = until.timestamp()
            self._store.async_delay_save(lambda: {"through": through}, SAVED_WITHIN)
        told = self._told.setdefault(target.key, {})
        for start in [start for start in told if start < until - AGAIN]:
            del told[start]


@callback
def async_start_import(
    hass: HomeAssistant, entry: ClimatGuardianConfigEntry, coordinator: BridgeCoordinator
) -> None:
    """Import each hour a quarter of an hour after its end; what is missing, once both sides are there."""
    if RECORDER not in hass.config.components:
        return
    importing = StatisticsImport(hass, entry, coordinator)
    was_there = True

    @callback
    def run(_now: datetime | HomeAssistant | None = None) -> None:
        entry.async_create_background_task(hass, importing.async_run(), f"import the hours of {entry.title}")

    @callback
    def run_after_return() -> None:
        nonlocal was_there
        came_back = coordinator.last_update_success and not was_there
        was_there = coordinator.last_update_success
        if came_back:
            run()

    entry.async_on_unload(async_at_started(hass, run))
    entry.async_on_unload(async_track_utc_time_change(hass, run, minute=MINUTE, second=10))
    entry.async_on_unload(coordinator.async_add_listener(run_after_return))


async def async_forget_import(hass: HomeAssistant, entry: ClimatGuardianConfigEntry) -> None:
    """Leave nothing behind; what was imported is Home Assistant's now."""
    await _store(hass, entry).async_remove()


def _store(hass: HomeAssistant, entry: ClimatGuardianConfigEntry) -> Store[dict[str, Any]]:
    return Store(hass, 1, f"{DOMAIN}.{entry.entry_id}.statistics")


def _is_mean(metadata: StatisticMetaData, quantity: str) -> bool:
    """Tell whether that is what the rows of a series are, in a unit that ours can be converted to."""
    return (
        metadata["mean_type"] is StatisticMeanType.ARITHMETIC
        and metadata["unit_of_measurement"] in AVERAGED[quantity].converter.VALID_UNITS
    )


def _row(hour: Hour, metadata: StatisticMetaData, quantity: str) -> StatisticData:
    """Return an hour in the series' unit: in another, all rows before would be taken for that one."""
    row = StatisticData(start=hour.start)
    if hour.mean is None or hour.low is None or hour.high is None:
        return row
    measured = AVERAGED[quantity]
    unit = metadata["unit_of_measurement"]
    for name, value in (("mean", hour.mean), ("min", hour.low), ("max", hour.high)):
        row[name] = measured.converter.convert(value, measured.unit, unit)  # type: ignore[literal-required]
    return row


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _next_hour(at: datetime) -> datetime:
    hour = _hour(at)
    return hour if hour == at else hour + HOUR
