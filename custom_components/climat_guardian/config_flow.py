"""Setting up by clicking: a bridge that was found or named, being let in by its digits, or only the card."""

from collections.abc import Mapping
from typing import Any, Final, override

import probatio

from homeassistant.config_entries import (
    SOURCE_HASSIO,
    SOURCE_IGNORE,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .address import ROOT, Address
from .bridge import BridgeError, Fault, connect
from .const import CONF_CARD_ONLY, CONF_LEAVE_OFF, DOMAIN
from .discovery import Found, announced, async_news, of_app
from .esphome_keys import Outcome, devices_wanting, hand_over
from .forms import ADDRESS, CONF_HAND_OVER, ask_consent, async_ask_digits, plain, some_of, told
from .messages import Paired, Room
from .options_flow import BridgeOptionsFlow
from .twins import rooms_with_twins

CARD_TITLE: Final = "Climat Guardian"

CONFIRM: Final = "discovery_confirm"


class ClimatGuardianConfigFlow(ConfigFlow, domain=DOMAIN):
    """One entry for each bridge, by the id that it has for ever, and at most one for the card alone."""

    VERSION = 1

    _address: Address
    _token: str | None = None
    _found: Found
    """Where the bridge was found, and not named."""

    _name: str
    _rooms: Mapping[str, Room]
    """What the bridge told."""

    _devices: Mapping[str, str]
    """Which wait for a key that Home Assistant has, and by which names they were shown."""
    _left_off: list[str] | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> BridgeOptionsFlow:
        """Return the flow in which options are changed."""
        return BridgeOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Of the card alone there is nothing to choose."""
        return CONF_CARD_ONLY not in config_entry.data

    @override
    async def async_step_user(self, _user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is wanted."""
        return self.async_show_menu(step_id="user", menu_options=["bridge", "card_only"])

    async def async_step_card_only(self, _user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Have dashboards load the card, for sensors that Home Assistant has already."""
        if self._async_current_entries(include_ignore=False):
            return self.async_abort(reason="card_is_there")
        await self.async_set_unique_id(CONF_CARD_ONLY)
        return self.async_create_entry(title=CARD_TITLE, data={CONF_CARD_ONLY: True})

    async def async_step_bridge(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the bridge is, and listen to how it introduces itself."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._address = Address.entered(user_input[CONF_HOST], user_input[CONF_PORT])
            try:
                return await self._async_meet()
            except BridgeError as err:
                errors["base"] = err.fault.value
        return self.async_show_form(
            step_id="bridge",
            data_schema=self.add_suggested_values_to_schema(ADDRESS, user_input),
            errors=errors,
        )

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Hear a bridge announce itself in the network."""
        return await self._async_find(announced(discovery_info))

    @override
    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Hear of the bridge that runs as an app of this Home Assistant."""
        return await self._async_find(of_app(discovery_info))

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the bridge that was found is wanted; only now is it connected to."""
        errors: dict[str, str] = {}
        if user_input is not None:
            # Not before: what ends a flow that nobody has opened, nobody reads.
            if self._found.misfit is not None:
                return self.async_abort(reason=self._found.misfit.value)
            try:
                return await self._async_meet()
            except BridgeError as err:
                if err.fault in (Fault.API_TOO_NEW, Fault.API_TOO_OLD):
                    return self.async_abort(reason=err.fault.value)
                errors["base"] = err.fault.value
        return self.async_show_form(
            step_id=CONFIRM,
            errors=errors,
            description_placeholders={
                "name": plain(self._found.name),
                "address": plain(str(self._address)),
            },
        )

    async def async_step_pair(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the digits that a bridge shows which lets nobody in without a token."""
        paired = await async_ask_digits(self, "pair", self._address, user_input)
        if not isinstance(paired, Paired):
            return paired
        self._token = paired.token
        self._name = paired.site_name
        try:
            await self._async_identify(paired.bridge_id)
        except BridgeError as err:
            return self.async_abort(reason=err.fault.value)
        try:
            return await self._async_meet()
        except BridgeError:
            # It is gone again, and its digits were good for once: Home Assistant goes on trying.
            return self._async_finish()

    async def async_step_rooms(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is to be left off, where Home Assistant shows the same sensors already."""
        if user_input is not None:
            self._left_off = user_input[CONF_LEAVE_OFF]
            return await self.async_step_keys()
        rooms = rooms_with_twins(self.hass, self._rooms.values())
        if not rooms:
            return await self.async_step_keys()
        schema = probatio.Schema({probatio.Required(CONF_LEAVE_OFF, default=[]): some_of(rooms)})
        return self.async_show_form(step_id="rooms", data_schema=schema)

    async def async_step_keys(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the keys may be handed over that the bridge lacks, where there are any."""
        if user_input is None:
            session = async_get_clientsession(self.hass)
            self._devices = await devices_wanting(self.hass, session, self._address, self._token)
            return (
                ask_consent(self, "keys", self._devices.values()) if self._devices else self._async_finish()
            )
        if not user_input[CONF_HAND_OVER]:
            return self._async_finish()
        if self._token is None:
            return await self.async_step_pair_for_keys()
        return await self._async_hand_over(self._token)

    async def async_step_pair_for_keys(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for digits where the bridge let in without a token: it takes keys by one only."""
        paired = await async_ask_digits(self, "pair_for_keys", self._address, user_input)
        if not isinstance(paired, Paired):
            return paired
        if paired.bridge_id != self.unique_id:
            return self.async_abort(reason="another_bridge")
        self._token = paired.token
        return await self._async_hand_over(paired.token)

    async def async_step_reauth(self, _entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin anew: the bridge no longer lets Home Assistant in."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the digits of the bridge that the entry was made for."""
        entry = self._get_reauth_entry()
        paired = await async_ask_digits(self, "reauth_confirm", Address.of_entry(entry.data), user_input)
        if not isinstance(paired, Paired):
            return paired
        await self.async_set_unique_id(paired.bridge_id, raise_on_progress=False)
        self._abort_if_unique_id_mismatch(reason="another_bridge")
        return self.async_update_reload_and_abort(
            entry, data_updates={CONF_TOKEN: paired.token}, reason="reauth_successful"
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the bridge is now."""
        entry = self._get_reconfigure_entry()
        if CONF_CARD_ONLY in entry.data:
            return self.async_abort(reason="card_only")
        errors: dict[str, str] = {}
        if user_input is not None:
            self._address = Address.entered(user_input[CONF_HOST], user_input[CONF_PORT])
            self._token = entry.data.get(CONF_TOKEN)
            try:
                return await self._async_meet()
            except BridgeError as err:
                errors["base"] = err.fault.value
        shown = user_input or Address.of_entry(entry.data).as_entered()
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(ADDRESS, shown),
            errors=errors,
        )

    async def _async_find(self, found: Found | None) -> ConfigFlowResult:
        """Follow a bridge that is known, and ask whether one is wanted that is not."""
        if found is None:
            return self.async_abort(reason=Fault.NOT_A_BRIDGE.value)
        url = str(found.address.url(ROOT))
        self._async_supersede(found.bridge_id, url)
        known = await self.async_set_unique_id(found.bridge_id)
        news = await async_news(self.hass, known, found)
        if known is not None and news is not None:
            self._async_renew(known, news)
            return self.async_abort(reason="already_configured")
        self._abort_if_unique_id_configured()
        self._found, self._address, self._token = found, found.address, found.token
        self.context["title_placeholders"] = {"name": found.name}
        self.context["configuration_url"] = url
        return await self.async_step_discovery_confirm()

    @callback
    def _async_supersede(self, bridge_id: str, url: str) -> None:
        """End what waits to be confirmed for an address that the bridge no longer has.

        What an app says of itself is never replaced by what the network says.
        """
        for flow in self._async_in_progress(match_context={"unique_id": bridge_id}):
            context = flow["context"]
            if (
                flow["step_id"] == CONFIRM
                and context.get("configuration_url") != url
                and (context["source"] != SOURCE_HASSIO or self.source == SOURCE_HASSIO)
            ):
                self.hass.config_entries.flow.async_abort(flow["flow_id"])

    async def _async_meet(self) -> ConfigFlowResult:
        """Go on with the bridge that answers at the address; ask for digits where it wants any.

        Raises BridgeError.
        """
        try:
            connection = await connect(async_get_clientsession(self.hass), self._address, self._token)
        except BridgeError as err:
            if err.fault is not Fault.NOT_PAIRED:
                raise
            return await self.async_step_pair()
        try:
            await self._async_identify(connection.hello.bridge_id)
            self._name = connection.hello.site_name
            self._rooms = (await connection.snapshot()).rooms
        finally:
            await connection.close()
        return await self.async_step_rooms()

    async def _async_identify(self, bridge_id: str) -> None:
        """Let no bridge in twice; one that has an entry gives it what is new.

        Raises AbortFlow, and where another address was asked for a bridge, BridgeError.
        """
        known: ConfigEntry | None
        if self.source == SOURCE_RECONFIGURE:
            known = self._get_reconfigure_entry()
            if known.unique_id != bridge_id:
                raise BridgeError(Fault.ANOTHER_BRIDGE, address=str(self._address))
        else:
            # Also while another flow is about it: the digits that were entered here were good.
            known = await self.async_set_unique_id(bridge_id, raise_on_progress=False)
        if known is None or known.source == SOURCE_IGNORE:
            return
        self._async_renew(known, self._data())
        is_moved = self.source == SOURCE_RECONFIGURE
        raise AbortFlow("reconfigure_successful" if is_moved else "already_configured")

    @callback
    def _async_renew(self, known: ConfigEntry, news: Mapping[str, Any]) -> None:
        """Give an entry what is new.

        Reloaded also where it waits for a token, which `_abort_if_unique_id_configured` leaves as it is.
        """
        if self.hass.config_entries.async_update_entry(known, data={**known.data, **news}):
            self.hass.config_entries.async_schedule_reload(known.entry_id)

    async def _async_hand_over(self, token: str) -> ConfigFlowResult:
        session = async_get_clientsession(self.hass)
        return self._async_finish(await hand_over(self.hass, session, self._address, token, self._devices))

    @callback
    def _async_finish(self, outcome: Outcome | None = None) -> ConfigFlowResult:
        """Make the entry, and tell what became of the keys."""
        description, placeholders = (None, None) if outcome is None else told(outcome)
        return self.async_create_entry(
            title=self._name,
            data=self._data(),
            options={} if self._left_off is None else {CONF_LEAVE_OFF: self._left_off},
            description=description,
            description_placeholders=placeholders,
        )

    def _data(self) -> dict[str, Any]:
        token = {} if self._token is None else {CONF_TOKEN: self._token}
        return {**self._address.as_data(), **token}
