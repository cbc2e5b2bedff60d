"""The actions: what they ask and change at the bridge, for whom, and how they are named."""

import json
from pathlib import Path
from typing import Any

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components import climat_guardian
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.util.yaml import load_yaml_dict

from .permissions import restrict
from .wire import WireBridge, example

ATTIC = "sensor.attic_attic_temperature"


async def test_actions_ask_and_change_at_the_bridge(
    hass: HomeAssistant, loaded: MockConfigEntry, asked: list[Any]
) -> None:
    """With an answer each; times without a zone are Home Assistant's."""
    assert loaded.entry_id
    await hass.config.async_set_time_zone("Europe/Zurich")

    async def act(name: str, **data: Any) -> Any:
        return await hass.services.async_call(DOMAIN, name, data, blocking=True, return_response=True)

    about = {"room": "office", "quantity": "temperature"}
    assert await act("averages", **about, start="2026-11-20 00:00:00") == example("averages")
    assert asked[-1] == ({**about, "every": "day", "from": "2026-11-19T23:00:00+00:00"}, None)
    made = example("made-edit")
    old, new = "a0:b7:65:00:00:01", "a0:b7:65:00:00:02"
    assert await act("replace_device", old=old, new=new) == made
    assert asked[-1] == ({}, {"verb": "device-replace", "old": old, "new": new})
    since = "2026-11-20T10:00:00+00:00"
    assert await act("move_device", device=new, new_room="Attic", start=since, dry_run=True) == made
    wish = {"verb": "device-move", "device": new, "newRoom": "Attic", "from": since}
    assert asked[-1] == ({"dryRun": "true"}, wish)
    await act("move_device", device=new, room="office", config_entry_id=loaded.entry_id)
    assert asked[-1][1] == {"verb": "device-move", "device": new, "room": "office"}


async def test_only_administrators_change_anything(
    hass: HomeAssistant, loaded: MockConfigEntry, asked: list[Any], hass_read_only_user: MockUser
) -> None:
    """And only who may read a room is told of it."""
    assert loaded.entry_id
    context = Context(user_id=hass_read_only_user.id)

    async def act(name: str, **data: Any) -> Any:
        return await hass.services.async_call(
            DOMAIN, name, data, blocking=True, return_response=True, context=context
        )

    with pytest.raises(Unauthorized):
        await act("replace_device", old="a0:b7:65:00:00:01", new="a0:b7:65:00:00:02")
    with pytest.raises(Unauthorized):
        await act("move_device", device="a0:b7:65:00:00:01", room="office")
    assert asked == []
    assert await act("averages", room="office", quantity="temperature")
    restrict(hass_read_only_user, **{ATTIC: {"read": True}})
    with pytest.raises(Unauthorized):
        await act("averages", room="office", quantity="temperature")
    context = Context(user_id="nobody")
    with pytest.raises(HomeAssistantError):
        await act("averages", room="attic", quantity="temperature")


async def test_what_the_bridge_refuses_is_told_in_a_sentence(
    hass: HomeAssistant, loaded: MockConfigEntry, wire: WireBridge
) -> None:
    """By its code."""
    assert loaded.entry_id
    problem = {"status": 409, "code": "nothing-changes", "title": "No", "detail": "Nothing changes."}

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(problem, status=409)

    wire.answers["POST /api/v1/edits"] = answer
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            DOMAIN, "move_device", {"device": "a0:b7:65:00:00:01", "room": "office"}, blocking=True
        )
    assert refused.value.translation_key == "nothing_changes"


def test_actions_are_named_in_each_language_and_have_an_icon() -> None:
    """And so are their fields, and what can be chosen."""
    folder = Path(climat_guardian.__path__[0])
    services = load_yaml_dict(f"{folder}/services.yaml")
    icons = json.loads((folder / "icons.json").read_text())
    assert set(icons["services"]) == set(services)
    for language in ("en", "fr", "de"):
        told = json.loads((folder / "translations" / f"{language}.json").read_text())
        assert set(told["services"]) == set(services)
        for name, service in services.items():
            assert set(told["services"][name]["fields"]) == set(service["fields"])
            for field in service["fields"].values():
                chosen = field["selector"].get("select")
                if chosen:
                    options = told["selector"][chosen["translation_key"]]["options"]
                    assert set(options) == set(chosen["options"])
