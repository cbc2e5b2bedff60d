# /// script
# requires-python = ">=3.11"
# dependencies = ["aioesphomeapi"]
# ///
"""Decodes states with ESPHome's own client, and does nothing with them.

Usage: aioesphomeapi_states.py PORTS WARM_UP COUNTED BATCH; what it says: see counted.ts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import TYPE_CHECKING

from aioesphomeapi.client import APIClient

if TYPE_CHECKING:
    from aioesphomeapi import EntityState


class Counter:
    """Counts states from when it is told to."""

    def __init__(self, warm_up: int, counted: int, batch: int) -> None:
        """Begin at nothing."""
        self._warm_up = warm_up
        self._end = warm_up + counted
        self._batch = batch
        self._states = 0
        self._from = (0.0, 0.0)
        self.is_counting = False
        self.done = asyncio.Event()

    def on_state(self, _: EntityState) -> None:
        """Take one state."""
        if not self.is_counting:
            return
        self._states += 1
        if self._states % self._batch == 0:
            print("more", flush=True)
        if self._states == self._warm_up:
            self._from = (time.process_time(), time.perf_counter())
        if self._states == self._end:
            cpu, wall = self._from
            result = {"cpuS": time.process_time() - cpu, "wallS": time.perf_counter() - wall}
            print(json.dumps(result), flush=True)
            self.done.set()


async def main(ports: list[int], counter: Counter) -> None:
    """Follow all devices until enough states have come."""
    clients = [APIClient("127.0.0.1", port, None) for port in ports]
    for client in clients:
        await client.connect(login=True)
        await client.list_entities_services()
        client.subscribe_states(counter.on_state)
    # By now each has said its first states.
    await asyncio.sleep(1)
    counter.is_counting = True
    print("ready", flush=True)
    await counter.done.wait()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]), Counter(*map(int, sys.argv[2:5]))))
