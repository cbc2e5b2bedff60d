# /// script
# requires-python = ">=3.11"
# dependencies = ["zeroconf"]
# ///
"""Browses loopback with python-zeroconf, with which Home Assistant finds devices.

Usage: reference_browser.py NAME... It writes one line of JSON when it has found all the
devices of these names, with what their records say, and a second one when all of them
have said goodbye.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

SERVICE = "_esphomelib._tcp.local."
DEADLINE_S = 60
ANSWER_MS = 10_000


class Watch:
    """Which of the wanted services are there now."""

    def __init__(self, names: list[str]) -> None:
        """Start with none of them."""
        self.wanted = {f"{name}.{SERVICE}" for name in names}
        self.there: set[str] = set()
        self.all_there = asyncio.Event()
        self.all_gone = asyncio.Event()

    def on_change(
        self,
        zeroconf: Zeroconf,
        service_type: str,
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        """Keep count; other programs here may announce devices of their own."""
        del zeroconf, service_type
        if name not in self.wanted:
            return
        if state_change is ServiceStateChange.Removed:
            self.there.discard(name)
        else:
            self.there.add(name)
        if self.there == self.wanted:
            self.all_there.set()
        if self.all_there.is_set() and not self.there:
            self.all_gone.set()


async def records(zeroconf: AsyncZeroconf, name: str) -> dict[str, Any]:
    """Ask for what a service says of itself."""
    info = AsyncServiceInfo(SERVICE, name)
    if not await info.async_request(zeroconf.zeroconf, ANSWER_MS):
        message = f"no answer about {name}"
        raise TimeoutError(message)
    return {
        "port": info.port,
        "host": info.server,
        "addresses": info.parsed_addresses(IPVersion.All),
        "txt": info.decoded_properties,
    }


def say(what: object) -> None:
    """Write one line at once: whoever started this waits for it."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main(names: list[str]) -> None:
    """Find them all, then see them all go."""
    watch = Watch(names)
    async with (
        asyncio.timeout(DEADLINE_S),
        AsyncZeroconf(interfaces=["127.0.0.1"]) as zeroconf,
    ):
        browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE, handlers=[watch.on_change])
        await watch.all_there.wait()
        say({name.split(".")[0]: await records(zeroconf, name) for name in watch.wanted})
        await watch.all_gone.wait()
        say("gone")
        await browser.async_cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
