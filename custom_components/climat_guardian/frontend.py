"""The card: its files served, and loaded by Lovelace without anybody's doing.

Everything lies under a path that holds the version and a hash of the files, because browsers keep static
files for a month, and because the parts that the card loads later are found beside its entry.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER

FOLDER: Final = Path(__file__).parent / "www"
CARD: Final = "climat-guardian-card.js"
BASE: Final = f"/{DOMAIN}/"

CARD_URL: HassKey[str] = HassKey(f"{DOMAIN}_card_url")


async def async_serve_card(hass: HomeAssistant) -> None:
    """Serve the card's files, once for each start of Home Assistant."""
    version = (await async_get_integration(hass, DOMAIN)).version
    digest = await hass.async_add_executor_job(_digest, FOLDER)
    if digest is None:
        LOGGER.error("The card is not in %s; install the integration again", FOLDER)
        return
    path = f"{BASE}{version}-{digest}"
    await hass.http.async_register_static_paths([StaticPathConfig(path, str(FOLDER), cache_headers=True)])
    hass.data[CARD_URL] = f"{path}/{CARD}"


async def async_add_card(hass: HomeAssistant) -> None:
    """Have every dashboard load the card: one resource, with the URL of now.

    A resource and not an extra module, because dashboards wait for resources before they draw.
    """
    if (url := hass.data.get(CARD_URL)) is None:
        return
    resources = hass.data[LOVELACE_DATA].resources
    if not isinstance(resources, ResourceStorageCollection):
        # The user writes the resources in YAML, where nothing can be added.
        add_extra_js_url(hass, url)
        return
    await resources.async_get_info()  # Loads them; before that, there seem to be none.
    ours = _ours(resources)
    # From here to the first change nothing else runs, so that two entries do not add one each.
    if not ours:
        await resources.async_create_item({"res_type": "module", "url": url})
        return
    kept, *superfluous = ours
    if kept["url"] != url:
        await resources.async_update_item(kept["id"], {"url": url})
    for item in superfluous:
        await resources.async_delete_item(item["id"])


async def async_remove_card(hass: HomeAssistant) -> None:
    """Leave nothing behind in the user's dashboards."""
    resources = hass.data[LOVELACE_DATA].resources
    if isinstance(resources, ResourceStorageCollection):
        await resources.async_get_info()
        for item in _ours(resources):
            await resources.async_delete_item(item["id"])
    elif (url := hass.data.get(CARD_URL)) is not None:
        remove_extra_js_url(hass, url)


def _ours(resources: ResourceStorageCollection) -> list[dict[str, str]]:
    """Return the resources of this version and any before."""
    return [item for item in resources.async_items() if item["url"].startswith(BASE)]


def _digest(folder: Path) -> str | None:
    """Return what changes with any of the card's files; None where the card is missing."""
    if not (folder / CARD).is_file():
        return None
    digest = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:8]
