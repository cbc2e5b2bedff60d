"""HACS, which Home Assistant has built in as its Marketplace: what its action asks of a tree.

Read in hacs/integration at 3249355. What it asks of the repository's settings on GitHub is not here: a
description, topics, issues, not archived.
"""

from collections.abc import Iterator
import hashlib
from typing import Final

from awesomeversion import AwesomeVersion
import probatio

from homeassistant.helpers import config_validation as cv

from .tree import INTEGRATION, Rule, Tree

HACS_JSON: Final = "hacs.json"
MANIFEST: Final = f"{INTEGRATION}/manifest.json"

HACS_MANIFEST_JSON_SCHEMA: Final = probatio.Schema(
    {
        probatio.Optional("content_in_root"): bool,
        probatio.Optional("country"): [str],
        probatio.Optional("filename"): str,
        probatio.Optional("hacs"): str,
        probatio.Optional("hide_default_branch"): bool,
        probatio.Optional("homeassistant"): str,
        probatio.Optional("persistent_directory"): str,
        probatio.Optional("render_readme"): bool,
        probatio.Optional("zip_release"): bool,
        probatio.Required("name"): str,
    }
)

INTEGRATION_MANIFEST_JSON_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required("codeowners"): list,
        probatio.Required("documentation"): cv.url,
        probatio.Required("domain"): str,
        probatio.Required("issue_tracker"): cv.url,
        probatio.Required("name"): str,
        probatio.Required("version"): probatio.Coerce(AwesomeVersion),
    },
    extra=probatio.ALLOW_EXTRA,
)

APACHE_2: Final = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""SHA-256 of the licence's text as apache.org has it: that is how GitHub knows which it is."""


def hacs_json(tree: Tree) -> Iterator[str]:
    """It knows its own keys only."""
    HACS_MANIFEST_JSON_SCHEMA(tree.json(HACS_JSON))
    yield from ()


def zip_release(tree: Tree) -> Iterator[str]:
    """A release is its tree, or a file with a name."""
    stated = tree.json(HACS_JSON)
    if stated.get("zip_release") and not stated.get("filename"):
        yield "zip_release is True, but filename is not set"


def least_version(tree: Tree) -> Iterator[str]:
    """An older Home Assistant is not offered it: without a version that can be compared, each is."""
    stated = tree.json(HACS_JSON).get("homeassistant", "")
    if not AwesomeVersion(stated).simple:
        yield f"homeassistant: {stated!r} is no version"


def integration_manifest(tree: Tree) -> Iterator[str]:
    """It needs more of the manifest than Home Assistant does."""
    INTEGRATION_MANIFEST_JSON_SCHEMA(tree.json(MANIFEST))
    yield from ()


def structure(tree: Tree) -> Iterator[str]:
    """The first folder of custom_components is taken for the integration; a link is none, in Git's tree."""
    folders = {name.split("/")[1] for name in tree.below("custom_components") if name.count("/") > 1}
    if len(folders) != 1:
        yield f"custom_components has the folders {sorted(folders)}: which is taken is chance"
    links = [name for name in tree.names if (tree.root / name).is_symlink()]
    yield from (f"{name} is a link" for name in links if f"{name}/".startswith("custom_components/"))


def brands(tree: Tree) -> Iterator[str]:
    """The icon lies beside the code."""
    if not tree.has(f"{INTEGRATION}/brand/icon.png"):
        yield "The repository does not provide brand assets"


def information(tree: Tree) -> Iterator[str]:
    """What the Marketplace shows."""
    if not {name.lower() for name in tree.names} & {"readme", "readme.md", "info", "info.md"}:
        yield "The repository has no information file"


def licence(tree: Tree) -> Iterator[str]:
    """One that the OSI approved, and that GitHub recognises."""
    if hashlib.sha256((tree.root / "LICENSE").read_bytes()).hexdigest() != APACHE_2:
        yield "LICENSE is not the text of Apache-2.0"


_VALIDATE: Final = "hacs/integration custom_components/hacs/validate"

HACS: Final = (
    Rule("hacs/hacsjson", f"{_VALIDATE}/hacsjson.py; utils/validate.py HACS_MANIFEST_JSON_SCHEMA", hacs_json),
    Rule("hacs/zip-release", f"{_VALIDATE}/hacsjson.py Validator.async_validate", zip_release),
    Rule(
        "hacs/homeassistant",
        "hacs/integration repositories/base.py HacsRepository.can_download",
        least_version,
    ),
    Rule(
        "hacs/integration-manifest",
        f"{_VALIDATE}/integration_manifest.py; utils/validate.py INTEGRATION_MANIFEST_JSON_SCHEMA",
        integration_manifest,
    ),
    Rule(
        "hacs/structure",
        "hacs/integration repositories/integration.py validate_repository; utils/filters.py",
        structure,
    ),
    Rule("hacs/brands", f"{_VALIDATE}/brands.py", brands),
    Rule("hacs/information", f"{_VALIDATE}/information.py", information),
    Rule("hacs/license", f"{_VALIDATE}/license.py POPULAR_OSI_APPROVED_LICENSES", licence),
)
