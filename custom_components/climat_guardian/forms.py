"""What the flows of setting up and of the options ask alike."""

from collections.abc import Iterable, Mapping
import re
from typing import Any, Final

import probatio

from homeassistant.config_entries import ConfigEntryBaseFlow, ConfigFlowResult
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PORT
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig

from .address import Address
from .bridge import BridgeError
from .const import DEFAULT_PORT
from .esphome_keys import Outcome
from .messages import Paired
from .pairing import PairingClosedError, WrongCodeError, pair

CONF_HAND_OVER: Final = "hand_over"

ADDRESS: Final = probatio.Schema(
    {
        probatio.Required(CONF_HOST): str,
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): cv.port,
    }
)

DIGITS: Final = probatio.Schema({probatio.Required(CONF_CODE): str})

CONSENT: Final = probatio.Schema({probatio.Required(CONF_HAND_OVER, default=False): bool})


def plain(text: str) -> str:
    """Return a name so that a description, which is Markdown, shows it as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def listed(names: Iterable[str]) -> str:
    """Return names as a list in a description."""
    return "\n".join(f"- {plain(name)}" for name in names)


def some_of(rooms: Mapping[str, str]) -> SelectSelector:
    """Return a choice of rooms, by their names, of which there may be two of one."""
    options = [SelectOptionDict(value=room_id, label=name) for room_id, name in rooms.items()]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True))


async def async_ask_digits(
    flow: ConfigEntryBaseFlow, step_id: str, address: Address, user_input: dict[str, Any] | None
) -> Paired | ConfigFlowResult:
    """Return what the digits were traded for; else the form that asks for them, or for better ones."""
    errors: dict[str, str] = {}
    placeholders = {"address": plain(str(address))}
    if user_input is not None:
        try:
            return await pair(async_get_clientsession(flow.hass), address, user_input[CONF_CODE])
        except BridgeError as err:
            errors["base"] = err.fault.value
        except PairingClosedError:
            errors["base"] = "pairing_closed"
        except WrongCodeError as err:
            errors["base"] = "wrong_code"
            if err.tries_left is not None:
                errors["base"] = "wrong_code_tries"
                placeholders["tries_left"] = str(err.tries_left)
    return flow.async_show_form(
        step_id=step_id, data_schema=DIGITS, errors=errors, description_placeholders=placeholders
    )


def ask_consent(flow: ConfigEntryBaseFlow, step_id: str, devices: Iterable[str]) -> ConfigFlowResult:
    """Return the form that asks whether the keys of these devices may be handed over."""
    return flow.async_show_form(
        step_id=step_id,
        data_schema=CONSENT,
        description_placeholders={"devices": listed(devices)},
    )


def told(outcome: Outcome) -> tuple[str, dict[str, str]]:
    """Return the sentence's key, and what it names, of what became of the keys."""
    taken = {"taken": str(len(outcome.taken))}
    if not outcome.refused:
        return "keys_taken", taken
    return "keys_refused", {**taken, "refused": listed(outcome.refused)}
