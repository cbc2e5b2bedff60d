"""How Home Assistant hears of a bridge: by its announcement in the network, and from the Supervisor."""

from ipaddress import ip_address
from typing import Any

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_HASSIO,
    SOURCE_ZEROCONF,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .wire import WireBridge

SERVICE = "_climat-guardian._tcp.local."
NOBODY = 1
"""A port on which nobody listens."""
REVOKED = "climat_revoked"
NEWER = "climat_newer"


def announcement(wire: WireBridge, site: str | None = None, **txt: str | None) -> ZeroconfServiceInfo:
    """Return what Home Assistant hears of a bridge (bridge/src/bridge.ts)."""
    address = ip_address("127.0.0.1")
    return ZeroconfServiceInfo(
        ip_address=address,
        ip_addresses=[address],
        port=wire.port,
        hostname="raspberrypi.local.",
        type=SERVICE,
        name=f"{site or 'Office'}.{SERVICE}",
        properties={"id": wire.hello["id"], "version": "0.1.0", "api": "1", "path": "/", **txt},
    )


def app(wire: WireBridge, **config: Any) -> HassioServiceInfo:
    """Return what the Supervisor tells of the app."""
    return HassioServiceInfo(
        config={"id": wire.hello["id"], "host": "127.0.0.1", "port": wire.port, **config},
        name="Climat Guardian Bridge",
        slug="local_climat_guardian",
        uuid="5ef5b1d0c1a14a5e8a9d0d1c2b3a4f5e",
    )


async def hear(hass: HomeAssistant, info: ZeroconfServiceInfo | HassioServiceInfo) -> ConfigFlowResult:
    """Find a bridge."""
    source = SOURCE_ZEROCONF if isinstance(info, ZeroconfServiceInfo) else SOURCE_HASSIO
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": source}, data=info)
    await hass.async_block_till_done()
    return result


async def find(hass: HomeAssistant, info: ZeroconfServiceInfo | HassioServiceInfo) -> ConfigFlowResult:
    """Find a bridge that is not known, and is asked about."""
    form = await hear(hass, info)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "discovery_confirm"
    return form


def waiting(hass: HomeAssistant) -> list[str]:
    """Return what is shown as discovered, by the addresses."""
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return [flow["context"]["configuration_url"] for flow in flows]
