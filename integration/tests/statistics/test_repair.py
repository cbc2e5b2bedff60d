"""By Home Assistant's own compile task, its own recorder, and a bridge that remembers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.climat_guardian import statistics_import
from custom_components.climat_guardian.statistics_targets import external_id
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    async_import_statistics,
    compile_missing_statistics,
    get_metadata,
)
from homeassistant.components.recorder.tasks import StatisticsTask
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from tests.hours import HOUR, Past, at, compiled, hour_json, imported, means, rows
from tests.wire import WireBridge, example, room

from .conftest import HUMIDITY, NEIGHBOUR, OFFICE, QUARTER, TEN, all_rows, hours, shown


async def test_an_outage_becomes_a_hole_where_home_assistant_goes_on_with_the_last_value(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """And what somebody else measured stays as it is."""
    await shown(hass, entry)
    await compiled(hass, TEN, hours=4)
    alone = await rows(hass, NEIGHBOUR)
    assert await means(hass, OFFICE) == hours(TEN, 20, 20, 20, 20)

    past.measured("office", "temperature", TEN, 20.25, None, None, 17.5)
    await at(hass, freezer, TEN + 4 * HOUR + QUARTER)
    await imported(hass, entry)
    repaired = await rows(hass, OFFICE)
    assert await means(hass, OFFICE) == hours(TEN, 20.25, None, None, 17.5)
    assert (repaired[TEN]["min"], repaired[TEN]["max"]) == (19.25, 21.25)
    assert repaired[TEN + HOUR]["min"] is None
    assert await rows(hass, NEIGHBOUR) == alone
    # Of its humidity the bridge knows nothing, so that stays too.
    assert await means(hass, HUMIDITY) == hours(TEN, 40, 40, 40, 40)


async def test_what_is_made_of_temperature_and_humidity_is_repaired_too(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """The bridge has hours of it, made instant by instant."""
    past.wire.rooms[0]["climate"] = example("rooms")["rooms"][0]["climate"]
    await shown(hass, entry)
    await compiled(hass, TEN, hours=2)
    made = {"dew_point": 8.81, "absolute_humidity": 8.33}
    for quantity, value in made.items():
        assert await means(hass, f"sensor.office_office_{quantity}") == hours(TEN, value, value)
        past.measured("office", quantity, TEN, value + 1, None)
    await at(hass, freezer, TEN + 2 * HOUR + QUARTER)
    await imported(hass, entry)
    for quantity, value in made.items():
        assert await means(hass, f"sensor.office_office_{quantity}") == hours(TEN, value + 1, None)


async def test_twice_is_the_same_rows(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """Also by an integration that was reloaded, and one that has forgotten how far it was."""
    await shown(hass, entry)
    await compiled(hass, TEN, hours=2)
    past.measured("office", "temperature", TEN, 18, None)
    await at(hass, freezer, TEN + 2 * HOUR + QUARTER)
    await imported(hass, entry)
    once = await all_rows(hass)
    assert await means(hass, OFFICE) == hours(TEN, 18, None)

    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await all_rows(hass) == once
    for remove in (False, True):
        if remove:
            await statistics_import.async_forget_import(hass, entry)
        asked = len(past.asked)
        await hass.config_entries.async_reload(entry.entry_id)
        await imported(hass, entry)
        assert len(past.asked) > asked
        assert await all_rows(hass) == once


async def test_rows_keep_the_unit_that_home_assistant_has_of_them(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """Where people count in Fahrenheit."""
    hass.config.units = US_CUSTOMARY_SYSTEM
    await shown(hass, entry)
    await compiled(hass, TEN, hours=2)
    assert await means(hass, OFFICE) == pytest.approx(hours(TEN, 68, 68))
    past.measured("office", "temperature", TEN, 10, 25)
    await at(hass, freezer, TEN + 2 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == pytest.approx(hours(TEN, 50, 77))
    metadata = await get_instance(hass).async_add_executor_job(lambda: get_metadata(hass))
    assert metadata[OFFICE][1]["unit_of_measurement"] == UnitOfTemperature.FAHRENHEIT
    assert metadata[OFFICE][1]["unit_class"] == "temperature"


async def test_an_hour_that_home_assistant_has_not_made_is_left_to_it(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """Else its own insert would fail, and with it every sensor's hour."""
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 18, 17)
    # Two hours are over, but the machine is slow: all but the last five minutes of the second are made.
    for n in range(11):
        get_instance(hass).queue_task(
            StatisticsTask(TEN + HOUR + n * timedelta(minutes=5), fire_events=False)
        )
    await async_wait_recording_done(hass)
    await at(hass, freezer, TEN + 2 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == hours(TEN, 18)

    get_instance(hass).queue_task(StatisticsTask(TEN + HOUR + timedelta(minutes=55), fire_events=False))
    await async_wait_recording_done(hass)
    assert await means(hass, NEIGHBOUR) == hours(TEN, 5, 5)
    assert await means(hass, OFFICE) == hours(TEN, 18, 20)
    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == hours(TEN, 18, 17)


async def test_the_hour_that_is_open_at_the_bridge_waits(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, wire: WireBridge
) -> None:
    """Whose clock may be behind; and hours that are no hours of Home Assistant's stay away."""
    wire.snapshot["rooms"] = [room("office", "Office", temperature=20)]

    async def answer(_request: Any) -> Any:
        half_past = TEN + timedelta(minutes=30)
        told = [
            hour_json(TEN, 18, spanMs=1_800_000),
            hour_json(half_past, 3),
            hour_json(TEN + HOUR, 17),
        ]
        return web.json_response({"averages": told})

    wire.answers["GET /api/v1/averages"] = answer
    await shown(hass, entry)
    await compiled(hass, TEN, hours=2)
    await at(hass, freezer, TEN + 2 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == hours(TEN, 20, 17)


async def test_after_a_restart_there_is_what_was_measured_meanwhile_and_no_spike(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past, wire: WireBridge
) -> None:
    """Home Assistant was off for five hours, and makes them up out of the last value."""
    await shown(hass, entry)
    await compiled(hass, TEN, hours=2)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.move_to(TEN + 7 * HOUR + timedelta(minutes=2))
    await get_instance(hass).async_add_executor_job(compile_missing_statistics, get_instance(hass))
    wire.snapshot["rooms"] = [room("office", "Office", temperature=14, humidity=40)]
    measured = (20, 19.5, 18, 17, 16, 15)
    past.measured("office", "temperature", TEN, *measured, 14.5)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await imported(hass, entry)
    # The last hour ended two minutes ago: it is Home Assistant's still.
    alone = (await means(hass, OFFICE))[TEN + 6 * HOUR]
    assert await means(hass, OFFICE) == hours(TEN, *measured, alone)
    await compiled(hass, TEN + 7 * HOUR)
    past.measured("office", "temperature", TEN + 7 * HOUR, 14)
    await at(hass, freezer, TEN + 8 * HOUR + QUARTER)
    await imported(hass, entry)
    repaired = await rows(hass, OFFICE)
    assert [row["mean"] for row in repaired.values()] == [*measured, 14.5, 14]
    assert all(13 <= row["min"] <= row["mean"] <= row["max"] <= 21 for row in repaired.values())


async def test_what_comes_late_to_the_bridge_changes_the_hour_that_it_was_in(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    past: Past,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And no other is written again."""
    put: list[datetime] = []

    def noting(hass: HomeAssistant, metadata: StatisticMetaData, some: Iterable[StatisticData]) -> None:
        put.extend(row["start"] for row in some)
        async_import_statistics(hass, metadata, some)

    monkeypatch.setattr(statistics_import, "async_import_statistics", noting)
    await shown(hass, entry)
    await compiled(hass, TEN, hours=3)
    past.measured("office", "temperature", TEN, 18, None, 17)
    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    before = await all_rows(hass)
    assert put == [TEN, TEN + HOUR, TEN + 2 * HOUR]
    past.measured("office", "temperature", TEN + HOUR, 17.5)
    await at(hass, freezer, TEN + 4 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == hours(TEN, 18, 17.5, 17)
    assert put[3:] == [TEN + HOUR]
    assert len(set(before) ^ set(await all_rows(hass))) == 2


async def test_a_long_past_is_asked_for_and_imported_in_pieces(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    past: Past,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a room that Home Assistant does not record, beside all entities, and no farther back."""
    monkeypatch.setattr(statistics_import, "FARTHEST", timedelta(days=40))
    await shown(hass, entry)
    er.async_get(hass).async_update_entity(OFFICE, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    long = 50 * 24
    past.measured("office", "temperature", TEN - long * HOUR, *(n % 30 for n in range(long)))
    await at(hass, freezer, TEN + QUARTER)
    await imported(hass, entry)
    statistic_id = external_id(str(entry.unique_id), "office", "temperature")
    told = await means(hass, statistic_id)
    assert len(told) == 40 * 24
    assert told[TEN - HOUR] == (long - 1) % 30
    assert min(told) == TEN - 40 * 24 * HOUR
    asked = [one for one in past.asked if one["quantity"] == "temperature"]
    assert len(asked) == 2
    metadata = await get_instance(hass).async_add_executor_job(lambda: get_metadata(hass))
    assert metadata[statistic_id][1] == {
        "mean_type": StatisticMeanType.ARITHMETIC,
        "has_mean": True,
        "has_sum": False,
        "name": "Office temperature",
        "source": "climat_guardian",
        "statistic_id": statistic_id,
        "unit_class": "temperature",
        "unit_of_measurement": "°C",
    }
