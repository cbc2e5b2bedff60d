"""Adding a bridge by clicking, and being let in by its six digits."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict, override

import probatio
from yarl import URL

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .bridge import BridgeError, Fault, address_of, connect
from .const import DEFAULT_PORT, DOMAIN
from .messages import Paired
from .pairing import PairingClosedError, WrongCodeError, pair

SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_HOST): str,
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): cv.port,
    }
)

DIGITS: Final = probatio.Schema({probatio.Required(CONF_CODE): str})


class Address(TypedDict):
    """Where a bridge is."""

    host: str
    port: int


class ClimatGuardianConfigFlow(ConfigFlow, domain=DOMAIN):
    """One entry for each bridge, by the id that the bridge has for ever."""

    VERSION = 1

    _address: Address
    """Entered, and a bridge answers there."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the bridge is, and listen to how it introduces itself."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._address = _address(user_input)
            try:
                connection = await connect(async_get_clientsession(self.hass), **self._address)
            except BridgeError as err:
                if err.fault is Fault.NOT_PAIRED:
                    return await self.async_step_pair()
                errors["base"] = err.fault.value
            else:
                await connection.close()
                hello = connection.hello
                return await self._async_add(hello.bridge_id, hello.site_name, {**self._address})
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(SCHEMA, user_input),
            errors=errors,
        )

    async def async_step_pair(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the digits that a bridge shows which lets nobody in without a token."""
        paired = await self._async_trade("pair", self._address, user_input)
        if not isinstance(paired, Paired):
            return paired
        data = {**self._address, CONF_TOKEN: paired.token}
        return await self._async_add(paired.bridge_id, paired.site_name, data)

    async def async_step_reauth(self, _entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin anew: the bridge no longer lets Home Assistant in."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the digits of the bridge that the entry was made for."""
        entry = self._get_reauth_entry()
        address = Address(host=entry.data[CONF_HOST], port=entry.data[CONF_PORT])
        paired = await self._async_trade("reauth_confirm", address, user_input)
        if not isinstance(paired, Paired):
            return paired
        await self.async_set_unique_id(paired.bridge_id, raise_on_progress=False)
        self._abort_if_unique_id_mismatch(reason="another_bridge")
        return self.async_update_reload_and_abort(entry, data_updates={CONF_TOKEN: paired.token})

    async def _async_trade(
        self, step_id: str, address: Address, user_input: dict[str, Any] | None
    ) -> Paired | ConfigFlowResult:
        """Return what the digits were traded for; else the form that asks for them, or for better ones."""
        errors: dict[str, str] = {}
        placeholders = {"address": address_of(**address)}
        if user_input is not None:
            session = async_get_clientsession(self.hass)
            try:
                return await pair(session, **address, code=user_input[CONF_CODE])
            except BridgeError as err:
                errors["base"] = err.fault.value
            except PairingClosedError:
                errors["base"] = "pairing_closed"
            except WrongCodeError as err:
                errors["base"] = "wrong_code"
                if err.tries_left is not None:
                    errors["base"] = "wrong_code_tries"
                    placeholders["tries_left"] = str(err.tries_left)
        return self.async_show_form(
            step_id=step_id, data_schema=DIGITS, errors=errors, description_placeholders=placeholders
        )

    async def _async_add(self, bridge_id: str, name: str, data: dict[str, Any]) -> ConfigFlowResult:
        # Also while the digits are asked for anew elsewhere: those that were entered here were good.
        known = await self.async_set_unique_id(bridge_id, raise_on_progress=False)
        if known is not None:
            # Also one that waits for a token: `_abort_if_unique_id_configured` would leave that as it is.
            return self.async_update_reload_and_abort(
                known,
                data_updates=data,
                reason="already_configured",
                reload_even_if_entry_is_unchanged=False,
            )
        return self.async_create_entry(title=name, data=data)


def _address(user_input: dict[str, Any]) -> Address:
    """Return host and port, also where the address was copied from the bridge's page or log."""
    host: str = user_input[CONF_HOST].strip()
    port: int = user_input[CONF_PORT]
    if "://" in host:
        try:
            url = URL(host)
            host, port = url.host or host, url.explicit_port or port
        except ValueError:
            pass  # Then it is no host either, which connecting will say.
    return Address(host=host.strip("[]"), port=port)
