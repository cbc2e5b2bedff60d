"""A recorder that begins at ten o'clock, and a bridge that remembers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done
from sqlalchemy import select

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.util import session_scope
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from tests.conftest import set_up
from tests.hours import HOUR, Past, imported
from tests.wire import WireBridge, room

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
