"""What the card is answered, and who is."""

from collections.abc import Callable, Coroutine
import json
from pathlib import Path
from typing import Any

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components import climat_guardian
from custom_components.climat_guardian.bridge_http import MUCH
from custom_components.climat_guardian.const import DOMAIN
from homeassistant.auth.permissions import PolicyPermissions
from homeassistant.auth.permissions.types import PolicyType
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from .conftest import entry_for, set_up
from .waiting import until_shown
from .wire import Json, WireBridge, example, reading, room

type Ask = Callable[..., Coroutine[Any, Any, Any]]

OFFICE = "sensor.office_office_temperature"
ATTIC = "sensor.attic_attic_temperature"


@pytest.fixture
def asked(wire: WireBridge) -> list[tuple[dict[str, str], Json | None]]:
    """Return what the bridge was asked; it answers with its examples."""
    wire.snapshot["rooms"] = [
        room("office", "Office", temperature=20, pressure=1000),
        room("attic", "Attic", temperature=15, humidity=60),
    ]
    questions: list[tuple[dict[str, str], Json | None]] = []

    def answering(name: str, status: int = 200) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            body = await request.json() if request.can_read_body else None
            questions.append((dict(request.query), body))
            return web.json_response(example(name), status=status)

        return answer

    for name in ("averages", "series", "ledger"):
        wire.answers[f"GET /api/v1/{name}"] = answering(name)
    wire.answers["POST /api/v1/edits"] = answering("made-edit", 201)
    return questions


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry, asked: list[Any]) -> MockConfigEntry:
    """Return the entry with its rooms shown."""
    assert asked == []
    await set_up(hass, entry)
    return entry


@pytest.fixture
async def ask(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> Ask:
    """Return who asks as a browser does, and gets the whole answer."""
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_ws_client(hass)

    async def question(kind: str, **members: Any) -> Any:
        await client.send_json_auto_id({"type": f"{DOMAIN}/{kind}", **members})
        return await client.receive_json()

    question.client = client  # type: ignore[attr-defined]
    return question


def restrict(user: MockUser, **entities: Any) -> None:
    """Leave somebody these entities alone."""
    user.groups = []
    policy: PolicyType = {"entities": {"entity_ids": entities}}
    user.mock_policy(policy)
    assert isinstance(user.permissions, PolicyPermissions)


def of(message: Any) -> dict[str, Any]:
    """Return the rooms of an answer of one bridge by id."""
    (bridge,) = message["result"]["bridges"]
    return {one["id"]: one for one in bridge["rooms"]}


async def test_a_card_is_told_each_room_and_where_it_is_in_home_assistant(
    loaded: MockConfigEntry, ask: Ask
) -> None:
    """Values in the bridge's words."""
    answer = await ask("rooms")
    (bridge,) = answer["result"]["bridges"]
    assert (bridge["entry_id"], bridge["available"]) == (loaded.entry_id, True)
    office = of(answer)["office"]
    assert office["values"]["pressure"] == {"value": 1000, "measuredAt": None}
    assert office["entities"] == {"temperature": OFFICE}
    assert (office["name"], office["online"]) == ("Office", True)
    assert office["device"] is not None
    assert set(of(answer)) == {"office", "attic"}


async def test_without_a_bridge_there_are_no_rooms_and_nothing_fails(ask: Ask) -> None:
    """The card works with any sensors."""
    assert (await ask("rooms"))["result"] == {"bridges": []}
    assert (await ask("rooms", entry_id="none"))["error"]["code"] == "not_found"
    for kind in ("subscribe", "series", "averages", "ledger"):
        about = {} if kind == "subscribe" else {"room": "office", "quantity": "temperature"}
        answer = await ask(kind, **about)
        assert answer["error"]["code"] == "not_found"
        assert answer["error"]["translation_key"]
        answer = await ask(kind, entry_id="none", **about)
        assert answer["error"]["code"] == "not_found"


async def test_an_entry_without_a_bridge_says_so(hass: HomeAssistant, ask: Ask) -> None:
    """As that which only has the card loaded."""
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    entry.mock_state(hass, ConfigEntryState.LOADED)
    answer = await ask("averages", entry_id=entry.entry_id, room="a", quantity="humidity")
    assert answer["error"]["translation_key"] == "no_bridge"
    assert (await ask("rooms"))["result"] == {"bridges": []}


async def test_of_several_bridges_one_has_to_be_named(
    hass: HomeAssistant, loaded: MockConfigEntry, ask: Ask
) -> None:
    """Rooms are told of all of them."""
    async with WireBridge() as other:
        other.hello["id"] = "another"
        second = entry_for(hass, other)
        await set_up(hass, second)
        answer = await ask("rooms")
        assert len(answer["result"]["bridges"]) == 2
        assert len((await ask("rooms", entry_id=second.entry_id))["result"]["bridges"]) == 1
        about = {"room": "office", "quantity": "temperature"}
        assert (await ask("series", **about))["error"]["code"] == "not_found"
        assert (await ask("series", entry_id=loaded.entry_id, **about))["success"]


async def test_what_a_room_was_like_is_the_bridges_answer(
    loaded: MockConfigEntry, ask: Ask, asked: list[Any]
) -> None:
    """As it is."""
    about = {"room": "office", "quantity": "temperature", "entry_id": loaded.entry_id}
    day = {"from": "2026-11-20T00:00:00+01:00", "to": "2026-11-21T00:00:00Z"}
    utc = {"from": "2026-11-19T23:00:00+00:00", "to": "2026-11-21T00:00:00+00:00"}
    for kind, more, sent in (
        ("averages", {"every": "hour", "corrected": True}, {"every": "hour", "corrected": "true"}),
        ("series", {"points": 100}, {"points": "100"}),
        ("ledger", {}, {}),
    ):
        answer = await ask(kind, **about, **day, **more)
        assert answer["result"] == example(kind)
        assert asked[-1][0] == {"room": "office", "quantity": "temperature", **utc, **sent}


async def test_a_refusal_has_a_code_and_a_sentence(
    loaded: MockConfigEntry, ask: Ask, wire: WireBridge
) -> None:
    """Known ones in the language of who asks, others in the bridge's words; and what is no answer is none."""
    assert loaded.entry_id
    problem = {"status": 404, "code": "never-measured", "title": "No", "detail": "It never was."}
    answers = [
        web.json_response(problem, status=404),
        web.json_response({**problem, "code": "strange"}, status=422),
        web.Response(text='{"averages": [', status=200),
        web.Response(text="[" * (MUCH + 1), status=200),
        web.Response(text="gone", status=502),
        web.Response(status=307, headers={"location": "/api/v1/series"}),
        web.Response(status=401, headers={"www-authenticate": 'Bearer realm="climat-guardian"'}),
    ]

    async def answer(_request: web.Request) -> web.Response:
        return answers.pop(0)

    wire.answers["GET /api/v1/averages"] = answer
    told = []
    while answers:
        error = (await ask("averages", room="office", quantity="temperature"))["error"]
        told.append((error["code"], error["translation_key"]))
        assert error["translation_domain"] == DOMAIN
    assert told == [
        ("never-measured", "never_measured"),
        ("strange", "refused"),
        ("malformed", "malformed"),
        ("malformed", "malformed"),
        ("cannot_connect", "cannot_connect"),
        ("not_a_bridge", "not_a_bridge"),
        ("not_paired", "not_paired"),
    ]


async def test_somebody_restricted_sees_what_their_entities_show(
    loaded: MockConfigEntry, ask: Ask, asked: list[Any], hass_admin_user: MockUser
) -> None:
    """No other room, not whether it is there, and no quantity beside it."""
    assert loaded.entry_id
    restrict(hass_admin_user, **{ATTIC: {"read": True}, OFFICE: {"control": True}})
    rooms = of(await ask("rooms"))
    assert set(rooms) == {"attic"}
    assert set(rooms["attic"]["values"]) == set(rooms["attic"]["entities"]) == {"temperature"}
    refused = [
        await ask("averages", room="office", quantity="temperature"),
        await ask("series", room="office", quantity="pressure"),
        await ask("ledger", room="office"),
        await ask("ledger", room="attic"),
        await ask("averages", room="attic", quantity="humidity"),
        await ask("averages", room="nowhere", quantity="temperature"),
    ]
    assert {one["error"]["code"] for one in refused} == {"unauthorized"}
    assert asked == []
    assert (await ask("ledger", room="attic", quantity="temperature"))["success"]
    assert (await ask("averages", room="attic", quantity="temperature"))["success"]


async def test_a_listener_hears_what_changes_until_they_leave(
    hass: HomeAssistant, loaded: MockConfigEntry, ask: Any, wire: WireBridge
) -> None:
    """All at first, then what is another; also over a reload of the entry."""
    assert (await ask("subscribe"))["success"]
    first = (await ask.client.receive_json())["event"]
    assert first["available"]
    assert [one["id"] for one in first["rooms"]] == ["office", "attic"]

    await wire.say(reading("attic", "temperature", 16.5))
    event = (await ask.client.receive_json())["event"]
    assert [one["id"] for one in event["rooms"]] == ["attic"]
    assert event["rooms"][0]["values"]["temperature"]["value"] == 16.5
    await wire.say({"type": "room-removed", "room": "attic"})
    event = (await ask.client.receive_json())["event"]
    assert (event["rooms"], event["removed"]) == ([], ["attic"])

    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert (await ask.client.receive_json())["event"]["available"] is False
    assert await hass.config_entries.async_setup(loaded.entry_id)
    event = (await ask.client.receive_json())["event"]
    assert event["available"]
    assert "attic" in [one["id"] for one in event["rooms"]]

    coordinator = loaded.runtime_data
    listeners = len(coordinator._listeners)
    await ask.client.close()
    await hass.async_block_till_done()
    assert len(coordinator._listeners) == listeners - 1


async def test_a_restricted_listener_hears_of_their_rooms_only(
    hass: HomeAssistant, loaded: MockConfigEntry, ask: Any, wire: WireBridge, hass_admin_user: MockUser
) -> None:
    """Also what is taken away."""
    assert loaded.entry_id
    restrict(hass_admin_user, **{ATTIC: {"read": True}})
    assert (await ask("subscribe"))["success"]
    assert [one["id"] for one in (await ask.client.receive_json())["event"]["rooms"]] == ["attic"]
    await wire.say(reading("office", "temperature", 21), {"type": "room-removed", "room": "office"})
    await wire.say(reading("attic", "temperature", 17))
    await until_shown(hass, "attic", "temperature", "17")
    event = (await ask.client.receive_json())["event"]
    assert [one["id"] for one in event["rooms"]] == ["attic"]
    assert event["removed"] == []


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


async def test_a_bridge_behind_a_reverse_proxys_path_is_asked_there(
    hass: HomeAssistant, ask: Ask, wire: WireBridge, asked: list[Any]
) -> None:
    """With the token of the entry, and nowhere else when that is gone."""
    assert asked == []
    wire.prefix = "climat/"
    wire.token = token = str(wire.hello["id"])
    heard: list[str | None] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(request.headers.get("authorization"))
        return web.json_response(example("averages"))

    wire.answers["GET /climat/api/v1/averages"] = answer
    await set_up(hass, entry_for(hass, wire, path="/climat/", token=token))
    about = {"room": "office", "quantity": "temperature"}
    assert (await ask("averages", **about))["result"] == example("averages")
    assert heard == [f"Bearer {token}"]
    await wire.cut_power()
    error = (await ask("averages", **about))["error"]
    assert (error["code"], error["translation_placeholders"]) == (
        "cannot_connect",
        {"address": f"127.0.0.1:{wire.port}/climat"},
    )
    await wire.start()
