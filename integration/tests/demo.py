"""The real bridge with real protocols on both sides: `climat-guardian demo`, a process of its own."""

import asyncio
from asyncio.subprocess import PIPE, Process
import contextlib
import os
from pathlib import Path
import re
from typing import Self

REPOSITORY = Path(__file__).parents[2]
COMMANDS = REPOSITORY / "node_modules" / ".bin"
ENVIRONMENT = {**os.environ, "PATH": f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"}

STARTS_WITHIN = 120.0
STOPS_WITHIN = 30.0


class Demo:
    """A simulated building that can lose its power and come back, with what it had stored."""

    def __init__(self, data: Path) -> None:
        """Keep the bridge's id and rooms in a folder, as a bridge does."""
        self.port = 0
        self._data = data
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        """Start with three rooms, on a port that is free."""
        await self.start(rooms=3)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it politely; after half a minute, not."""
        if self._process is None:
            return
        self._process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOPS_WITHIN):
                await self._process.wait()
        await self.cut_power()

    async def start(self, rooms: int) -> None:
        """Return when the bridge says that it is ready; on the same port as before where there was one."""
        self._process = await asyncio.create_subprocess_exec(
            COMMANDS / "climat-guardian",
            *("demo", "--rooms", str(rooms), "--port", str(self.port)),
            *("--interval", "1s", "--data", str(self._data)),
            env=ENVIRONMENT,
            stdout=PIPE,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(STARTS_WITHIN):
            line = (await self._process.stdout.readline()).decode()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert address, f"the demo said {line!r}"
        self.port = int(address[1])

    async def command(self, *arguments: str) -> str:
        """Return what somebody at the bridge's computer is answered."""
        process = await asyncio.create_subprocess_exec(
            COMMANDS / "climat-guardian",
            *arguments,
            *("--data", str(self._data)),
            env=ENVIRONMENT,
            stdout=PIPE,
        )
        async with asyncio.timeout(STARTS_WITHIN):
            answer, _ = await process.communicate()
        assert process.returncode == 0
        return answer.decode()

    async def cut_power(self) -> None:
        """Leave it no time for anything."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._process = None
