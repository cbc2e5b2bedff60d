"""What the card is answered, and who is."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.climat_guardian.bridge_http import MUCH
from custom_components.climat_guardian.const import CONF_CARD_ONLY, DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .conftest import data_for, entry_for, set_up
from .permissions import restrict
from .waiting import until_shown
from .wire import WireBridge, example, reading, room

type Ask = Callable[..., Coroutine[Any, Any, Any]]

OFFICE = "sensor.office_office_temperature"
ATTIC = "sensor.attic_attic_temperature"
ATTIC_PROBLEM = "binary_sensor.attic_attic_problem"


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
    assert office["values"]["pressure"] == {"value": 1000, "unit": "?", "measuredAt": None}
    assert office["values"]["temperature"] == {"value": 20, "unit": "°C", "measuredAt": None}
    assert office["entities"] == {"temperature": OFFICE}
    assert (office["name"], office["online"]) == ("Office", True)
    assert office["device"] is not None
    assert (office["floor"], office["comfort"]) == (None, None)
    assert office["devices"] == [{"name": "sensor", "state": "online", "reason": None}]
    assert bridge["timeZone"] == "Europe/Zurich"
    assert set(of(answer)) == {"office", "attic"}


async def test_without_a_bridge_there_are_no_rooms_and_nothing_fails(ask: Ask) -> None:
    """The card works with any sensors."""
    assert (await ask("rooms"))["result"] == {"bridges": []}
    assert (await ask("rooms", entry_id="none"))["error"]["code"] == "not_found"
    assert (await ask("subscribe"))["success"]
    assert (await ask("subscribe", entry_id="none"))["error"]["code"] == "not_found"
    for kind in ("days", "series", "averages", "ledger"):
        about: dict[str, Any] = {"room": "office"} if kind != "days" else {"rooms": ["office"]}
        about["quantity"] = "temperature"
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


async def test_a_silent_room_is_told_with_its_cause_and_what_is_comfortable(
    loaded: MockConfigEntry, ask: Ask, wire: WireBridge, hass: HomeAssistant
) -> None:
    """In the bridge's words, as the card has them from the bridge too."""
    assert loaded.entry_id
    reason = "10.0.3.17:6053 refused the connection."
    told = {
        **room("office", "Office", temperature=16, humidity=70),
        "floor": "Cellar",
        "climate": {"comfort": "too-cold-and-humid", "measuredAt": None},
        "devices": [{"mac": "a0:b7:65:00:00:01", "name": "desk", "state": "wrong-key", "reason": reason}],
    }
    await wire.say({"type": "room", "room": told})
    await until_shown(hass, "office", "temperature", "unavailable")
    office = of(await ask("rooms"))["office"]
    assert (office["floor"], office["online"]) == ("Cellar", False)
    assert office["comfort"] == "too-cold-and-humid"
    assert office["devices"] == [{"name": "desk", "state": "wrong-key", "reason": reason}]
    assert office["values"]["temperature"]["value"] == 16


async def test_values_come_in_the_units_of_their_entities(
    hass: HomeAssistant, ask: Ask, entry: MockConfigEntry, asked: list[Any]
) -> None:
    """Which a user may have chosen one by one; what has no entity goes by the house's."""
    assert asked == []
    hass.config.units = US_CUSTOMARY_SYSTEM
    await set_up(hass, entry)
    office = of(await ask("rooms"))["office"]
    assert office["values"]["temperature"] == {"value": 68, "unit": "°F", "measuredAt": None}
    registry = er.async_get(hass)
    registry.async_update_entity_options(OFFICE, "sensor", {"unit_of_measurement": "K"})
    await until_shown(hass, "office", "temperature", "293.15")
    assert of(await ask("rooms"))["office"]["values"]["temperature"]["unit"] == "K"
    registry.async_remove(OFFICE)
    await hass.async_block_till_done()
    assert of(await ask("rooms"))["office"]["values"]["temperature"]["unit"] == "°F"


async def test_the_last_day_of_many_rooms_is_one_question(
    loaded: MockConfigEntry, ask: Ask, wire: WireBridge, hass_admin_user: MockUser
) -> None:
    """Of those that are there, and may be read."""
    assert loaded.entry_id
    heard: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(dict(request.query))
        return web.json_response(days)

    wire.answers["GET /api/v1/days"] = answer
    days = {"unit": "°C", "days": [{"room": "office"}, {"room": "attic"}, {"room": "lab"}, 7]}
    answered = await ask("days", quantity="temperature", rooms=["attic", "office", "gone"])
    assert answered["result"]["days"] == [{"room": "office"}, {"room": "attic"}]
    assert answered["result"]["unit"] == "°C"
    assert heard == [{"quantity": "temperature", "room": "attic,office"}]

    restrict(hass_admin_user, **{ATTIC: {"read": True}})
    answered = await ask("days", quantity="temperature", rooms=["attic", "office"])
    assert answered["result"]["days"] == [{"room": "attic"}]
    assert heard[1:] == [{"quantity": "temperature", "room": "attic"}]
    for about in (
        {"quantity": "humidity", "rooms": ["attic"]},
        {"quantity": "temperature", "rooms": ["gone"]},
    ):
        assert (await ask("days", **about))["error"]["code"] == "unauthorized"
    assert len(heard) == 2


async def test_of_more_rooms_than_can_be_named_all_are_asked_for(
    hass: HomeAssistant, ask: Ask, entry: MockConfigEntry, wire: WireBridge, asked: list[Any]
) -> None:
    """And the others are left out."""
    assert asked == []
    ids = [f"room-{n}" for n in range(51)]
    wire.snapshot["rooms"] = [room(one, one, temperature=20) for one in [*ids, "other"]]
    heard: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(dict(request.query))
        return web.json_response({"days": [{"room": one} for one in [*ids, "other"]]})

    wire.answers["GET /api/v1/days"] = answer
    await set_up(hass, entry)
    answered = await ask("days", quantity="temperature", rooms=ids)
    assert [one["room"] for one in answered["result"]["days"]] == ids
    assert heard == [{"quantity": "temperature"}]


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
    assert (rooms["attic"]["devices"], rooms["attic"]["comfort"]) == (None, None)
    restrict(hass_admin_user, **{ATTIC: {"read": True}, ATTIC_PROBLEM: {"read": True}})
    assert len(of(await ask("rooms"))["attic"]["devices"]) == 1
    restrict(hass_admin_user, **{ATTIC: {"read": True}})
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
    assert (first["entry_id"], first["bridge"]) == (loaded.entry_id, loaded.unique_id)
    assert (first["available"], first["timeZone"], first["all"]) == (True, "Europe/Zurich", True)
    assert [one["id"] for one in first["rooms"]] == ["office", "attic"]

    await wire.say(reading("attic", "temperature", 16.5))
    event = (await ask.client.receive_json())["event"]
    assert [one["id"] for one in event["rooms"]] == ["attic"]
    assert event["rooms"][0]["values"]["temperature"]["value"] == 16.5
    assert event["all"] is False
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


async def test_one_listener_hears_of_all_bridges_also_of_later_ones(
    hass: HomeAssistant, loaded: MockConfigEntry, ask: Any
) -> None:
    """Of one that only has the card loaded there is nothing to hear, and of others nothing either."""
    MockConfigEntry(domain=DOMAIN, data={CONF_CARD_ONLY: True}).add_to_hass(hass)
    assert (await ask("subscribe"))["success"]

    async def heard() -> Any:
        return (await ask.client.receive_json())["event"]

    assert (await heard())["entry_id"] == loaded.entry_id
    async with WireBridge() as other:
        other.hello["id"] = "another"
        assert await async_setup_component(hass, "sun", {"sun": {}})
        second = MockConfigEntry(domain=DOMAIN, unique_id="another", data=data_for(other))
        await hass.config_entries.async_add(second)
        first = await heard()
        assert (first["entry_id"], first["available"], first["rooms"]) == (second.entry_id, False, [])
        told = await heard()
        assert (told["entry_id"], told["bridge"], told["available"]) == (second.entry_id, "another", True)
        assert told["rooms"]
        await hass.config_entries.async_remove(second.entry_id)
        assert (await heard())["available"] is False
        assert await heard() == {"entry_id": second.entry_id, "gone": True}


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
