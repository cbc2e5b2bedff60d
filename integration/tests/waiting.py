"""Waiting for what is bound to happen, without sleeping."""

import asyncio
from collections.abc import Callable
from typing import Any

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util.event_type import EventType

PATIENCE = 50.0
"""Seconds; a test that waits longer has failed."""


async def until(hass: HomeAssistant, event_type: EventType[Any] | str, condition: Callable[[], bool]) -> None:
    """Return when the condition holds, which is looked at whenever such an event happens."""
    happened = asyncio.Event()

    @callback
    def look(_event: Any = None) -> None:
        if condition():
            happened.set()

    stop = hass.bus.async_listen(event_type, look)
    look()
    try:
        async with asyncio.timeout(PATIENCE):
            await happened.wait()
    finally:
        stop()


def state_of(
    hass: HomeAssistant, room_id: str, quantity: str, platform: Platform = Platform.SENSOR
) -> State | None:
    """Return what is shown for a room's quantity; by id, because names are Home Assistant's affair."""
    (entry, *_) = hass.config_entries.async_entries(DOMAIN)
    entity_id = er.async_get(hass).async_get_entity_id(
        platform, DOMAIN, f"{entry.unique_id}_{room_id}_{quantity}"
    )
    return hass.states.get(entity_id) if entity_id else None


def measured(hass: HomeAssistant) -> list[State]:
    """Return what is shown of temperature and humidity, of all rooms; not of what is made of them."""
    entities = er.async_get(hass)
    return [
        state
        for state in hass.states.async_all("sensor")
        if (entity := entities.async_get(state.entity_id)) is not None
        and entity.unique_id.endswith(("_temperature", "_humidity"))
        and not entity.unique_id.endswith("_absolute_humidity")
    ]


def shown(hass: HomeAssistant, room_id: str, quantity: str) -> str | None:
    """Return the state alone; None where there is no such entity."""
    state = state_of(hass, room_id, quantity)
    return state.state if state else None


async def until_shown(hass: HomeAssistant, room_id: str, quantity: str, *wanted: str) -> str:
    """Return a room's quantity when it is one of those; of none, when it is a number."""

    def reached() -> bool:
        now = shown(hass, room_id, quantity)
        return now in wanted if wanted else is_number(now)

    await until(hass, "state_changed", reached)
    return str(shown(hass, room_id, quantity))


def is_number(text: str | None) -> bool:
    """Tell a reading from unknown, unavailable and nothing at all."""
    try:
        float(text or "")
    except ValueError:
        return False
    return True
