"""A bridge that comes back; with clocks that go, as waiting for it takes real time."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import set_up
from .hours import Past, imported
from .waiting import PATIENCE
from .wire import WireBridge, room


@pytest.fixture(autouse=True)
def home(recorder_mock: None, enable_custom_integrations: None, socket_enabled: None) -> None:
    """Have a recorder, which has to be there before anything else."""


async def test_a_bridge_that_comes_back_is_asked_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, wire: WireBridge, entity_registry: er.EntityRegistry
) -> None:
    """Not only at a quarter past."""
    wire.snapshot["rooms"] = [room("office", "Office", temperature=20)]
    past = Past(wire)
    entity_registry.async_get_or_create(
        "sensor",
        "climat_guardian",
        f"{entry.unique_id}_office_temperature",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await set_up(hass, entry)
    await imported(hass, entry)
    asked = len(past.asked)
    assert asked > 0
    await wire.hang_up()
    async with asyncio.timeout(PATIENCE):
        while len(past.asked) == asked:
            await past.was_asked()
    await imported(hass, entry)
