# /// script
# requires-python = ">=3.11"
# dependencies = ["zeroconf"]
# ///
"""Announces devices as they announce themselves, with python-zeroconf.

Usage: announce.py INTERFACE... An interface is one of its IPv4 addresses, or its index
for IPv6 alone. Each line of standard input is a command in JSON; a line of output says
that it has been carried out, and its announcements have been sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Literal, TypedDict

from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE = "_esphomelib._tcp.local."
PORT = 6053


class Command(TypedDict):
    """What to do with these devices, all alike but for their names."""

    do: Literal["announce", "change", "withdraw", "listen"]
    names: list[str]
    addresses: list[str]
    ttl: int
    txt: dict[str, str]


def info_of(name: str, command: Command) -> AsyncServiceInfo:
    """Describe one device."""
    return AsyncServiceInfo(
        SERVICE,
        f"{name}.{SERVICE}",
        port=PORT,
        server=f"{name}.local.",
        parsed_addresses=command["addresses"],
        properties=command["txt"],
        host_ttl=command["ttl"],
        other_ttl=command["ttl"],
    )


async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a connection by ending it."""
    writer.close()


async def carry_out(zeroconf: AsyncZeroconf, command: Command) -> None:
    """Do it for all, at once; each call gives a task that ends with its last packet."""
    if command["do"] == "listen":
        await asyncio.start_server(hang_up, "::", PORT)
    do = {
        # Nobody else is here to be asked whether the name is free.
        "announce": lambda info: zeroconf.async_register_service(info, cooperating_responders=True),
        "change": zeroconf.async_update_service,
        "withdraw": zeroconf.async_unregister_service,
    }.get(command["do"])
    if do is not None:
        sent = await asyncio.gather(*[do(info_of(name, command)) for name in command["names"]])
        await asyncio.gather(*sent)


async def main(interfaces: list[str]) -> None:
    """Carry out one command after the other, until there are no more."""
    by_index = [int(one) for one in interfaces if one.isdecimal()]
    zeroconf = AsyncZeroconf(
        interfaces=by_index or interfaces,
        ip_version=IPVersion.V6Only if by_index else IPVersion.V4Only,
    )
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        await carry_out(zeroconf, json.loads(line))
        print("done", flush=True)
    await zeroconf.async_close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
