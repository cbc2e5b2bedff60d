"""A bridge that was found: by its announcement in the network, or by the Supervisor whose app it is."""

from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_ID, CONF_PATH, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .address import ROOT, Address, as_prefix
from .bridge import BridgeError, Fault, connect
from .messages import API_VERSION

LARGEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Found:
    """What it says of itself before it is asked, which anybody in the network may say."""

    bridge_id: str
    name: str
    """Of its site, or of the app."""
    address: Address
    misfit: Fault | None = None
    """Why this integration cannot speak with it, where that is known."""
    token: str | None = None
    """An app lets in the Home Assistant that it belongs to."""


def announced(info: ZeroconfServiceInfo) -> Found | None:
    """Return what a bridge announces (bridge/src/bridge.ts); None where that is no bridge's announcement."""
    txt = info.properties
    bridge_id = _text(txt.get(CONF_ID))
    api = _whole(_text(txt.get("api")))
    if bridge_id is None or api is None or not info.port:
        return None
    return Found(
        bridge_id=bridge_id,
        # Nobody has to give a site a name.
        name=info.name.removesuffix(f".{info.type}") or info.host,
        address=Address(info.host, info.port, as_prefix(_text(txt.get(CONF_PATH)) or ROOT)),
        misfit=_misfit(api),
    )


def of_app(info: HassioServiceInfo) -> Found | None:
    """Return what the app told the Supervisor (app/); None where that is not what our app tells."""
    config = info.config
    bridge_id, host = _text(config.get(CONF_ID)), _text(config.get(CONF_HOST))
    port = _whole(config.get(CONF_PORT))
    if bridge_id is None or host is None or port is None or not 0 < port <= LARGEST_PORT:
        return None
    return Found(
        bridge_id=bridge_id,
        name=info.name,
        address=Address(host, port, as_prefix(_text(config.get(CONF_PATH)) or ROOT)),
        token=_text(config.get(CONF_TOKEN)),
    )


async def async_news(hass: HomeAssistant, known: ConfigEntry | None, found: Found) -> dict[str, Any] | None:
    """Return what of an entry is no longer so, now that its bridge was found.

    A bridge may have several addresses, and a user good reasons for one that it does not announce: as long as
    it answers there, nothing changes. What was entered as https is never left for what is not: whoever wants
    the token would only have to keep the bridge away, and to announce.
    """
    if known is None or known.source == SOURCE_IGNORE:
        return None
    address, token = Address.of_entry(known.data), known.data.get(CONF_TOKEN)
    if address.ssl or (address == found.address and found.token is None):
        return None
    try:
        connection = await connect(async_get_clientsession(hass), address, token)
    except BridgeError:
        pass
    else:
        await connection.close()
        if connection.hello.bridge_id == found.bridge_id:
            return None
    news = found.address.as_data()
    return news if found.token is None else {**news, CONF_TOKEN: found.token}


def _misfit(api: int) -> Fault | None:
    if api == API_VERSION:
        return None
    return Fault.API_TOO_NEW if api > API_VERSION else Fault.API_TOO_OLD


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None
