"""The card: served, loaded by every dashboard, renewed, and taken away."""

from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.climat_guardian import frontend
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import entry_for, set_up
from .waiting import shown
from .wire import WireBridge

BUILT = Path(frontend.__file__).parent / "www"
OURS = re.compile(r"/climat_guardian/0\.1\.0-[0-9a-f]{8}/climat-guardian-card\.js")


def resources(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return what every dashboard loads."""
    return [(item["type"], item["url"]) for item in hass.data[LOVELACE_DATA].resources.async_items()]


def remembered(*urls: str) -> dict[str, Any]:
    """Return what Home Assistant has stored of resources."""
    items = [{"id": f"id{n}", "type": "module", "url": url} for n, url in enumerate(urls)]
    return {"version": 1, "minor_version": 1, "key": "lovelace_resources", "data": {"items": items}}


async def test_the_card_is_loaded_by_every_dashboard(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Without anybody's adding a resource by hand."""
    await set_up(hass, entry)
    ((kind, url),) = resources(hass)
    assert kind == "module"
    assert OURS.fullmatch(url)


async def test_the_cards_files_are_served_and_kept_by_the_browser(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    """Also the parts that it loads later, which lie beside it."""
    await set_up(hass, entry)
    ((_, url),) = resources(hass)
    client = await hass_client()
    served = await client.get(url)
    assert served.status == 200
    assert served.content_type == "text/javascript"
    assert "max-age" in served.headers["Cache-Control"]
    part = await client.get(url.replace(frontend.CARD, "chunks/history.js"))
    assert await part.text() == "export {}"


async def test_the_built_card_is_served_as_it_is(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bundle that is committed, because an installation without a release copies the branch."""
    monkeypatch.setattr(frontend, "FOLDER", BUILT)
    await set_up(hass, entry)
    ((_, url),) = resources(hass)
    served = await (await hass_client()).get(url)
    assert await served.read() == (BUILT / frontend.CARD).read_bytes()


async def test_a_changed_card_has_another_url(
    hass: HomeAssistant,
    wire: WireBridge,
    card: Path,
    hass_storage: dict[str, Any],
) -> None:
    """Also where only a part changed that is loaded later: browsers would keep the old one for a month."""
    first = await hass.async_add_executor_job(frontend._digest, card)
    (card / "chunks" / "history.js").write_text("export default 1")
    second = await hass.async_add_executor_job(frontend._digest, card)
    assert first != second

    hass_storage["lovelace_resources"] = remembered(f"/climat_guardian/0.1.0-{first}/{frontend.CARD}")
    await set_up(hass, entry_for(hass, wire))
    assert resources(hass) == [("module", f"/climat_guardian/0.1.0-{second}/{frontend.CARD}")]


async def test_resources_of_others_are_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """Also when the card is taken away."""
    others = ["/hacsfiles/button-card/button-card.js", "/local/climat_guardian/my-card.js"]
    hass_storage["lovelace_resources"] = remembered(*others)
    await set_up(hass, entry)
    assert [url for _, url in resources(hass)][:2] == others
    assert len(resources(hass)) == 3
    await hass.config_entries.async_remove(entry.entry_id)
    assert [url for _, url in resources(hass)] == others


async def test_resources_of_older_versions_become_one(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """Two versions of one custom element cannot live on one page."""
    hass_storage["lovelace_resources"] = remembered(
        "/climat_guardian/0.0.1-00000000/climat-guardian-card.js",
        "/climat_guardian/0.0.2-00000000/climat-guardian-card.js",
    )
    await set_up(hass, entry)
    ((_, url),) = resources(hass)
    assert OURS.fullmatch(url)


async def test_a_reload_changes_no_resource(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The resource keeps its id, so that nothing is written."""
    await set_up(hass, entry)
    before = hass.data[LOVELACE_DATA].resources.async_items()
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert hass.data[LOVELACE_DATA].resources.async_items() == before


async def test_two_bridges_share_one_card_which_goes_with_the_last(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Their entries are set up at the same time at each start of Home Assistant."""
    async with WireBridge() as wire:
        wire.hello["id"] = "another"
        other = entry_for(hass, wire)
        assert await async_setup_component(hass, DOMAIN, {})
        await hass.async_block_till_done()
        assert [entry.state, other.state] == [ConfigEntryState.LOADED] * 2
        assert len(resources(hass)) == 1
        await hass.config_entries.async_remove(entry.entry_id)
        assert len(resources(hass)) == 1
        await hass.config_entries.async_remove(other.entry_id)
        assert resources(hass) == []


async def test_a_bridge_added_after_the_last_was_removed_brings_the_card_back(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Without a restart in between."""
    await set_up(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    await set_up(hass, entry_for(hass, wire))
    assert len(resources(hass)) == 1


async def test_the_card_is_loaded_also_while_the_bridge_is_away(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """A dashboard has to say that the bridge is away, not that a card is missing."""
    wire.status = 503
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert len(resources(hass)) == 1
    await hass.config_entries.async_unload(entry.entry_id)


async def test_where_resources_are_written_in_yaml_the_card_is_loaded_beside_them(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The user's file is the user's."""
    assert await async_setup_component(hass, "lovelace", {"lovelace": {"resource_mode": "yaml"}})
    await set_up(hass, entry)
    assert resources(hass) == []
    (url,) = hass.data[DATA_EXTRA_MODULE_URL].urls
    assert OURS.fullmatch(url)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.data[DATA_EXTRA_MODULE_URL].urls


async def test_without_its_card_the_integration_still_shows_the_rooms(
    hass: HomeAssistant, entry: MockConfigEntry, card: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An incomplete copy says so, and leaves nothing half done."""
    (card / frontend.CARD).unlink()
    await set_up(hass, entry)
    assert shown(hass, "living-room", "temperature") == "21.53"
    assert resources(hass) == []
    assert "The card is not in" in caplog.text
    await hass.config_entries.async_remove(entry.entry_id)


async def test_without_its_card_yaml_resources_are_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, card: Path
) -> None:
    """Neither added nor taken away."""
    (card / frontend.CARD).unlink()
    assert await async_setup_component(hass, "lovelace", {"lovelace": {"resource_mode": "yaml"}})
    await set_up(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.data[DATA_EXTRA_MODULE_URL].urls
