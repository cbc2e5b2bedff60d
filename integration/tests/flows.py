"""A user in Settings → Devices & services, who reads forms and sends them."""

from typing import Any

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType


async def add(hass: HomeAssistant) -> ConfigFlowResult:
    """Begin to add the integration."""
    menu = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == ["bridge", "card_only"]
    return menu


async def choose(hass: HomeAssistant, menu: ConfigFlowResult, option: str) -> ConfigFlowResult:
    """Choose from a menu."""
    return await hass.config_entries.flow.async_configure(menu["flow_id"], {"next_step_id": option})


async def send(hass: HomeAssistant, form: Any, **entered: Any) -> ConfigFlowResult:
    """Fill a form in and send it."""
    result = await hass.config_entries.flow.async_configure(form["flow_id"], entered)
    await hass.async_block_till_done()
    return result


async def address_form(hass: HomeAssistant) -> ConfigFlowResult:
    """Return the form that asks where a bridge is."""
    form = await choose(hass, await add(hass), "bridge")
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "bridge"
    return form


async def enter(hass: HomeAssistant, host: str, port: int) -> ConfigFlowResult:
    """Say where a bridge is."""
    return await send(hass, await address_form(hass), host=host, port=port)
