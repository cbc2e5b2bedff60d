"""hassfest, Home Assistant's own check, as its action runs it on a custom integration."""

import ast
from collections.abc import Iterator
import json
from pathlib import PurePosixPath
import re
from typing import Any, Final

from awesomeversion import AwesomeVersion, AwesomeVersionException, AwesomeVersionStrategy
import probatio

from homeassistant.const import Platform
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import selector
from homeassistant.requirements import DISCOVERY_INTEGRATIONS
from homeassistant.util.yaml import load_yaml_dict

from .hassfest_strings import ICONS_SCHEMA, STRINGS_SCHEMA
from .tree import INTEGRATION, Rule, Tree

MANIFEST: Final = f"{INTEGRATION}/manifest.json"
ICONS: Final = f"{INTEGRATION}/icons.json"
SERVICES: Final = f"{INTEGRATION}/services.yaml"
ENGLISH: Final = f"{INTEGRATION}/translations/en.json"


def _lowercase(value: str) -> str:
    if value.lower() != value:
        raise probatio.Invalid("Value needs to be lowercase")
    return value


def _https(value: str) -> str:
    if not value.startswith("https://"):
        raise probatio.Invalid("Documentation url is not prefixed with https")
    if value.startswith("https://www.home-assistant.io/integrations"):
        raise probatio.Invalid("Documentation URL should not point at Home Assistant's own")
    return value


def _version(value: str) -> str:
    strategies = [
        *[AwesomeVersionStrategy.CALVER, AwesomeVersionStrategy.SEMVER, AwesomeVersionStrategy.SIMPLEVER],
        *[AwesomeVersionStrategy.BUILDVER, AwesomeVersionStrategy.PEP440],
    ]
    try:
        AwesomeVersion(value, ensure_strategy=strategies)
    except AwesomeVersionException as err:
        raise probatio.Invalid(f"'{value}' is not a valid version.") from err
    return value


IOT_CLASSES: Final = [
    *["assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push"],
]

MANIFEST_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required("domain"): str,
        probatio.Required("name"): str,
        probatio.Optional("integration_type"): probatio.In(
            ["device", "entity", "hardware", "helper", "hub", "service", "system"]
        ),
        probatio.Optional("config_flow"): bool,
        probatio.Optional("zeroconf"): [
            probatio.Any(
                str,
                {
                    probatio.Required("type"): str,
                    probatio.Optional("name"): probatio.All(str, _lowercase),
                    probatio.Optional("properties"): {str: _lowercase},
                },
            )
        ],
        probatio.Required("documentation"): probatio.All(cv.url, _https),
        probatio.Optional("issue_tracker"): cv.url,
        probatio.Optional("quality_scale"): probatio.In(
            ["bronze", "silver", "gold", "platinum", "internal", "legacy"]
        ),
        probatio.Optional("requirements"): [str],
        probatio.Optional("dependencies"): [str],
        probatio.Optional("after_dependencies"): [str],
        probatio.Required("codeowners"): [probatio.All(str, probatio.Match(r"^@"))],
        probatio.Optional("loggers"): [str],
        probatio.Optional("iot_class"): probatio.In(IOT_CLASSES),
        probatio.Optional("single_config_entry"): bool,
        probatio.Optional("import_executor"): bool,
        probatio.Optional("version"): probatio.All(str, _version),
    }
)
"""Of the keys that hassfest knows, those of which we may have a use; it refuses any other."""


def one_manifest(tree: Tree) -> Iterator[str]:
    """Its action takes the folder of every manifest.json for an integration."""
    found = sorted(name for name in tree.names if PurePosixPath(name).name == "manifest.json")
    if found != [MANIFEST]:
        yield f"each of {found} is taken for an integration's"


def manifest_schema(tree: Tree) -> Iterator[str]:
    """It knows its own keys only."""
    MANIFEST_SCHEMA(tree.json(MANIFEST))
    yield from ()


def manifest_domain(tree: Tree) -> Iterator[str]:
    """The folder is called as the domain."""
    if tree.json(MANIFEST)["domain"] != PurePosixPath(INTEGRATION).name:
        yield "Domain does not match dir name"


def manifest_version(tree: Tree) -> Iterator[str]:
    """Without one Home Assistant does not load it (homeassistant/loader.py)."""
    if not tree.json(MANIFEST).get("version"):
        yield "No 'version' key in the manifest file."


def manifest_iot_class(tree: Tree) -> Iterator[str]:
    """How it comes by what it knows."""
    if "iot_class" not in tree.json(MANIFEST):
        yield "Domain is missing an IoT Class"


def manifest_sorted(tree: Tree) -> Iterator[str]:
    """Domain, name, then by the alphabet."""
    keys = list(tree.json(MANIFEST))
    if keys != sorted(keys, key=lambda key: {"domain": ".domain", "name": ".name"}.get(key, key)):
        yield "Manifest keys are not sorted correctly: domain, name, then alphabetical order"


def json_files(tree: Tree) -> Iterator[str]:
    """Each file that says so is JSON."""
    for name in tree.below(INTEGRATION):
        if name.endswith(".json"):
            try:
                tree.json(name)
            except ValueError as err:
                yield f"Invalid JSON file {name}: {err}"


_DISCOVERIES: Final = re.compile(
    r"async_step_(?:discovery|bluetooth|hassio|homekit|mqtt|ssdp|zeroconf|dhcp|usb)\b"
)


def config_flow(tree: Tree) -> Iterator[str]:
    """Who is found must be known again."""
    flow = f"{INTEGRATION}/config_flow.py"
    if not tree.has(flow):
        if tree.json(MANIFEST).get("config_flow"):
            yield "Config flows need to be defined in the file config_flow.py"
        return
    text = tree.text(flow)
    if _DISCOVERIES.search(text) and "self.async_set_unique_id" not in text:
        yield "Config flows that are discoverable need to set a unique ID"


def _imported(source: str) -> Iterator[str]:
    """Return the integrations that are imported where it runs, not where it is only checked."""
    for node in _running(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "homeassistant.components":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("homeassistant.components."):
            yield (node.module or "").split(".")[2]
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            yield from (name.split(".")[2] for name in names if name.startswith("homeassistant.components."))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    for child in ast.iter_child_nodes(node):
        yield from _running(child)


ALLOWED_USED_COMPONENTS: Final = {
    *(platform.value for platform in Platform),
    *["frontend", "homeassistant", "persistent_notification", "person", "system_health", "webhook"],
    *["websocket_api", "zone"],
}
"""Those that every Home Assistant has, of hassfest's list."""


def dependencies(tree: Tree) -> Iterator[str]:
    """What is used is named, so that it is there."""
    manifest = tree.json(MANIFEST)
    allowed = {*ALLOWED_USED_COMPONENTS, *manifest.get("dependencies", [])}
    allowed |= set(manifest.get("after_dependencies", []))
    allowed |= {
        domain for domain, keys in DISCOVERY_INTEGRATIONS.items() if any(key in manifest for key in keys)
    }
    for name in tree.below(INTEGRATION):
        if name.endswith(".py"):
            for domain in set(_imported(tree.text(name))) - allowed:
                if not tree.has(f"{INTEGRATION}/{domain}.py"):
                    yield f"Using component {domain} but it's not in 'dependencies' or 'after_dependencies'"
    twice = set(manifest.get("dependencies", [])) & set(manifest.get("after_dependencies", []))
    yield from (f"Dependency {domain} is both in dependencies and after_dependencies" for domain in twice)


def translations(tree: Tree) -> Iterator[str]:
    """English is complete, and as Home Assistant can show it."""
    if f"{INTEGRATION}/.translations/en.json" in tree.names:
        yield "The '.translations' directory has been moved, the new name is 'translations'"
    STRINGS_SCHEMA(tree.json(ENGLISH))


def _leaves(strings: Any, path: str = "") -> dict[str, str]:
    if not isinstance(strings, dict):
        return {path: str(strings)}
    return {
        key: text for name, value in strings.items() for key, text in _leaves(value, f"{path}/{name}").items()
    }


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def languages(tree: Tree) -> Iterator[str]:
    """Each language says all that English says, with the same places to fill in."""
    english = _leaves(tree.json(ENGLISH))
    files = [name for name in tree.below(f"{INTEGRATION}/translations") if name.endswith(".json")]
    for name in files:
        strings = _leaves(tree.json(name))
        yield from (f"{name} lacks {key}" for key in english.keys() - strings.keys())
        yield from (f"{name} has {key}, which English has not" for key in strings.keys() - english.keys())
        for key in english.keys() & strings.keys():
            if _placeholders(english[key]) != _placeholders(strings[key]):
                yield f"{name} {key} has other placeholders than English"


def icons(tree: Tree) -> Iterator[str]:
    """Material Design Icons."""
    if tree.has(ICONS):
        ICONS_SCHEMA(tree.json(ICONS))
    yield from ()


_FIELD: Final = {
    probatio.Optional("example"): object,
    probatio.Optional("default"): object,
    probatio.Optional("required"): bool,
    probatio.Optional("advanced"): bool,
    probatio.Optional("selector"): selector.validate_selector,
}
_SECTION: Final = {probatio.Optional("collapsed"): bool, probatio.Required("fields"): {str: _FIELD}}
_SERVICES_SCHEMA: Final = probatio.Schema(
    {
        cv.slug: probatio.Any(
            {
                probatio.Optional("target"): object,
                probatio.Optional("fields"): {str: probatio.Any(_FIELD, _SECTION)},
            },
            None,
        )
    }
)
_REGISTERS: Final = re.compile(
    r"(hass\.services\.(register|async_register))|async_register_entity_service|async_register_admin_service"
    r"|async_register_platform_entity_service"
)


def _fields(stated: dict[str, Any]) -> Iterator[str]:
    for name, field in stated.get("fields", {}).items():
        yield from field.get("fields", [name])


def services(tree: Tree) -> Iterator[str]:
    """Each action is described, named and drawn: it asks the first of a custom integration, all of core's."""
    if not tree.has(SERVICES):
        code = [name for name in tree.below(INTEGRATION) if name.endswith(".py")]
        if any(_REGISTERS.search(tree.text(name)) for name in code):
            yield "Registers services but has no services.yaml"
        return
    described = load_yaml_dict(str(tree.root / SERVICES))
    _SERVICES_SCHEMA(described)
    strings = tree.json(ENGLISH).get("services", {})
    drawn = json.loads(tree.text(ICONS))["services"] if tree.has(ICONS) else {}
    for service, stated in described.items():
        if service not in drawn:
            yield f"Service {service} has no icon in icons.json."
        said = strings.get(service, {})
        yield from (f"Service {service} has no {key}" for key in ("name", "description") if key not in said)
        for field in _fields(stated or {}):
            if not {"name", "description"} <= said.get("fields", {}).get(field, {}).keys():
                yield f"Service {service} has a field {field} with no name or description"
    yield from (f"{service} is no service" for service in {*strings, *drawn} - described.keys())


_HASSFEST: Final = "home-assistant/core script/hassfest"

HASSFEST: Final = (
    Rule("hassfest/one-manifest", "home-assistant/actions hassfest/entrypoint.sh", one_manifest),
    Rule("hassfest/manifest", f"{_HASSFEST}/manifest.py CUSTOM_INTEGRATION_MANIFEST_SCHEMA", manifest_schema),
    Rule("hassfest/domain", f"{_HASSFEST}/manifest.py validate_manifest", manifest_domain),
    Rule("hassfest/version", f"{_HASSFEST}/manifest.py validate_version", manifest_version),
    Rule("hassfest/iot-class", f"{_HASSFEST}/manifest.py validate_manifest", manifest_iot_class),
    Rule("hassfest/sorted", f"{_HASSFEST}/manifest.py sort_manifest", manifest_sorted),
    Rule("hassfest/json", f"{_HASSFEST}/json.py validate_json_files", json_files),
    Rule("hassfest/config-flow", f"{_HASSFEST}/config_flow.py _validate_integration", config_flow),
    Rule(
        "hassfest/dependencies",
        f"{_HASSFEST}/dependencies.py ImportCollector, calc_allowed_references",
        dependencies,
    ),
    Rule("hassfest/translations", f"{_HASSFEST}/translations.py gen_strings_schema", translations),
    Rule("languages", "ours: each language is complete", languages),
    Rule("hassfest/icons", f"{_HASSFEST}/icons.py icon_schema", icons),
    Rule("hassfest/services", f"{_HASSFEST}/services.py validate_services", services),
)
