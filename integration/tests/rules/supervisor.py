"""Home Assistant's Supervisor, which takes the app.

Read in home-assistant/supervisor at 090ef31. It drops keys that it does not know; here they are faults.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
import re
from typing import Any, Final

from awesomeversion import AwesomeVersion
import probatio

from homeassistant.helpers import config_validation as cv
from homeassistant.util.yaml import load_yaml_dict

from .tree import DOMAIN, Rule, Tree

CONFIG: Final = "app/config.yaml"
REPOSITORY: Final = "repository.yaml"
SUFFIXES: Final = {".yaml", ".yml", ".json"}

RE_SCHEMA_ELEMENT: Final = re.compile(
    r"^(?:|bool|email|url|port"
    r"|device(?:\((?P<filter>subsystem=[a-z]+)\))?"
    r"|str(?:\((?P<s_min>\d+)?,(?P<s_max>\d+)?\))?"
    r"|password(?:\((?P<p_min>\d+)?,(?P<p_max>\d+)?\))?"
    r"|int(?:\((?P<i_min>-?\d+)?,(?P<i_max>-?\d+)?\))?"
    r"|float(?:\((?P<f_min>-?\d*\.?\d+)?,(?P<f_max>-?\d*\.?\d+)?\))?"
    r"|match\((?P<match>.*)\)"
    r"|list\((?P<list>.+)\)"
    r")\??$"
)
ELEMENT: Final = probatio.Match(RE_SCHEMA_ELEMENT)
# Its schema allows for more nesting; what the form can show is one level.
OPTION: Final = probatio.Any(ELEMENT, [probatio.Any(ELEMENT, {str: ELEMENT})])


def _version(value: Any) -> AwesomeVersion:
    version = AwesomeVersion(value)
    if not version.valid:
        raise probatio.Invalid(f"{value!r} is no version")
    return version


def _image(value: str) -> str:
    """docker_image: the tag is the version."""
    registry, _, path = value.partition("/")
    if registry != registry.lower() or not re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", registry):
        raise probatio.Invalid(f"Invalid Docker image registry '{registry}'")
    if not all(re.fullmatch(r"[a-z0-9{][a-z0-9.\-_{}]*", part) for part in path.split("/")):
        raise probatio.Invalid(f"Invalid Docker image, or one with a tag: {value}")
    return value


_ON: Final = probatio.Boolean()

APP_CONFIG: Final = probatio.Schema(
    {
        probatio.Required("name"): str,
        probatio.Required("version"): _version,
        probatio.Required("slug"): probatio.Match(r"^[-_.A-Za-z0-9]+$"),
        probatio.Required("description"): str,
        # ARCH_ALL: its older ones are deprecated.
        probatio.Required("arch"): probatio.All([probatio.In(["aarch64", "amd64"])], probatio.Length(min=1)),
        probatio.Optional("url"): cv.url,
        probatio.Optional("startup"): probatio.In(
            ["initialize", "system", "services", "application", "once"]
        ),
        probatio.Optional("boot"): probatio.In(["auto", "manual", "manual_only"]),
        probatio.Optional("stage"): probatio.In(["stable", "experimental", "deprecated"]),
        probatio.Optional("watchdog"): probatio.Match(
            r"^(?:https?|\[PROTO:\w+\]|tcp):\/\/\[HOST\]:(\[PORT:\d+\]|\d+).*$"
        ),
        probatio.Optional("ingress"): _ON,
        probatio.Optional("ingress_port"): probatio.Any(cv.port, probatio.Equal(0)),
        probatio.Optional("ingress_entry"): str,
        probatio.Optional("ingress_stream"): _ON,
        probatio.Optional("panel_icon"): probatio.Match(r"^mdi:"),
        probatio.Optional("panel_title"): str,
        probatio.Optional("panel_admin"): _ON,
        probatio.Optional("homeassistant"): _version,
        probatio.Optional("host_network"): _ON,
        probatio.Optional("discovery"): [str],
        probatio.Optional("backup"): probatio.In(["hot", "cold"]),
        probatio.Optional("options"): dict,
        probatio.Optional("schema"): {str: OPTION},
        probatio.Optional("image"): _image,
        probatio.Optional("timeout"): probatio.All(int, probatio.Range(min=10, max=300)),
    }
)
"""Without what takes rights: privileged, full_access, docker_api, hassio_role, devices, map and the like."""

TRANSLATION: Final = {
    probatio.Required("name"): str,
    probatio.Required("description"): str,
    probatio.Optional("fields"): {
        str: {probatio.Required("name"): str, probatio.Required("description"): str},
    },
}


def _config(tree: Tree) -> dict[str, Any]:
    return dict(load_yaml_dict(str(tree.root / CONFIG)))


def one_app(tree: Tree) -> Iterator[str]:
    """Each config.* is taken for an app's, wherever it lies, but below a dot or rootfs."""
    paths = [PurePosixPath(name) for name in tree.names]
    seen = [
        path for path in paths if not any(part.startswith(".") or part == "rootfs" for part in path.parts)
    ]
    found = sorted(str(path) for path in seen if path.stem == "config" and path.suffix in SUFFIXES)
    if found != [CONFIG]:
        yield f"each of {found} is taken for an app"


def app_config(tree: Tree) -> Iterator[str]:
    """What the app says of itself."""
    APP_CONFIG(_config(tree))
    yield from ()


def _optional(element: Any) -> bool:
    """_check_missing_options: a list may be missing where its elements may; a list of groups may not."""
    inner = element[0] if isinstance(element, list) else element
    return isinstance(inner, str) and inner.endswith("?")


def options(tree: Tree) -> Iterator[str]:
    """It starts as it is installed: what has no default may be left out, and each default is an option's."""
    config = _config(tree)
    schema, defaults = config.get("schema", {}), config.get("options", {})
    for name in schema.keys() - defaults.keys():
        if not _optional(schema[name]):
            yield f"Missing option '{name}'"
    yield from (f"Option '{name}' does not exist in the schema" for name in defaults.keys() - schema.keys())
    for name in defaults.keys() & schema.keys():
        if isinstance(schema[name], list) != isinstance(defaults[name], list):
            yield f"Invalid list for option '{name}'"


def _fields(element: Any) -> set[str]:
    inner = element[0] if isinstance(element, list) else element
    return set(inner) if isinstance(inner, dict) else set()


def translations(tree: Tree) -> Iterator[str]:
    """In each language each option has a name and is explained, and nothing else."""
    schema = _config(tree)["schema"]
    for language in ("en", "fr", "de"):
        said = load_yaml_dict(str(tree.root / f"app/translations/{language}.yaml"))
        probatio.Schema({probatio.Required("configuration"): {str: TRANSLATION}})(said)
        named = said["configuration"]
        yield from (f"{language}: {name} is not named" for name in schema.keys() - named.keys())
        yield from (f"{language}: {name} is no option" for name in named.keys() - schema.keys())
        for name in schema.keys() & named.keys():
            if _fields(schema[name]) != set(named[name].get("fields", {})):
                yield f"{language}: {name} has other fields"


def repository(tree: Tree) -> Iterator[str]:
    """It lies at the top."""
    said = load_yaml_dict(str(tree.root / REPOSITORY))
    probatio.Schema({probatio.Required("name"): str, "url": cv.url, "maintainer": str})(said)
    yield from ()


def discovery(tree: Tree) -> Iterator[str]:
    """What the app announces is an integration's domain, and it may announce it."""
    if _config(tree).get("discovery") != [DOMAIN]:
        yield "Apps must list services they provide via discovery in their config!"


def ingress(tree: Tree) -> Iterator[str]:
    """The page is opened where the bridge answers; only administrators find it in their side bar."""
    config = _config(tree)
    if not (config.get("ingress") and config.get("ingress_port") and config.get("panel_admin", True)):
        yield "ingress leads to a fixed port, for administrators"
    port = config.get("ingress_port")
    if f":{port}/" not in config.get("watchdog", f":{port}/") or f"port = {port};" not in tree.text(
        "app/announce.ts"
    ):
        yield f"the bridge does not answer at the port of ingress, {port}"


def apparmor(tree: Tree) -> Iterator[str]:
    """One profile, whose name the Supervisor changes to its own."""
    names = {
        match[1] for match in re.finditer(r"^profile ([^ ]+).*$", tree.text("app/apparmor.txt"), re.MULTILINE)
    }
    if len(names) != 1:
        yield f"{len(names)} AppArmor profiles inside file"


def build(tree: Tree) -> Iterator[str]:
    """The Dockerfile says what it is made from: build.yaml is deprecated, and so is what it handed over."""
    yield from (f"{name} is deprecated" for name in tree.below("app") if PurePosixPath(name).stem == "build")
    if "BUILD_FROM" in tree.text("app/Dockerfile"):
        yield "BUILD_FROM is given to who uses build.yaml only"


def versions(tree: Tree) -> Iterator[str]:
    """The app, the image that it is made from, and the integration are of one release."""
    version = str(_config(tree)["version"])
    if tree.json(f"custom_components/{DOMAIN}/manifest.json").get("version") != version:
        yield "the integration is of another version"
    if not re.search(rf"^FROM \S+:{re.escape(version)}$", tree.text("app/Dockerfile"), re.MULTILINE):
        yield "the Dockerfile is made from another version"


_SUPERVISOR: Final = "home-assistant/supervisor supervisor"

SUPERVISOR: Final = (
    Rule("supervisor/one-app", f"{_SUPERVISOR}/store/data.py _find_app_configs", one_app),
    Rule(
        "supervisor/config",
        f"{_SUPERVISOR}/apps/validate.py _SCHEMA_APP_CONFIG, _warn_app_config",
        app_config,
    ),
    Rule("supervisor/options", f"{_SUPERVISOR}/apps/options.py AppOptions._check_missing_options", options),
    Rule("supervisor/translations", f"{_SUPERVISOR}/apps/validate.py SCHEMA_APP_TRANSLATIONS", translations),
    Rule("supervisor/repository", f"{_SUPERVISOR}/store/validate.py SCHEMA_REPOSITORY_CONFIG", repository),
    Rule("supervisor/discovery", f"{_SUPERVISOR}/api/discovery.py set_discovery", discovery),
    Rule("supervisor/ingress", f"{_SUPERVISOR}/api/ingress.py _create_url; ours: administrators", ingress),
    Rule("supervisor/apparmor", f"{_SUPERVISOR}/utils/apparmor.py get_profile_name", apparmor),
    Rule("supervisor/build", f"{_SUPERVISOR}/apps/build.py AppBuild.create", build),
    Rule("one-version", "ours: HACS knows one tag", versions),
)
