"""What the integration knows of one bridge, kept up to date by what the bridge pushes.

Rooms are immutable and replaced whole, so an entity sees by comparison whether a message was about it.
"""

import asyncio
from collections.abc import Mapping
from random import random
from typing import Final, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .address import ROOT, Address
from .bridge import BridgeConnection, BridgeError, Fault, backoff, connect
from .const import DOMAIN, LOGGER
from .messages import Message, Reading, Room, RoomChanged, RoomRemoved, Snapshot
from .told import (
    DEVICES_EVERY,
    MEANS_EVERY,
    STATUS_EVERY,
    DevicesCoordinator,
    MeansCoordinator,
    StatusCoordinator,
)

type ClimatGuardianConfigEntry = ConfigEntry[BridgeCoordinator]

STEADY_AFTER: Final = 60.0
"""
Seconds that a connection has to last before the pauses begin anew, so that a bridge that falls over again and
again is not pressed.
"""


class BridgeCoordinator(DataUpdateCoordinator[Mapping[str, Room]]):
    """The rooms of one bridge by id, and whether the bridge is there."""

    config_entry: ClimatGuardianConfigEntry

    hub_id: str
    """The bridge's device in Home Assistant's registry, known from the first connection on."""

    time_zone: str
    """Of the building, by its IANA name; known as long."""

    def __init__(self, hass: HomeAssistant, entry: ClimatGuardianConfigEntry) -> None:
        """Keep where the bridge is. Nothing is asked of it at intervals."""
        self._address = Address.of_entry(entry.data)
        self._token: str | None = entry.data.get(CONF_TOKEN)
        self._error: BridgeError | None = None
        self._room_listeners: dict[str, list[CALLBACK_TYPE]] = {}
        self._reading_listeners: list[CALLBACK_TYPE] = []
        self.status = StatusCoordinator(hass, entry, STATUS_EVERY)
        self.means = MeansCoordinator(hass, entry, MEANS_EVERY)
        self.plaintext = DevicesCoordinator(hass, entry, DEVICES_EVERY)
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"the bridge at {self._address}",
        )

    @property
    def bridge_id(self) -> str:
        """The bridge's own id, the same for ever; the entry was made for it."""
        return str(self.config_entry.unique_id)

    def room_identifier(self, room_id: str) -> tuple[str, str]:
        """Return what names a room's device in Home Assistant's registry."""
        return (DOMAIN, f"{self.bridge_id}_{room_id}")

    def unique_id_of(self, room_id: str, key: str) -> str:
        """Return what names an entity of a room in Home Assistant's registry."""
        return f"{self.bridge_id}_{room_id}_{key}"

    @callback
    def async_listen_to_room(self, room_id: str, update: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call that after each reading of the room; what is returned ends it."""
        return self._async_listen(self._room_listeners.setdefault(room_id, []), update)

    @callback
    def async_listen_to_readings(self, update: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call that after each reading of any room; what is returned ends it."""
        return self._async_listen(self._reading_listeners, update)

    @callback
    def _async_listen(self, listeners: list[CALLBACK_TYPE], update: CALLBACK_TYPE) -> CALLBACK_TYPE:
        listeners.append(update)

        @callback
        def stop() -> None:
            listeners.remove(update)

        return stop

    @override
    async def _async_setup(self) -> None:
        """Connect for the first time; from then on a task of the entry listens."""
        try:
            connection = await self._async_connect()
        except BridgeError as err:
            if err.fault is not Fault.NOT_PAIRED:
                raise
            raise ConfigEntryAuthFailed(
                translation_domain=err.translation_domain,
                translation_key=err.translation_key,
                translation_placeholders=err.translation_placeholders,
            ) from err
        self.config_entry.async_create_background_task(
            self.hass, self._async_hear(connection), name=f"listen to {self.name}"
        )

    @override
    async def _async_update_data(self) -> Mapping[str, Room]:
        """Return what was pushed: whoever asks for an update gets what is known already."""
        if self._error is not None:
            raise self._error.with_traceback(None)
        return self.data

    async def _async_hear(self, connection: BridgeConnection) -> None:
        """Take over what the bridge says, for as long as the entry is loaded."""
        attempt = 0
        while True:
            since = self.hass.loop.time()
            try:
                while True:
                    self._async_take(await connection.receive())
            except BridgeError as err:
                self._async_lost(err)
            finally:
                await connection.close()
            if self.hass.loop.time() - since >= STEADY_AFTER:
                attempt = 0
            while self._error is not None:
                await asyncio.sleep(backoff(attempt, random))
                attempt += 1
                try:
                    connection = await self._async_connect()
                except BridgeError as err:
                    self._async_lost(err)

    async def _async_connect(self) -> BridgeConnection:
        """Connect to this entry's bridge and no other, and take over all that it knows."""
        session = async_get_clientsession(self.hass)
        connection = await connect(session, self._address, self._token)
        try:
            if connection.hello.bridge_id != self.bridge_id:
                # An address can be given to another machine; its rooms are not ours.
                raise BridgeError(Fault.ANOTHER_BRIDGE, address=str(self._address))
            snapshot = await connection.snapshot()
        except BaseException:
            await connection.close()
            raise
        self._async_keep_hub(connection)
        self._async_ask_nobody()
        if self._error is not None:
            LOGGER.info("Connected again to %s", self.name)
            self._error = None
        self._async_take(snapshot)
        return connection

    @callback
    def _async_lost(self, err: BridgeError) -> None:
        """Say it once, and once more for a reason that says more; entities become unavailable."""
        # That nobody answers is what a lost connection is like, and no news.
        news = err.fault not in (Fault.CANNOT_CONNECT, self._error and self._error.fault)
        if self._error is None or news:
            LOGGER.warning("%s", err)
        if news and err.fault is Fault.NOT_PAIRED:
            # Trying goes on meanwhile: a token that expired by a wrong clock is good again by itself.
            self.config_entry.async_start_reauth(self.hass)
        self._error = self.last_exception = err
        if self.last_update_success:
            self.last_update_success = False
            self.async_update_listeners()

    @callback
    def _async_ask_nobody(self) -> None:
        """Whoever is let in needs no digits any more."""
        for flow in self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH}):
            self.hass.config_entries.flow.async_abort(flow["flow_id"])

    @callback
    def _async_take(self, message: Message) -> None:
        """Replace what a message is about, and tell the entities."""
        known: Mapping[str, Room] = self.data or {}
        match message:
            case Snapshot(rooms):
                self._async_follow_names(known, rooms)
                self.async_set_updated_data(rooms)
            case RoomChanged(room):
                rooms = {**known, room.room_id: room}
                self._async_follow_names(known, rooms)
                self.async_set_updated_data(rooms)
            case RoomRemoved(room_id):
                rooms = {known_id: room for known_id, room in known.items() if known_id != room_id}
                self._async_follow_names(known, rooms)
                self.async_set_updated_data(rooms)
            case Reading(room_id) as reading if room_id in known:
                self._async_take_reading(reading, known)

    @callback
    def _async_take_reading(self, reading: Reading, known: Mapping[str, Room]) -> None:
        """Tell the one room's entities: all of two hundred rooms need not look at each reading."""
        before = known[reading.room_id]
        room = before.after(reading)
        rooms = {**known, room.room_id: room}
        if reading.quantity not in before.values or (before.climate is None) != (room.climate is None):
            self.async_set_updated_data(rooms)  # There may be new entities to make.
            return
        self.data = rooms
        for update in (*self._room_listeners.get(room.room_id, ()), *self._reading_listeners):
            update()

    @callback
    def _async_keep_hub(self, connection: BridgeConnection) -> None:
        """Rooms hang on the bridge's own device, which therefore comes before them."""
        hub = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.config_entry.entry_id,
            identifiers={(DOMAIN, self.bridge_id)},
            configuration_url=str(self._address.url(ROOT)),
            manufacturer="Climat Guardian",
            model="Bridge",
            name=connection.hello.site_name,
            sw_version=connection.hello.version,
        )
        self.hub_id = hub.id
        self.time_zone = connection.hello.time_zone

    @callback
    def _async_follow_names(self, before: Mapping[str, Room], now: Mapping[str, Room]) -> None:
        """Rename the rooms' devices; a name that the user gave in Home Assistant goes on to win."""
        registry = dr.async_get(self.hass)
        for room_id, room in now.items():
            if room_id not in before or before[room_id].name == room.name:
                continue
            device = registry.async_get_device_by_identifier(
                self.room_identifier(room_id), self.config_entry.entry_id
            )
            if device is not None:
                registry.async_update_device(device.id, name=room.name)
