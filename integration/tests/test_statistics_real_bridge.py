"""Repaired hours are the real bridge's averages, out of a building's own past with its faults."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
import re

from aiohttp import ClientSession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.components.recorder.models import StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .conftest import set_up
from .demo import COMMANDS, ENVIRONMENT, STARTS_WITHIN, STOPS_WITHIN
from .hours import HOUR, imported, rows

OWN = {
    "CLIMAT_GUARDIAN_API__LISTEN": "127.0.0.1:0",
    "CLIMAT_GUARDIAN_DEVICES__DISCOVERY": "false",
    "CLIMAT_GUARDIAN_CLOCK__TRUST": "system",
}


@pytest.fixture(autouse=True)
def home(recorder_mock: None, enable_custom_integrations: None, socket_enabled: None) -> None:
    """Have a recorder, which has to be there before anything else."""


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    """Return where a bridge answers that has had a week of a building with its faults."""
    data = ("--data", str(tmp_path / "seeded"))
    made = await asyncio.create_subprocess_exec(
        COMMANDS / "climat-guardian",
        *("seed", "--years", "0.02", "--rooms", "2", *data),
        env=ENVIRONMENT,
        stdout=DEVNULL,
    )
    assert await made.wait() == 0
    bridge = await asyncio.create_subprocess_exec(
        COMMANDS / "climat-guardian", "run", *data, env={**ENVIRONMENT, **OWN}, stdout=PIPE, stderr=DEVNULL
    )
    try:
        assert bridge.stdout is not None
        async with asyncio.timeout(STARTS_WITHIN):
            async for line in bridge.stdout:
                if address := re.search(rb"at http://127\.0\.0\.1:(\d+)/", line):
                    yield int(address[1])
                    break
    finally:
        bridge.terminate()
        async with asyncio.timeout(STOPS_WITHIN):
            await bridge.wait()


async def added(hass: HomeAssistant, port: int) -> MockConfigEntry:
    """Return the entry of the bridge, set up."""
    async with ClientSession() as session, session.ws_connect(f"ws://127.0.0.1:{port}/api/v1/ws") as socket:
        bridge_id = (await socket.receive_json())["id"]
    entry = MockConfigEntry(domain=DOMAIN, unique_id=bridge_id, data={"host": "127.0.0.1", "port": port})
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    return entry


async def test_repaired_hours_are_the_bridges_averages(
    hass: HomeAssistant, port: int, entity_registry: er.EntityRegistry
) -> None:
    """Within 0.01, each of them; and where it has none, there is none."""
    entry = await added(hass, port)
    midnight = dt_util.utcnow().replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(days=5)
    wrong = {first + n * HOUR: 99.0 for n in range(5 * 24)}
    ids = {}
    for room_id in entry.runtime_data.data:
        entity = entity_registry.async_get_or_create(
            "sensor", DOMAIN, f"{entry.unique_id}_{room_id}_temperature", config_entry=entry
        )
        ids[room_id] = entity.entity_id
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=None,
            source="recorder",
            statistic_id=entity.entity_id,
            unit_class="temperature",
            unit_of_measurement="°C",
        )
        said = [{"start": start, "mean": mean, "min": mean, "max": mean} for start, mean in wrong.items()]
        async_import_statistics(hass, metadata, said)  # type: ignore[arg-type]
    await async_wait_recording_done(hass)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await imported(hass, entry)

    holes = 0
    for room_id, entity_id in ids.items():
        asked = {"room": room_id, "quantity": "temperature", "every": "hour", "from": first.isoformat()}
        async with (
            ClientSession() as session,
            session.get(
                f"http://127.0.0.1:{port}/api/v1/averages", params={**asked, "to": midnight.isoformat()}
            ) as answer,
        ):
            told = {one["from"]: one for one in (await answer.json())["averages"]}
        repaired = await rows(hass, entity_id)
        assert len(told) == len([start for start in repaired if start < midnight]) == len(wrong)
        for text, one in told.items():
            row = repaired[dt_util.parse_datetime(text, raise_on_error=True)]
            if one["mean"] is None:
                holes += 1
                assert row["mean"] is row["min"] is row["max"] is None
            else:
                shown = (row["mean"], row["min"], row["max"])
                known = (one["mean"], one["min"]["value"], one["max"]["value"])
                assert shown == pytest.approx(known, abs=0.01)
    assert 0 < holes < len(ids) * len(wrong)
