# /// script
# requires-python = ">=3.11"
# dependencies = ["aioesphomeapi"]
# ///
"""Reads a device with ESPHome's own client, and writes what it learnt as JSON.

Usage: reference_client.py PORT CHANGES [KEY]. It ends when the temperature has had CHANGES
different values. With a KEY it speaks Noise, and refuses a device that does not; where the
device refuses, it writes {"error": the name of the exception}.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any

from aioesphomeapi import APIConnectionError, SensorState, TextSensorState
from aioesphomeapi.client import APIClient

if TYPE_CHECKING:
    from aioesphomeapi import EntityInfo, EntityState

DEADLINE_S = 30


async def read(port: int, changes: int, key: str | None) -> dict[str, Any]:
    """Connect, list everything, follow the states until the temperature has changed."""
    client = APIClient("127.0.0.1", port, None, noise_psk=key)
    await client.connect(login=True)
    version = client.api_version
    info = await client.device_info()
    entities, _ = await client.list_entities_services()
    states = await follow(client, entities, changes)
    await client.disconnect()
    return {
        "api_version": dataclasses.astuple(version) if version else None,
        "device_info": info.to_dict(),
        "entities": {entity.object_id: entity.to_dict() for entity in entities},
        "states": states,
    }


async def follow(client: APIClient, entities: list[EntityInfo], changes: int) -> dict[str, list[Any]]:
    """Collect the states of each entity, by object id, in their order."""
    names = {entity.key: entity.object_id for entity in entities}
    states: dict[str, list[Any]] = {name: [] for name in names.values()}
    enough = asyncio.Event()

    def on_state(state: EntityState) -> None:
        if isinstance(state, SensorState | TextSensorState):
            states[names[state.key]].append(None if state.missing_state else state.state)
        if len(set(states["temperature"])) >= changes:
            enough.set()

    client.subscribe_states(on_state)
    await enough.wait()
    return states


async def main(port: int, changes: int, key: str | None = None) -> None:
    """Write the JSON, or end with the error that says what took too long."""
    async with asyncio.timeout(DEADLINE_S):
        try:
            report = await read(port, changes, key)
        except APIConnectionError as error:
            report = {"error": type(error).__name__}
        json.dump(report, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
