"""The real bridge under a path of its own, and one encrypted ESP32 whose key it does not know."""

import asyncio
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any, Self

from .demo import COMMANDS, ENVIRONMENT, STARTS_WITHIN, STOPS_WITHIN

PATH = "/climate/"
SITE = 'Büro 🌵 "Ost"'


@dataclass(frozen=True)
class SimulatedDevice:
    """What `climat-guardian simulate --noise` says of a device."""

    port: int
    mac: str
    key: str


class EncryptedBuilding:
    """One device, one bridge; each a process of its own, and gone afterwards."""

    device: SimulatedDevice
    port: int
    digits: str

    def __init__(self, folder: Path) -> None:
        """Keep where configuration and readings are."""
        self._folder = folder
        self._processes: list[Process] = []

    async def __aenter__(self) -> Self:
        """Start both, or leave nothing behind."""
        try:
            await self._start_both()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End both, politely at first."""
        for process in reversed(self._processes):
            process.terminate()
            try:
                async with asyncio.timeout(STOPS_WITHIN):
                    await process.communicate()
            except TimeoutError:
                process.kill()
                await process.communicate()

    async def _start_both(self) -> None:
        """Start the device first, as the bridge is told its address."""
        simulator = await self._start("simulate", "--rooms", "1", "--noise", "--interval", "1s")
        (line,) = await _lines(simulator, "  ")
        address, mac, key, *_ = line.split("  ")
        self.device = SimulatedDevice(int(address.rpartition(":")[2]), mac, key)
        configuration = self._folder / "bridge.yaml"
        # JSON is YAML.
        configuration.write_text(json.dumps(self._configuration()))
        bridge = await self._start(
            "run", "--config", str(configuration), "--data", str(self._folder / "bridge")
        )
        # Whoever sets it up before the bridge has tried the device is not asked for its key.
        invitation, ready, _ = await _lines(
            bridge, "enter the code", "^Climat Guardian ", "encryption-required"
        )
        self.digits = re.sub(r".*enter the code (\d{3}) (\d{3}) .*", r"\1\2", invitation)
        self.port = int(re.sub(r".*:(\d+)/$", r"\1", ready))

    def _configuration(self) -> dict[str, Any]:
        return {
            "site": {"id": "office", "name": SITE, "timezone": "Europe/Zurich"},
            "devices": {"discovery": False, "static": [{"host": "127.0.0.1", "port": self.device.port}]},
            "clock": {"trust": "system"},
            "api": {"listen": "127.0.0.1:0", "path": PATH},
        }

    async def _start(self, *arguments: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            COMMANDS / "climat-guardian", *arguments, env=ENVIRONMENT, stdout=PIPE
        )
        self._processes.append(process)
        return process


async def _lines(process: Process, *patterns: str) -> list[str]:
    """Return for each pattern the first line in which it is found, in whatever order they come."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    async with asyncio.timeout(STARTS_WITHIN):
        while len(found) < len(patterns):
            line = (await process.stdout.readline()).decode()
            missing = [pattern for pattern in patterns if pattern not in found]
            assert line, f"the process ended before it said {missing}"
            found |= {pattern: line.strip() for pattern in missing if re.search(pattern, line)}
    return [found[pattern] for pattern in patterns]
