"""Home Assistant's past, repaired: by its own compile task, its own recorder, and a bridge that remembers."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
import logging
import re
from typing import Any

from aiohttp import web
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done
from sqlalchemy import select

from custom_components.climat_guardian import statistics_import
from custom_components.climat_guardian.const import CONF_REPAIR_ESPHOME, CONF_REPAIR_HISTORY, DOMAIN
from custom_components.climat_guardian.statistics_targets import external_id
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    VALID_STATISTIC_ID,
    async_import_statistics,
    compile_missing_statistics,
    get_metadata,
)
from homeassistant.components.recorder.tasks import StatisticsTask
from homeassistant.components.recorder.util import session_scope
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .conftest import set_up
from .hours import HOUR, Past, at, compiled, hour_json, imported, means, rows
from .wire import WireBridge, room

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEN = NINE + HOUR
QUARTER = timedelta(minutes=15, seconds=10)
OFFICE = "sensor.office_office_temperature"
HUMIDITY = "sensor.office_office_humidity"
NEIGHBOUR = "sensor.neighbour"


@pytest.fixture
def ten(freezer: FrozenDateTimeFactory) -> None:
    """Begin at ten o'clock."""
    freezer.move_to(TEN)


@pytest.fixture(autouse=True)
def home(ten: None, recorder_mock: None, enable_custom_integrations: None, socket_enabled: None) -> None:
    """Have a recorder, new at ten; it has to be there before anything else."""


@pytest.fixture
def past(wire: WireBridge) -> Past:
    """Return what the bridge says of the past."""
    wire.snapshot["rooms"] = [room("office", "Office", temperature=20, humidity=40)]
    return Past(wire)


async def shown(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set the rooms up, and beside them a sensor of somebody else."""
    await set_up(hass, entry)
    await imported(hass, entry)
    hass.states.async_set(
        NEIGHBOUR,
        "5",
        {
            "device_class": SensorDeviceClass.TEMPERATURE,
            "state_class": SensorStateClass.MEASUREMENT,
            "unit_of_measurement": UnitOfTemperature.CELSIUS,
        },
    )
    await async_wait_recording_done(hass)


async def all_rows(hass: HomeAssistant) -> list[tuple[Any, ...]]:
    """Return the whole table."""
    columns = (Statistics.id, Statistics.created_ts, Statistics.start_ts, Statistics.mean, Statistics.max)

    def read() -> list[tuple[Any, ...]]:
        with session_scope(hass=hass, read_only=True) as session:
            return [tuple(row) for row in session.execute(select(*columns).order_by(Statistics.id))]

    return await get_instance(hass).async_add_executor_job(read)


def hours(start: datetime, *values: float | None) -> dict[datetime, float | None]:
    """Return an hour and those after it."""
    return {start + n * HOUR: value for n, value in enumerate(values)}


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


@pytest.mark.parametrize(
    ("bridge_id", "room_id"),
    [
        ("0b0f8f0e-6a53-4b7e-9c39-6f7c7d8a1f11", "living-room-2"),
        ("-", "a__b"),
        ("X", "Büro ☕"),
        ("bridge", "_"),
    ],
)
def test_ids_of_external_series_are_ones_that_home_assistant_accepts(bridge_id: str, room_id: str) -> None:
    """Whatever a bridge calls itself and its rooms (recorder/statistics.py, VALID_STATISTIC_ID)."""
    assert re.fullmatch(VALID_STATISTIC_ID, external_id(bridge_id, room_id, "temperature"))


def test_two_rooms_are_two_external_series() -> None:
    """However alike their ids are."""
    rooms = ["a-b", "a_b", "a--b", "A-b", "a.b"]
    assert len({external_id("bridge", room_id, "humidity") for room_id in rooms}) == len(rooms)


async def test_esphomes_entity_of_the_same_sensor_is_repaired_by_option_only(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    past: Past,
) -> None:
    """Of when it was the only one in the room."""
    device_registry, entity_registry = dr.async_get(hass), er.async_get(hass)
    esphome = MockConfigEntry(domain="esphome")
    esphome.add_to_hass(hass)
    device = device_registry.async_get_or_create(
        config_entry_id=esphome.entry_id, connections={(dr.CONNECTION_NETWORK_MAC, "a0:b7:65:00:00:01")}
    )
    twin = entity_registry.async_get_or_create(
        "sensor",
        "esphome",
        "twin",
        device_id=device.id,
        original_device_class=SensorDeviceClass.TEMPERATURE,
        capabilities={"state_class": SensorStateClass.MEASUREMENT},
    ).entity_id
    attributes = {
        "device_class": SensorDeviceClass.TEMPERATURE,
        "state_class": SensorStateClass.MEASUREMENT,
        "unit_of_measurement": UnitOfTemperature.CELSIUS,
    }
    hass.states.async_set(twin, "20", attributes)
    own, other = "a0b765000001.temperature.temperature", "a0b765000002.temperature.temperature"
    half_past = (TEN + timedelta(hours=1, minutes=30)).isoformat()
    placements = [
        {"id": 1, "sensor": own, "room": "attic", "from": None, "until": TEN.isoformat(), "edit": 1},
        {"id": 2, "sensor": own, "room": "office", "from": TEN.isoformat(), "until": None, "edit": 1},
        {"id": 3, "sensor": other, "room": "office", "from": half_past, "until": None, "edit": 2},
    ]

    async def answer(_request: Any) -> Any:
        return web.json_response({"placements": placements})

    past.wire.answers["GET /api/v1/placements"] = answer
    past.measured("attic", "temperature", NINE, 9, 8, 8)
    past.measured("office", "temperature", NINE, 19, 18, 17, 16)
    await compiled(hass, NINE)
    await shown(hass, entry)
    await compiled(hass, TEN, hours=3)
    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    alone = await means(hass, twin)
    assert alone[TEN] == 20

    hass.config_entries.async_update_entry(
        entry, options={CONF_REPAIR_ESPHOME: True, CONF_REPAIR_HISTORY: False}
    )
    await at(hass, freezer, TEN + 4 * HOUR + QUARTER)
    await imported(hass, entry)
    repaired = await means(hass, twin)
    assert repaired[TEN] == 18
    # Then another sensor came into the room.
    assert {start: repaired[start] for start in (TEN + HOUR, TEN + 2 * HOUR)} == {
        start: alone[start] for start in (TEN + HOUR, TEN + 2 * HOUR)
    }
    if NINE in alone:
        assert repaired[NINE] == 9


async def test_switched_off_nothing_is_asked_for(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, past: Past
) -> None:
    """Home Assistant's rows are its own then."""
    hass.config_entries.async_update_entry(entry, options={CONF_REPAIR_HISTORY: False})
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 3)
    await at(hass, freezer, TEN + HOUR + QUARTER)
    await imported(hass, entry)
    assert past.asked == []
    assert await means(hass, OFFICE) == hours(TEN, 20)


@pytest.mark.parametrize("trouble", ["refusal", "half", "no-list", "gone", "placements"])
@pytest.mark.usefixtures("entry")
async def test_a_bridge_that_cannot_say_is_asked_again_and_complained_of_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    past: Past,
    caplog: pytest.LogCaptureFixture,
    trouble: str,
) -> None:
    """Nothing is lost by it."""
    entry: Any = hass.config_entries.async_entries(DOMAIN)[0]
    wire = past.wire
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 18)
    answer = wire.answers["GET /api/v1/averages"]

    async def broken(_request: Any) -> Any:
        return {
            "half": web.Response(text='{"averages": [{"fr'),
            "no-list": web.json_response({"averages": [{"from": 3}]}),
        }.get(trouble)

    if trouble == "refusal":
        past.refusal = (503, "averages-pending")
    elif trouble == "placements":
        hass.config_entries.async_update_entry(entry, options={CONF_REPAIR_ESPHOME: True})
        wire.answers["GET /api/v1/placements"] = broken
    elif trouble == "gone":
        del wire.answers["GET /api/v1/averages"]
    else:
        wire.answers["GET /api/v1/averages"] = broken
    caplog.clear()
    for n in (1, 2):
        await at(hass, freezer, TEN + n * HOUR + QUARTER)
        await imported(hass, entry)
    said = [one for one in caplog.records if one.name.startswith("custom_components")]
    warnings = [one for one in said if one.levelno >= logging.WARNING]
    assert len(warnings) == 1, [one.getMessage() for one in warnings]
    assert await means(hass, OFFICE) == hours(TEN, 20)

    past.refusal = None
    hass.config_entries.async_update_entry(entry, options={})
    wire.answers["GET /api/v1/averages"] = answer
    await at(hass, freezer, TEN + 3 * HOUR + QUARTER)
    await imported(hass, entry)
    assert await means(hass, OFFICE) == hours(TEN, 18)


async def test_what_is_known_of_an_entry_goes_with_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    past: Past,
    hass_storage: dict[str, Any],
) -> None:
    """What was imported stays: it is Home Assistant's."""
    await shown(hass, entry)
    await compiled(hass, TEN)
    past.measured("office", "temperature", TEN, 18)
    await at(hass, freezer, TEN + HOUR + QUARTER)
    await imported(hass, entry)
    await at(hass, freezer, TEN + HOUR + 2 * QUARTER)
    key = f"climat_guardian.{entry.entry_id}.statistics"
    assert "room office temperature" in hass_storage[key]["data"]["through"]
    await hass.config_entries.async_remove(entry.entry_id)
    assert key not in hass_storage
    assert await means(hass, OFFICE) == hours(TEN, 18)
