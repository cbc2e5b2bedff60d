"""Being let in by the bridge's six digits, and asking for them again when it no longer does."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.climat_guardian.const import DOMAIN
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

from . import flows
from .conftest import data_for, entry_for, set_up
from .demo import REPOSITORY
from .waiting import shown, until, until_shown
from .wire import Json, WireBridge

ENGLISH = json.loads(
    (REPOSITORY / "custom_components" / DOMAIN / "translations" / "en.json").read_text(encoding="utf-8")
)

DIGITS = "271828"
ANOTHER = "climat_another"
LOST = "unavailable"


def wrong(tries_left: int) -> tuple[int, Json]:
    """Return how the bridge refuses digits."""
    return (403, {"code": "wrong-code", "status": 403, "title": "Wrong code", "triesLeft": tries_left})


CLOSED: tuple[int, Json] = (409, {"code": "pairing-closed", "status": 409, "title": "Pairing is closed"})


@pytest.fixture
def locked(wire: WireBridge) -> WireBridge:
    """Return a bridge that wants a token, and gives it for whatever digits."""
    wire.token = wire.paired["token"]
    wire.pairing = [(201, wire.paired)]
    return wire


@pytest.fixture
def paired(hass: HomeAssistant, locked: WireBridge) -> MockConfigEntry:
    """Return the entry of a bridge that was paired with, not yet set up."""
    return entry_for(hass, locked, token=str(locked.token))


async def ask_for_digits(hass: HomeAssistant, wire: WireBridge) -> ConfigFlowResult:
    """Enter the address of a bridge that lets nobody in."""
    asked = await flows.enter(hass, "127.0.0.1", wire.port)
    assert asked["type"] is FlowResultType.FORM
    assert asked["step_id"] == "pair"
    assert not asked["errors"]
    return asked


async def enter(hass: HomeAssistant, form: Any, code: str = DIGITS) -> ConfigFlowResult:
    """Type digits into the form."""
    return await flows.send(hass, form, code=code)


def error_of(result: ConfigFlowResult) -> str:
    """Return the sentence in the form, as it is read in English."""
    errors = result["errors"]
    assert errors
    sentence: str = ENGLISH["config"]["error"][errors["base"]]
    return sentence.format(**(result["description_placeholders"] or {}))


def asking(hass: HomeAssistant) -> list[Any]:
    """Return the flows in which a user is asked to pair again."""
    return [flow for flow in hass.config_entries.flow.async_progress() if is_reauth(flow)]


def is_reauth(flow: Any) -> bool:
    """Tell what Home Assistant itself began from what a user did."""
    return bool(flow["context"]["source"] == SOURCE_REAUTH)


async def test_the_digits_of_a_bridge_are_traded_for_its_token(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """It is kept in the entry, and brought on every connection from then on."""
    result = await enter(hass, await ask_for_digits(hass, locked))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Office"
    assert result["data"] == data_for(locked, token=locked.token)
    assert result["result"].unique_id == locked.hello["id"]
    assert locked.asked == [{"code": DIGITS, "name": "Home Assistant", "scope": "admin"}]
    await until_shown(hass, "living-room", "temperature", "21.53")


@pytest.mark.parametrize("code", ["271 828", " 271828 ", "271-828", "2 7 1 8 2 8"])
async def test_digits_may_be_spaced_as_they_are_shown(
    hass: HomeAssistant, locked: WireBridge, code: str
) -> None:
    """The bridge writes a space in their middle."""
    result = await enter(hass, await ask_for_digits(hass, locked), code)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert locked.asked[0]["code"] == DIGITS


@pytest.mark.parametrize("code", ["", "27182", "2718281", "abcdef", "27182八", "٢٧١٨٢٨"])
async def test_what_are_no_six_digits_costs_no_try(
    hass: HomeAssistant, locked: WireBridge, code: str
) -> None:
    """The bridge has five, for all who try together."""
    form = await enter(hass, await ask_for_digits(hass, locked), code)
    assert error_of(form) == "These are not the six digits that the bridge shows."
    assert locked.asked == []
    assert (await enter(hass, form))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(
            wrong(4), "These are not the six digits that the bridge shows. Tries left: 4.", id="wrong"
        ),
        pytest.param(
            (403, {"code": "wrong-code"}),
            "These are not the six digits that the bridge shows.",
            id="uncounted",
        ),
        pytest.param(wrong(0), "Pairing is closed, or that was its last try.", id="last try"),
        pytest.param(CLOSED, "Pairing is closed, or that was its last try.", id="closed"),
        pytest.param((503, {"code": "not-stored"}), "No bridge answers at this address.", id="no store"),
        pytest.param((502, "Bad gateway"), "No bridge answers at this address.", id="proxy"),
        pytest.param(
            (403, {"code": "foreign-host"}), "What answers at this address refuses Home", id="refused"
        ),
        pytest.param((404, "Not found"), "Something answers at this address, but it is not", id="stranger"),
        pytest.param((201, '{"token": "clim'), "Something answers at this address, but it", id="half JSON"),
        pytest.param((201, {"token": "x"}), "Something answers at this address, but it is", id="no bridge"),
    ],
)
async def test_digits_that_give_no_token_can_be_entered_again(
    hass: HomeAssistant, locked: WireBridge, answer: tuple[int, Json | str], sentence: str
) -> None:
    """With the reason in the form."""
    locked.pairing.insert(0, answer)
    form = await enter(hass, await ask_for_digits(hass, locked))
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "pair"
    assert error_of(form).startswith(sentence)
    assert (await enter(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_bridge_that_goes_while_the_digits_are_typed_is_named(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """And they are still good when it is back."""
    form = await ask_for_digits(hass, locked)
    await locked.cut_power()
    form = await enter(hass, form)
    assert form["errors"] == {"base": "cannot_connect"}
    await locked.start()
    assert (await enter(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_the_form_says_which_bridge_and_where_its_digits_are(
    hass: HomeAssistant, locked: WireBridge
) -> None:
    """A user with two bridges looks at the right one."""
    form = await ask_for_digits(hass, locked)
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    description = ENGLISH["config"]["step"]["pair"]["description"].format(**placeholders)
    assert description.replace("\\", "").startswith(f"The bridge at 127.0.0.1:{locked.port} ")
    assert "log" in description
    assert "climat-guardian pair" in description


async def test_the_password_of_somebody_else_is_not_asked_for_as_digits(
    hass: HomeAssistant, wire: WireBridge
) -> None:
    """A reverse proxy with a login of its own: no digits open that."""
    wire.status, wire.challenge = 401, 'Basic realm="router"'
    result = await flows.enter(hass, "127.0.0.1", wire.port)
    assert result["step_id"] == "bridge"
    assert result["errors"] == {"base": "not_allowed"}


async def test_pairing_with_a_bridge_that_was_added_gives_its_entry_the_token(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Added while it asked nobody, and then again by somebody who did not wait to be asked."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    assert not await hass.config_entries.async_setup(entry.entry_id)
    result = await enter(hass, await ask_for_digits(hass, wire))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert entry.data["token"] == wire.token
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert asking(hass) == []


async def test_an_entry_without_a_token_asks_for_digits_once_the_bridge_wants_one(
    hass: HomeAssistant, wire: WireBridge, entry: MockConfigEntry
) -> None:
    """Somebody else was the first to pair; Home Assistant was started anew since."""
    wire.token, wire.pairing = wire.paired["token"], [(201, wire.paired)]
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.reason == (
        f"The bridge at 127.0.0.1:{wire.port} does not let Home Assistant in. Pair with it again"
    )
    (flow,) = asking(hass)
    assert flow["step_id"] == "reauth_confirm"

    result = await enter(hass, flow)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.data == data_for(wire, token=wire.token)
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert asking(hass) == []


async def test_a_token_that_was_revoked_while_home_assistant_runs_is_asked_for_again(
    hass: HomeAssistant, locked: WireBridge, paired: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Unavailable meanwhile, asked once however often it is refused, and then as before."""
    await set_up(hass, paired)
    old = str(locked.token)
    locked.token = locked.paired["token"] = ANOTHER
    locked.pairing = [wrong(4), (201, locked.paired)]
    before = locked.connections
    await locked.hang_up()
    await locked.until_connections(before + 3)
    assert shown(hass, "living-room", "temperature") == LOST
    (flow,) = asking(hass)

    form = await enter(hass, flow, "000000")
    assert form["step_id"] == "reauth_confirm"
    assert error_of(form).endswith("Tries left: 4.")
    result = await enter(hass, form)
    assert result["reason"] == "reauth_successful"
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert paired.data["token"] == ANOTHER
    assert asking(hass) == []
    said = [record.message for record in caplog.records if record.name.endswith(DOMAIN)]
    assert sum("does not let Home Assistant in" in line for line in said) == 1
    assert old not in caplog.text
    assert ANOTHER not in caplog.text


async def test_a_token_that_is_good_again_by_itself_ends_the_asking(
    hass: HomeAssistant, locked: WireBridge, paired: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """The bridge's clock was wrong, and its token had expired for a while."""
    await set_up(hass, paired)
    good, locked.token = locked.token, ANOTHER
    await locked.hang_up()
    await until(hass, "state_changed", lambda: shown(hass, "living-room", "temperature") == LOST)
    await locked.until_connections(3)
    assert len(asking(hass)) == 1
    locked.token = good
    await until_shown(hass, "living-room", "temperature", "21.53")
    assert asking(hass) == []
    assert not issue_registry.issues


async def test_another_bridge_at_the_address_is_no_way_back_in(
    hass: HomeAssistant, locked: WireBridge, paired: MockConfigEntry
) -> None:
    """Its token opens nothing of this one."""
    data = dict(paired.data)
    locked.token = ANOTHER
    locked.paired["bridge"] = "f" * 32
    assert not await hass.config_entries.async_setup(paired.entry_id)
    (flow,) = asking(hass)
    result = await enter(hass, flow)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "another_bridge"
    assert paired.data == data


async def test_a_refusal_that_digits_do_not_help_asks_for_none(
    hass: HomeAssistant, locked: WireBridge, paired: MockConfigEntry
) -> None:
    """A reverse proxy that wants its own password: Home Assistant goes on trying."""
    locked.status = 401
    assert not await hass.config_entries.async_setup(paired.entry_id)
    assert paired.state is ConfigEntryState.SETUP_RETRY
    assert asking(hass) == []
    await hass.config_entries.async_unload(paired.entry_id)
