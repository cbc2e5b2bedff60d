"""What can be changed of a bridge's entry: its rooms and their history, and ESPHome's keys handed over."""

from collections.abc import Mapping
from typing import Any

import probatio

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import CONF_TOKEN
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .address import Address
from .const import (
    CONF_LEAVE_OFF,
    CONF_REPAIR_ESPHOME,
    CONF_REPAIR_HISTORY,
    DEFAULT_REPAIR_ESPHOME,
    DEFAULT_REPAIR_HISTORY,
)
from .esphome_keys import devices_wanting, hand_over
from .forms import CONF_HAND_OVER, ask_consent, async_ask_digits, some_of, told
from .messages import Paired
from .twins import rooms_with_twins


class BridgeOptionsFlow(OptionsFlowWithReload):
    """The options of one bridge."""

    _devices: Mapping[str, str]
    """Which wait for a key that Home Assistant has, and by which names they were shown."""

    async def async_step_init(self, _user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what it is about."""
        return self.async_show_menu(step_id="init", menu_options=["settings", "keys"])

    async def async_step_settings(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the options; what was chosen of rooms that are not known now stays as it is."""
        options = self.config_entry.options
        if user_input is not None:
            return self.async_create_entry(data={**options, **user_input})
        schema: dict[Any, Any] = {
            probatio.Required(CONF_REPAIR_HISTORY, default=DEFAULT_REPAIR_HISTORY): bool,
            probatio.Required(CONF_REPAIR_ESPHOME, default=DEFAULT_REPAIR_ESPHOME): bool,
        }
        if rooms := self._rooms_that_may_be_left_off():
            schema = {probatio.Required(CONF_LEAVE_OFF, default=[]): some_of(rooms), **schema}
        return self.async_show_form(
            step_id="settings",
            data_schema=self.add_suggested_values_to_schema(probatio.Schema(schema), options),
        )

    async def async_step_keys(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the keys may be handed over that the bridge lacks."""
        if user_input is None:
            self._devices = await devices_wanting(
                self.hass, async_get_clientsession(self.hass), self._address, self._token
            )
            return (
                ask_consent(self, "keys", self._devices.values()) if self._devices else self._end("no_keys")
            )
        if not user_input[CONF_HAND_OVER]:
            return self._end("keys_kept")
        return await self.async_step_pair_for_keys()

    async def async_step_pair_for_keys(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for digits where the bridge let in without a token: it takes keys by one only."""
        if (token := self._token) is None:
            paired = await async_ask_digits(self, "pair_for_keys", self._address, user_input)
            if not isinstance(paired, Paired):
                return paired
            entry = self.config_entry
            if paired.bridge_id != entry.unique_id:
                return self._end("another_bridge")
            token = paired.token
            self.hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_TOKEN: token})
            # From now on the bridge asks everybody for a token.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        session = async_get_clientsession(self.hass)
        outcome = await hand_over(self.hass, session, self._address, token, self._devices)
        reason, placeholders = told(outcome)
        return self._end(reason, placeholders)

    @property
    def _address(self) -> Address:
        return Address.of_entry(self.config_entry.data)

    @property
    def _token(self) -> str | None:
        return self.config_entry.data.get(CONF_TOKEN)

    def _rooms_that_may_be_left_off(self) -> dict[str, str]:
        """Return those that Home Assistant has already, and those that were left off."""
        rooms = {}
        if self.config_entry.state is ConfigEntryState.LOADED:
            rooms = self.config_entry.runtime_data.data
        left_off = {
            room_id: rooms[room_id].name if room_id in rooms else room_id
            for room_id in self.config_entry.options.get(CONF_LEAVE_OFF, [])
        }
        return left_off | rooms_with_twins(self.hass, rooms.values())

    def _end(self, reason: str, placeholders: dict[str, str] | None = None) -> ConfigFlowResult:
        """End with a sentence; the options are as they were."""
        return self.async_abort(reason=reason, description_placeholders=placeholders)
