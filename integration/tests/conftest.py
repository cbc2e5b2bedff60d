"""What the tests stand on: a bridge on the wire, a card, and a Home Assistant that may use real sockets."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Whoever imports `custom_components` first decides which folder that is: ours, and not the test tools'.
from custom_components.climat_guardian import bridge, call, coordinator, frontend
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity

from .blocking import blocking_calls
from .wire import Json, WireBridge, example, room


@pytest.fixture(autouse=True)
def nothing_blocks() -> Iterator[list[str]]:
    """Fail a test in which our code keeps the event loop from everybody else."""
    with blocking_calls() as calls:
        yield calls
    assert calls == []


@pytest.fixture(autouse=True)
def home(nothing_blocks: list[str], enable_custom_integrations: None, socket_enabled: None) -> None:
    """Let Home Assistant find the integration, and reach 127.0.0.1: what is tested here is a connection."""


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow for aiohttp, which sets its ping's timer once more on a goodbye, and then never sends it."""
    return True


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once; how long it really waits, test_backoff says."""
    monkeypatch.setattr(coordinator, "backoff", lambda _attempt, _chance: 0.02)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on silence soon."""
    for module in (bridge, call):
        monkeypatch.setattr(module, "SPEAKS_WITHIN", 0.3)


@pytest.fixture(autouse=True)
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small card; the real one is built elsewhere, and may change at any time."""
    folder = tmp_path / "www"
    (folder / "chunks").mkdir(parents=True)
    (folder / frontend.CARD).write_text('import("./chunks/history.js")')
    (folder / "chunks" / "history.js").write_text("export {}")
    monkeypatch.setattr(frontend, "FOLDER", folder)
    return folder


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write entities without what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def all_enabled() -> Iterator[None]:
    """Have everything on, also what is off at first."""
    with patch.object(Entity, "entity_registry_enabled_default", new=True):
        yield


@pytest.fixture
async def wire() -> AsyncIterator[WireBridge]:
    """Return a bridge that says what the test tells it to."""
    async with WireBridge() as bridge_on_the_wire:
        yield bridge_on_the_wire


@pytest.fixture
def entry(hass: HomeAssistant, wire: WireBridge) -> MockConfigEntry:
    """Return the entry of that bridge, not yet set up."""
    return entry_for(hass, wire)


def entry_for(hass: HomeAssistant, wire: WireBridge, **more: Any) -> MockConfigEntry:
    """Return an entry as the config flow makes it."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=wire.hello["site"]["name"],
        unique_id=wire.hello["id"],
        data=data_for(wire, **more),
    )
    entry.add_to_hass(hass)
    return entry


def data_for(wire: WireBridge, **more: Any) -> dict[str, Any]:
    """Return what an entry keeps of that bridge."""
    return {"host": "127.0.0.1", "port": wire.port, "path": "/", "ssl": False} | more


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an entry up that can be set up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


@pytest.fixture
def asked(wire: WireBridge) -> list[tuple[dict[str, str], Json | None]]:
    """Return what the bridge was asked; it answers with its examples."""
    wire.snapshot["rooms"] = [
        room("office", "Office", temperature=20, pressure=1000),
        room("attic", "Attic", temperature=15, humidity=60),
    ]
    questions: list[tuple[dict[str, str], Json | None]] = []

    def answering(name: str, status: int = 200) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            body = await request.json() if request.can_read_body else None
            questions.append((dict(request.query), body))
            return web.json_response(example(name), status=status)

        return answer

    for name in ("averages", "series", "ledger"):
        wire.answers[f"GET /api/v1/{name}"] = answering(name)
    wire.answers["POST /api/v1/edits"] = answering("made-edit", 201)
    return questions


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry, asked: list[Any]) -> MockConfigEntry:
    """Return the entry with its rooms shown."""
    assert asked == []
    await set_up(hass, entry)
    return entry
