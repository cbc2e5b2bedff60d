"""Reads one device with aioesphomeapi, ESPHome's own client, until it is ended.

It prints JSON lines: first one of type "device", then one of type "entity" for each,
then "state" whenever one arrives, and "disconnected" at the end. A connection that
fails is one line of type "error" and exit code 1.
"""

import argparse
import asyncio
import json
import math
import sys

from aioesphomeapi import (
    APIClient,
    APIConnectionError,
    EntityCategory,
    EntityInfo,
    EntityState,
    SensorInfo,
    SensorState,
    TextSensorState,
)

Json = str | int | float | bool | None


def tell(kind: str, **what: Json) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps({"type": kind, **what}, allow_nan=False) + "\n")
    sys.stdout.flush()


def tell_entity(entity: EntityInfo) -> None:
    """Print what an entity says of itself."""
    sensor = entity if isinstance(entity, SensorInfo) else None
    tell(
        "entity",
        entity=entity.object_id,
        name=entity.name,
        diagnostic=entity.entity_category is EntityCategory.DIAGNOSTIC,
        device_class=sensor.device_class if sensor else None,
        unit=sensor.unit_of_measurement if sensor else None,
        decimals=sensor.accuracy_decimals if sensor else None,
    )


async def read(address: str, port: int, key: str | None) -> None:
    """Connect, describe the device, and print its states as they come."""
    client = APIClient(address, port, None, noise_psk=key)
    lost = asyncio.Event()

    async def on_stop(expected: bool) -> None:  # noqa: FBT001 aioesphomeapi calls it so
        tell("disconnected", expected=expected)
        lost.set()

    await client.connect(on_stop=on_stop, login=True)
    device = await client.device_info()
    tell(
        "device",
        name=device.name,
        friendly_name=device.friendly_name,
        area=device.suggested_area,
        mac=device.mac_address,
        encrypted=key is not None,
        version=device.esphome_version,
    )
    entities, _ = await client.list_entities_services()
    for entity in entities:
        tell_entity(entity)
    names = {entity.key: entity.object_id for entity in entities}

    def on_state(state: EntityState) -> None:
        if not isinstance(state, SensorState | TextSensorState):
            return
        unknown = state.missing_state or (isinstance(state.state, float) and not math.isfinite(state.state))
        tell(
            "state",
            entity=names[state.key],
            missing=state.missing_state,
            value=None if unknown else state.state,
        )

    client.subscribe_states(on_state)
    await lost.wait()


def main() -> int:
    """Read the command line, then the device."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--key", help="base64 of 32 bytes; else plaintext")
    arguments = parser.parse_args()
    try:
        asyncio.run(read(arguments.address, arguments.port, arguments.key))
    except APIConnectionError as error:
        tell("error", error=type(error).__name__, message=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
