"""Somebody who is told of the rooms of a bridge, or of all bridges: now, and whenever anything changes.

Several cards of a page share one such listener, so it hears of bridges that are added later, too.
"""

from collections.abc import Callable
from typing import Any

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import CONF_CARD_ONLY, DOMAIN
from .coordinator import BridgeCoordinator, ClimatGuardianConfigEntry
from .messages import Room
from .room_access import RoomAccess


class RoomSubscription:
    """One listener, to whom each event is about one bridge."""

    def __init__(
        self,
        hass: HomeAssistant,
        connection: ActiveConnection,
        number: int,
        entry: ClimatGuardianConfigEntry | None,
    ) -> None:
        """Keep who is to be told; None: of all bridges."""
        self._hass = hass
        self._connection = connection
        self._number = number
        self._entry = entry
        self._told: dict[str, _ToldOfBridge] = {}
        """By id of the entry."""
        self._stop_following: Callable[[], None] | None = None

    @callback
    def async_begin(self) -> None:
        """Tell all that there is."""
        if self._entry is not None:
            self._async_add(self._entry)
            return
        self._stop_following = async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_follow
        )
        for entry in self._hass.config_entries.async_entries(DOMAIN):
            self._async_add(entry)

    @callback
    def async_end(self) -> None:
        """Tell no more."""
        if self._stop_following is not None:
            self._stop_following()
        for told in self._told.values():
            told.async_end()
        self._told.clear()

    @callback
    def _async_follow(self, change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry.domain != DOMAIN:
            return
        if change is ConfigEntryChange.ADDED:
            self._async_add(entry)
        elif change is ConfigEntryChange.REMOVED and entry.entry_id in self._told:
            self._told.pop(entry.entry_id).async_end()
            self._connection.send_event(self._number, {"entry_id": entry.entry_id, "gone": True})

    @callback
    def _async_add(self, entry: ClimatGuardianConfigEntry) -> None:
        if CONF_CARD_ONLY in entry.data:
            return
        told = self._told[entry.entry_id] = _ToldOfBridge(self._hass, self._connection, self._number, entry)
        told.async_begin()


class _ToldOfBridge:
    """What a listener was told of one bridge; goes on over reloads of its entry."""

    def __init__(
        self, hass: HomeAssistant, connection: ActiveConnection, number: int, entry: ClimatGuardianConfigEntry
    ) -> None:
        """Keep who is to be told."""
        self._hass = hass
        self._connection = connection
        self._number = number
        self._entry = entry
        self._rooms: dict[str, Room] = {}
        self._shown: set[str] = set()
        """Rooms that they have heard of."""
        self._was_available: bool | None = None
        self._stop_listening: Callable[[], object] | None = None
        self._stop_watching: Callable[[], None] | None = None

    @callback
    def async_begin(self) -> None:
        """Tell all that there is."""
        self._stop_watching = self._entry.async_on_state_change(self._async_follow)
        self._async_follow()

    @callback
    def async_end(self) -> None:
        """Tell no more."""
        if self._stop_watching is not None:
            self._stop_watching()
        self._async_leave()

    @callback
    def _async_follow(self) -> None:
        """Listen to the coordinator that the entry has now."""
        coordinator = getattr(self._entry, "runtime_data", None)
        if self._entry.state is ConfigEntryState.LOADED and isinstance(coordinator, BridgeCoordinator):
            if self._stop_listening is None:
                stops = (
                    coordinator.async_add_listener(self._async_tell),
                    coordinator.async_listen_to_readings(self._async_tell),
                )
                self._stop_listening = lambda: [stop() for stop in stops]
                self._async_tell()
        else:
            self._async_leave()
            if self._was_available is not False:
                self._async_send(available=False, rooms=[], removed=[])

    @callback
    def _async_leave(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    @callback
    def _async_tell(self) -> None:
        """Say what is new. What is equal is skipped: each reading of the house comes by here."""
        coordinator: BridgeCoordinator = self._entry.runtime_data
        access = RoomAccess(self._hass, coordinator, self._connection.user)
        changed = [
            (room, access.shown(room))
            for room_id, room in coordinator.data.items()
            if self._rooms.get(room_id) is not room
        ]
        gone = [room_id for room_id in self._rooms if room_id not in coordinator.data]
        self._rooms = dict(coordinator.data)
        rooms = [access.as_json(shown) for _, shown in changed if shown is not None]
        removed = [room_id for room_id in gone if room_id in self._shown]
        self._shown = self._shown.union(room["id"] for room in rooms).difference(removed)
        is_available = coordinator.last_update_success
        if rooms or removed or is_available is not self._was_available:
            self._async_send(available=is_available, rooms=rooms, removed=removed)

    @callback
    def _async_send(self, *, available: bool, rooms: list[dict[str, Any]], removed: list[str]) -> None:
        is_first = self._was_available is None
        self._was_available = available
        coordinator = getattr(self._entry, "runtime_data", None)
        event = {
            "entry_id": self._entry.entry_id,
            "bridge": self._entry.unique_id,
            "name": self._entry.title,
            "timeZone": coordinator.time_zone if isinstance(coordinator, BridgeCoordinator) else None,
            # Who was cut off and is back forgets what is not told now.
            "all": is_first,
            "available": available,
            "rooms": rooms,
            "removed": removed,
        }
        self._connection.send_event(self._number, event)
