"""What Home Assistant's recorder has of its statistics; asked in its executor, never in the event loop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from homeassistant.components.recorder.db_schema import Statistics, StatisticsRuns
from homeassistant.components.recorder.models import StatisticMetaData, process_timestamp
from homeassistant.components.recorder.statistics import get_metadata
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant

RUN: Final = timedelta(minutes=5)
"""How long one run's stretch is (StatisticsShortTerm.duration)."""


@dataclass(frozen=True, slots=True)
class Series:
    """What there is of one statistic."""

    metadata: StatisticMetaData
    first: datetime | None
    """When its first hour began; None: it has none yet."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What there is."""

    compiled: datetime | None
    """
    Until when Home Assistant has made its hours. Of a later one it will insert its own rows, all sensors'
    in one transaction, which fails where there is one already (_compile_hourly_statistics, and
    filter_unique_constraint_integrity_error round it): then every sensor's hour is lost.
    """
    series: Mapping[str, Series]


def recorded(hass: HomeAssistant, statistic_ids: set[str]) -> Recorded:
    """Return what there is of these."""
    metadata = get_metadata(hass, statistic_ids=statistic_ids)
    with session_scope(hass=hass, read_only=True) as session:
        # Runs are made in the order of time: compile_missing_statistics goes on from the last.
        last_run = session.execute(select(func.max(StatisticsRuns.start))).scalar()
        series = {}
        for statistic_id, (number, meta) in metadata.items():
            first = session.execute(
                select(func.min(Statistics.start_ts)).where(Statistics.metadata_id == number)
            ).scalar()
            start = None if first is None else datetime.fromtimestamp(first, UTC)
            series[statistic_id] = Series(meta, start)
    if last_run is None:
        return Recorded(None, series)
    end = process_timestamp(last_run) + RUN
    return Recorded(end.replace(minute=0, second=0, microsecond=0), series)
