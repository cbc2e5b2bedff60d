"""What somebody should do something about, for as long as it is so."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.climat_guardian import issues
from custom_components.climat_guardian.const import DOMAIN
from custom_components.climat_guardian.diagnostics import async_get_config_entry_diagnostics
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import set_up
from .test_the_bridge import STATUS
from .waiting import until, until_shown
from .wire import Json, WireBridge, example, healthy


def raised(hass: HomeAssistant) -> dict[str, dict[str, str] | None]:
    """Return the issues there are, and what their sentences name."""
    return {
        str(issue.translation_key): issue.translation_placeholders
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


@pytest.fixture(autouse=True)
def encrypted(wire: WireBridge) -> None:
    """Begin with devices that all are."""
    wire.devices = {"devices": []}


async def test_a_bridge_in_good_health_raises_none(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Nothing to do is nothing said."""
    await set_up(hass, entry)
    assert wire.connections == 1
    assert raised(hass) == {}


async def test_a_bridge_that_is_away_for_an_hour_is_an_issue_until_it_is_back(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one that is started again."""
    await set_up(hass, entry)
    await wire.cut_power()
    await until_shown(hass, "living-room", "temperature", "unavailable")
    assert raised(hass) == {}
    await wire.start()
    await until_shown(hass, "living-room", "temperature", "21.53")
    monkeypatch.setattr(issues, "UNREACHABLE_AFTER", 0.05)
    await wire.cut_power()
    await until(hass, ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, lambda: "bridge_unreachable" in raised(hass))
    assert raised(hass) == {"bridge_unreachable": {"bridge": "Office"}}
    await wire.start()
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert raised(hass) == {}


@pytest.mark.parametrize(
    ("trouble", "issue"),
    [
        pytest.param(
            {"clock": {"trusted": False, "untrustedSeconds": 601}}, {"clock_untrusted": {}}, id="clock"
        ),
        pytest.param(
            {"sinks": [{"name": "influx", "failure": None, "refused": 3, "lanes": []}]},
            {"points_refused": {"sinks": "influx (3)"}},
            id="sink",
        ),
        pytest.param(
            {"devices": example("status")["devices"]},
            {"key_needed": {"devices": 'Archive <cellar> "B"'}},
            id="key",
        ),
    ],
)
async def test_what_the_bridge_tells_of_itself_is_an_issue_as_long_as_it_does(
    hass: HomeAssistant,
    wire: WireBridge,
    entry: MockConfigEntry,
    trouble: Json,
    issue: dict[str, dict[str, str]],
) -> None:
    """And no longer; a device that is merely out of reach is none."""
    wire.told[STATUS] = {**healthy(), **trouble}
    await set_up(hass, entry)
    assert raised(hass) == {key: {"bridge": "Office", **placeholders} for key, placeholders in issue.items()}
    wire.told[STATUS] = healthy()
    await entry.runtime_data.status.async_refresh()
    assert raised(hass) == {}


async def test_a_clock_that_is_found_soon_is_no_issue(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """After each start it takes a while."""
    wire.told[STATUS] = {**healthy(), "clock": {"trusted": False, "untrustedSeconds": 599}}
    await set_up(hass, entry)
    assert raised(hass) == {}


async def test_a_device_that_anybody_can_listen_to_is_an_issue(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Encrypted or unknown ones are not."""
    first, second, third = example("devices")["devices"]
    wire.devices = {"devices": [{**first, "encrypted": False}, second, third]}
    await set_up(hass, entry)
    await until(hass, ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, lambda: bool(raised(hass)))
    assert raised(hass) == {"not_encrypted": {"bridge": "Office", "devices": "Living room sensor"}}
    wire.devices = {"devices": [first]}
    await entry.runtime_data.plaintext.async_refresh()
    assert raised(hass) == {}


async def test_an_entry_that_is_taken_away_takes_its_issues_along(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Nobody looks after them any more."""
    wire.told[STATUS] = {**healthy(), "devices": example("status")["devices"]}
    await set_up(hass, entry)
    assert list(raised(hass)) == ["key_needed"]
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert raised(hass) == {}


async def test_diagnostics_have_nothing_secret_and_nobodys_name(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    """They are attached to reports that anybody can read."""
    wire.token = "climat_secret"  # noqa: S105
    hass.config_entries.async_update_entry(entry, data={**entry.data, "token": wire.token})
    wire.told[STATUS] = example("status")
    await set_up(hass, entry)
    diagnostics = await async_get_config_entry_diagnostics(hass, entry)
    text = repr(diagnostics)
    for secret in ("climat_secret", "127.0.0.1", "a0:b7:65", "Living", "living", "Archive", "10.0.3"):
        assert secret not in text, secret
    diagnostics["data"].pop("port")
    assert diagnostics == snapshot


async def test_diagnostics_of_the_card_alone_are_its_entry(hass: HomeAssistant) -> None:
    """There is nothing else."""
    card = MockConfigEntry(domain=DOMAIN, data={"card_only": True})
    assert await async_get_config_entry_diagnostics(hass, card) == {
        "data": {"card_only": True},
        "options": {},
    }
