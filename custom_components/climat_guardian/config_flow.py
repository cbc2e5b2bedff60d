"""Adding a bridge by clicking."""

from typing import Any, Final, override

import probatio
from yarl import URL

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .bridge import BridgeError, connect
from .const import DEFAULT_PORT, DOMAIN

SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_HOST): str,
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): cv.port,
    }
)


class ClimatGuardianConfigFlow(ConfigFlow, domain=DOMAIN):
    """One entry for each bridge, by the id that the bridge has for ever."""

    VERSION = 1

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the bridge is, and listen to how it introduces itself."""
        errors: dict[str, str] = {}
        if user_input is not None:
            address = _address(user_input)
            try:
                connection = await connect(async_get_clientsession(self.hass), **address)
            except BridgeError as err:
                errors["base"] = err.fault.value
            else:
                await connection.close()
                hello = connection.hello
                await self.async_set_unique_id(hello.bridge_id)
                self._abort_if_unique_id_configured(updates=address)
                return self.async_create_entry(title=hello.site_name, data=address)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(SCHEMA, user_input),
            errors=errors,
        )


def _address(user_input: dict[str, Any]) -> dict[str, Any]:
    """Return host and port, also where the address was copied from the bridge's page or log."""
    host: str = user_input[CONF_HOST].strip()
    port: int = user_input[CONF_PORT]
    if "://" in host:
        try:
            url = URL(host)
            host, port = url.host or host, url.explicit_port or port
        except ValueError:
            pass  # Then it is no host either, which connecting will say.
    return {CONF_HOST: host.strip("[]"), CONF_PORT: port}
