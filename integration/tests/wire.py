"""A bridge that says what a test tells it to, on a real socket of this machine's own."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
import json
from pathlib import Path
from typing import Any, Self

from aiohttp import WSCloseCode, web

from .waiting import PATIENCE

type Json = dict[str, Any]
type Said = Json | str | bytes

HANG_UP = b"hang up"
"""Not said, but done."""

EXAMPLES = Path(__file__).parents[2] / "bridge" / "api" / "examples"


def example(name: str) -> Any:
    """Return an instance of what the bridge promises; the bridge's own tests read the same file."""
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def healthy() -> Json:
    """Return how a bridge is that has no trouble."""
    status: Json = example("status")
    devices = {"total": 1, "byState": {"online": 1}, "notOnline": []}
    return {**status, "sentences": [], "sinks": status["sinks"][:1], "devices": devices}


def room(room_id: str, name: str, **values: float) -> Json:
    """Return a room as the API has it, with one device that is online."""
    units = {"temperature": "°C", "humidity": "%"}
    return {
        "id": room_id,
        "name": name,
        "floor": None,
        "values": {
            quantity: {"value": value, "unit": units.get(quantity, "?"), "measuredAt": None}
            for quantity, value in values.items()
        },
        "devices": [{"mac": "a0:b7:65:00:00:01", "name": "sensor", "state": "online", "reason": None}],
    }


def reading(room_id: str, quantity: str, value: float) -> Json:
    """Return a new value in a room as the API has it."""
    measured = {"value": value, "unit": "?", "measuredAt": "2026-11-21T10:00:10.000Z"}
    return {"type": "reading", "room": room_id, "quantity": quantity, "value": measured, "seq": 42}


class WireBridge:
    """Plays `ws-session.json`, unless a test changes what it says.

    `opening` is what each client is told on connecting; a string goes out as it is, JSON or not, and bytes as
    a binary message. `say` reaches those who are connected now.

    Where `token` is set, nobody else is let in. `pairing` holds the answers to those who bring digits, the
    last for all that follow; what they bring is in `asked`. The keys that it takes are in `keys`, by MAC
    address, and what it answers instead of taking one in `refusals`. Under another path than that of `prefix`
    there is nothing.
    """

    def __init__(self) -> None:
        """Begin as a bridge in good health."""
        hello, snapshot, *self.news = example("ws-session")
        self.hello: Json = hello
        self.snapshot: Json = snapshot
        self.opening: list[Said] = [self.hello, self.snapshot]
        self.answers_pings = True
        self.connections = 0
        self.status: int | None = None
        self.challenge: str | None = None
        self.token: str | None = None
        self.paired: Json = {**example("paired"), "bridge": hello["id"], "site": hello["site"]}
        self.pairing: list[tuple[int, Json | str]] = []
        self.asked: list[Json] = []
        self.devices: Json | str = example("devices")
        self.keys: dict[str, str] = {}
        self.refusals: dict[str, tuple[int, Json | str]] = {}
        self.prefix = ""
        self.answers: dict[str, Callable[[web.Request], Awaitable[web.Response]]] = {}
        """By method and path: what else is answered."""
        self.told: dict[str, Json] = {
            "/api/v1/status": healthy(),
            "/api/v1/means": example("means"),
        }
        """By path: what is told to whoever asks, where nothing else is answered."""
        self.port = 0
        self._clients: set[web.WebSocketResponse] = set()
        self._came = asyncio.Event()
        self._gone = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def rooms(self) -> list[Json]:
        """The rooms of the next snapshot."""
        rooms: list[Json] = self.snapshot["rooms"]
        return rooms

    async def __aenter__(self) -> Self:
        """Be there."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Be gone."""
        await self.cut_power()

    async def start(self) -> None:
        """Listen; on the same port as before where there was one."""
        app = web.Application()
        app.router.add_get("/{prefix:.*}api/v1/ws", self._serve)
        app.router.add_get("/{prefix:.*}api/v1/devices", self._list_devices)
        app.router.add_put("/{prefix:.*}api/v1/devices/{mac}/key", self._take_key)
        app.router.add_post("/{prefix:.*}api/v1/pair", self._pair)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def cut_power(self) -> None:
        """Go away without a word."""
        assert self._runner is not None
        for client in self._clients:
            transport = client._req.transport if client._req else None
            if transport is not None:
                transport.abort()
        await self._runner.cleanup()

    async def say(self, *messages: Said) -> None:
        """Tell everyone who is connected."""
        for client in self._clients:
            for message in messages:
                await self._tell(client, message)

    async def hang_up(self) -> None:
        """Close all connections politely, and go on listening."""
        for client in set(self._clients):
            await client.close(code=WSCloseCode.GOING_AWAY)

    async def until_connections(self, count: int) -> None:
        """Return when there have been so many since the beginning."""
        async with asyncio.timeout(PATIENCE):
            while self.connections < count:
                self._came.clear()
                await self._came.wait()

    async def all_gone(self) -> None:
        """Return when nobody is connected any more."""
        async with asyncio.timeout(PATIENCE):
            while self._clients:
                self._gone.clear()
                await self._gone.wait()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self._expect_prefix(request)
        self.connections += 1
        self._came.set()
        if self.status is not None:
            challenge = {} if self.challenge is None else {"www-authenticate": self.challenge}
            return web.Response(status=self.status, headers=challenge)
        if self.token is not None and not self._is_let_in(request):
            return _stranger()
        client = web.WebSocketResponse(autoping=self.answers_pings, timeout=0.1)
        await client.prepare(request)
        self._clients.add(client)
        try:
            for message in deepcopy(self.opening):
                await self._tell(client, message)
            async for _ in client:
                pass
        finally:
            self._clients.discard(client)
            self._gone.set()
        return client

    async def _list_devices(self, request: web.Request) -> web.Response:
        self._expect_prefix(request)
        if self.token is not None and not self._is_let_in(request):
            return _stranger()
        return _answer(200, self.devices)

    async def _take_key(self, request: web.Request) -> web.Response:
        self._expect_prefix(request)
        if not self._is_let_in(request):
            return _stranger()
        mac = request.match_info["mac"]
        if mac in self.refusals:
            return _answer(*self.refusals[mac])
        self.keys[mac] = (await request.json())["key"]
        return web.Response(status=204)

    async def _answer(self, request: web.Request) -> web.Response:
        if (answer := self.answers.get(f"{request.method} {request.path}")) is not None:
            return await answer(request)
        if request.method == "GET" and request.path in self.told:
            return web.json_response(self.told[request.path])
        return web.Response(status=404)

    async def _pair(self, request: web.Request) -> web.Response:
        self._expect_prefix(request)
        self.asked.append(await request.json())
        status, answer = self.pairing.pop(0) if len(self.pairing) > 1 else self.pairing[0]
        return _answer(status, answer)

    def _expect_prefix(self, request: web.Request) -> None:
        if request.match_info["prefix"] != self.prefix:
            raise web.HTTPNotFound

    def _is_let_in(self, request: web.Request) -> bool:
        return self.token is not None and request.headers.get("authorization") == f"Bearer {self.token}"

    async def _tell(self, client: web.WebSocketResponse, message: Said) -> None:
        if message is HANG_UP:
            await client.close()
        elif isinstance(message, bytes):
            await client.send_bytes(message)
        else:
            await client.send_str(message if isinstance(message, str) else json.dumps(message))


def _answer(status: int, answer: Json | str) -> web.Response:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    # Also letters that there are none of, in whose place go bytes that mean nothing.
    return web.Response(status=status, body=text.encode("utf-8", "surrogatepass"))


def _stranger() -> web.Response:
    return web.Response(status=401, headers={"www-authenticate": 'Bearer realm="climat-guardian"'}, text="{}")
