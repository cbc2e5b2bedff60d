"""The repository is as HACS, hassfest and the Supervisor want it; one that is not is refused, rightly."""

from collections.abc import Callable
import json
from pathlib import Path
import shutil
from typing import Any

import pytest

from .rules import RULES, broken
from .rules.tree import INTEGRATION, Rule, Tree

ROOT = Path(__file__).parents[2]
MANIFEST = f"{INTEGRATION}/manifest.json"
ENGLISH = f"{INTEGRATION}/translations/en.json"
READ = ("README.md", "LICENSE", "hacs.json", "repository.yaml", "app/", f"{INTEGRATION}/")
"""What the rules read of the tree."""

type Break = Callable[[Path], object]


@pytest.fixture(autouse=True)
def home() -> None:
    """Stand in for the Home Assistant of the other tests: these need none."""


@pytest.fixture(autouse=True)
def card() -> None:
    """And no card either."""


@pytest.fixture(scope="module")
def whole() -> Tree:
    """Return the repository's own tree."""
    return Tree.of_git(ROOT)


@pytest.fixture
def copy(whole: Tree, tmp_path: Path) -> Path:
    """Return a folder with what the rules read."""
    folder = tmp_path / "tree"
    for name in whole.names:
        if name.startswith(READ) and not (ROOT / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_repository_keeps_the_rule(rule: Rule, whole: Tree) -> None:
    """Whatever was changed last."""
    assert rule.faults(whole) == []


def test_each_rule_says_where_it_is_from() -> None:
    """A rule of nobody's is ours, and says so."""
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.source.startswith(("hacs/integration ", "home-assistant/", "ours: ")), rule.name
        assert rule.source.startswith("ours: ") or ".py" in rule.source or ".sh" in rule.source


def change(name: str, edit: Callable[[Any], object]) -> Break:
    """Return what edits a JSON file, in place; what it returns, where it does, is put there instead."""

    def apply(folder: Path) -> None:
        path = folder / name
        stated = json.loads(path.read_text())
        made = edit(stated)
        path.write_text(json.dumps(stated if made is None else made))

    return apply


def put(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what sets a member, in the place that it has, or else at the end."""
    return lambda stated: stated.update({key: value})


def without(key: str) -> Callable[[dict[str, Any]], None]:
    """Return what takes a member away."""

    def edit(stated: dict[str, Any]) -> None:
        del stated[key]

    return edit


def say(text: str) -> Break:
    """Return what lets the first form of the flow say this."""
    return change(ENGLISH, lambda strings: strings["config"]["step"]["user"].update(description=text))


def draw(icons: dict[str, Any]) -> Break:
    """Return what gives an entity icons."""

    def apply(folder: Path) -> None:
        path = folder / INTEGRATION / "icons.json"
        drawn = json.loads(path.read_text()) if path.is_file() else {}
        drawn.setdefault("entity", {}).setdefault("sensor", {})["made_up"] = icons
        path.write_text(json.dumps(drawn))

    return apply


def replace(name: str, old: str, new: str) -> Break:
    """Return what edits a text, which must be there."""

    def apply(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text, f"{name} has no {old}"
        (folder / name).write_text(text.replace(old, new, 1))

    return apply


def add(name: str, text: str) -> Break:
    """Return what makes a file, or adds to its end."""

    def apply(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("a") as file:
            file.write(text)

    return apply


def remove(name: str) -> Break:
    """Return what takes a file away."""
    return lambda folder: (folder / name).unlink()


def write(name: str, text: str) -> Break:
    """Return what writes a file anew."""

    def apply(folder: Path) -> None:
        (folder / name).write_text(text)

    return apply


def link_the_integration(folder: Path) -> None:
    """Keep the code elsewhere, and leave a link where it was."""
    (folder / "integration").mkdir()
    shutil.move(folder / INTEGRATION, folder / "integration" / "code")
    (folder / INTEGRATION).symlink_to("../integration/code")


CONFIG = "app/config.yaml"
BROKEN: list[tuple[str, Break, set[str]]] = [
    ("a key that HACS does not know", change("hacs.json", put("domains", ["sensor"])), {"hacs/hacsjson"}),
    ("no name for HACS", change("hacs.json", without("name")), {"hacs/hacsjson"}),
    ("a text for a truth", change("hacs.json", put("render_readme", "yes")), {"hacs/hacsjson"}),
    ("a zip without a name", change("hacs.json", put("zip_release", True)), {"hacs/zip-release"}),  # noqa: FBT003
    ("any Home Assistant", change("hacs.json", without("homeassistant")), {"hacs/homeassistant"}),
    ("no issues", change(MANIFEST, without("issue_tracker")), {"hacs/integration-manifest"}),
    (
        "documentation that is nowhere",
        change(MANIFEST, put("documentation", "docs/")),
        {"hacs/integration-manifest", "hassfest/manifest"},
    ),
    ("a second integration", add("custom_components/another/__init__.py", ""), {"hacs/structure"}),
    ("no icon", remove(f"{INTEGRATION}/brand/icon.png"), {"hacs/brands"}),
    ("nothing to read", remove("README.md"), {"hacs/information"}),
    ("another licence", add("LICENSE", "The software shall be used for good.\n"), {"hacs/license"}),
    ("no licence", remove("LICENSE"), {"hacs/license"}),
    ("a manifest of something else", add("card/page/manifest.json", "{}"), {"hassfest/one-manifest"}),
    ("a key of our own", change(MANIFEST, lambda stated: {**stated, "zz_ours": 1}), {"hassfest/manifest"}),
    ("no owner", change(MANIFEST, put("codeowners", ["climat-guardian"])), {"hassfest/manifest"}),
    ("plain http", change(MANIFEST, put("documentation", "http://x.example/")), {"hassfest/manifest"}),
    ("another type", change(MANIFEST, put("integration_type", "bridge")), {"hassfest/manifest"}),
    ("another class", change(MANIFEST, put("iot_class", "local")), {"hassfest/manifest"}),
    ("version «next»", change(MANIFEST, put("version", "next")), {"hassfest/manifest", "one-version"}),
    ("another domain", change(MANIFEST, put("domain", "climate_guardian")), {"hassfest/domain"}),
    (
        "no version",
        change(MANIFEST, without("version")),
        {"hassfest/version", "hacs/integration-manifest", "one-version"},
    ),
    ("no class", change(MANIFEST, without("iot_class")), {"hassfest/iot-class"}),
    (
        "keys as they came",
        change(MANIFEST, lambda stated: {"name": stated.pop("name"), **stated}),
        {"hassfest/sorted"},
    ),
    ("half a file", add(f"{INTEGRATION}/brand/colours.json", '{"teal":'), {"hassfest/json"}),
    ("a flow without its file", remove(f"{INTEGRATION}/config_flow.py"), {"hassfest/config-flow"}),
    (
        "found, and not known again",
        write(f"{INTEGRATION}/config_flow.py", "async def async_step_zeroconf(): ...\n"),
        {"hassfest/config-flow"},
    ),
    (
        "a component that is not named",
        add(f"{INTEGRATION}/const.py", "\nfrom homeassistant.components.mqtt import client\n"),
        {"hassfest/dependencies"},
    ),
    (
        "named twice",
        change(MANIFEST, lambda stated: dict(sorted({**stated, "after_dependencies": ["http"]}.items()))),
        {"hassfest/dependencies", "hassfest/sorted"},
    ),
    ("HTML", say("A <b>bridge</b>."), {"hassfest/translations"}),
    ("an address in a text", say("See https://climate.example."), {"hassfest/translations"}),
    ("quotes around what is filled in", say("At '{address}'."), {"hassfest/translations"}),
    ("a space at the end", say("A bridge. "), {"hassfest/translations"}),
    (
        "a description of no field",
        change(
            ENGLISH, lambda strings: strings["config"]["step"]["user"].update(data_description={"x": "y"})
        ),
        {"hassfest/translations"},
    ),
    ("a part that is not known", change(ENGLISH, put("strings", {})), {"hassfest/translations"}),
    (
        "a language with a sentence too many",
        add(f"{INTEGRATION}/translations/xx.json", '{"config": {"step": {}}}'),
        {"languages"},
    ),
    (
        "an icon of another family",
        draw({"default": "hass:x"}),
        {"hassfest/icons"},
    ),
    (
        "the same icon twice",
        draw({"default": "mdi:x", "state": {"on": "mdi:x"}}),
        {"hassfest/icons"},
    ),
    (
        "an action that nothing describes",
        write(f"{INTEGRATION}/services.yaml", "prune_rooms:\n"),
        {"hassfest/services"},
    ),
    ("code that is a link", link_the_integration, {"hacs/structure"}),
    ("another app", add("bridge/config.yaml", "name: x\n"), {"supervisor/one-app"}),
    ("an app's right that we do not need", add(CONFIG, "full_access: true\n"), {"supervisor/config"}),
    ("an old processor", replace(CONFIG, "arch: [aarch64", "arch: [armv7"), {"supervisor/config"}),
    (
        "an image with a tag",
        replace(CONFIG, "climat-guardian-app", "climat-guardian-app:latest"),
        {"supervisor/config"},
    ),
    (
        "a type of option that is none",
        replace(CONFIG, "timezone: str?", "timezone: zone?"),
        {"supervisor/config"},
    ),
    ("no time to stop", replace(CONFIG, "timeout: 30", "timeout: 5"), {"supervisor/config"}),
    (
        "a name with a space",
        replace(CONFIG, "slug: climat_guardian", "slug: climat guardian"),
        {"supervisor/config"},
    ),
    (
        "an option that must be given",
        replace(CONFIG, "timezone: str?", "timezone: str"),
        {"supervisor/options"},
    ),
    (
        "a default of no option",
        replace(CONFIG, "  sinks: []\n", "  sinks: []\n  rooms: []\n"),
        {"supervisor/options"},
    ),
    (
        "an option without a name",
        replace(CONFIG, "  trust_clock: bool?", "  trust_clocks: bool?"),
        {"supervisor/translations"},
    ),
    (
        "a field in one language only",
        replace("app/translations/fr.yaml", "      port:", "      porte:"),
        {"supervisor/translations"},
    ),
    ("a language that is gone", remove("app/translations/de.yaml"), {"supervisor/translations"}),
    (
        "no name for the store",
        write("repository.yaml", "url: https://github.com/x/y\n"),
        {"supervisor/repository"},
    ),
    ("announced as something else", replace(CONFIG, "[climat_guardian]", "[mqtt]"), {"supervisor/discovery"}),
    (
        "ingress at another port",
        replace(CONFIG, "ingress_port: 8321", "ingress_port: 8099"),
        {"supervisor/ingress"},
    ),
    (
        "a page for everybody",
        replace(CONFIG, "panel_admin: true", "panel_admin: false"),
        {"supervisor/ingress"},
    ),
    ("two profiles", add("app/apparmor.txt", "profile other {\n}\n"), {"supervisor/apparmor"}),
    ("a deprecated file", add("app/build.yaml", "args: {}\n"), {"supervisor/build"}),
    ("an app of another version", replace(CONFIG, "version: ", "version: 9."), {"one-version"}),
]


@pytest.mark.parametrize(
    ("apply", "expected"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_a_tree_that_is_broken_is_refused_for_the_right_reason(
    copy: Path, apply: Break, expected: set[str]
) -> None:
    """By its rules, and by no other."""
    apply(copy)
    found = broken(Tree.of_folder(copy))
    if apply is link_the_integration:
        # Nothing below a link is in the tree, so that more is missing.
        assert expected <= found.keys()
        return
    # What is broken in English is, mostly, another text than the other languages have.
    assert found.keys() - {"languages"} == expected - {"languages"}, found
    assert expected <= found.keys()


def test_each_rule_refuses_something(copy: Path) -> None:
    """And nothing that was not broken."""
    assert broken(Tree.of_folder(copy)) == {}
    assert {rule.name for rule in RULES} == set().union(*(expected for _, _, expected in BROKEN))
