"""Home Assistant's quality scale: each of its rules is kept, or cannot apply."""

import json
from typing import Any

import pytest

from homeassistant.util.yaml import load_yaml_dict

from .demo import REPOSITORY

COMPONENT = REPOSITORY / "custom_components" / "climat_guardian"
MANUAL = (REPOSITORY / "docs" / "home-assistant.md").read_text()

# https://developers.home-assistant.io/docs/core/integration-quality-scale/checklist (2026-11):
# 20 of bronze, 10 of silver, 21 of gold, 3 of platinum.
RULES = [
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow",
    "config-flow-test-coverage",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
    "devices",
    "diagnostics",
    "discovery",
    "discovery-update-info",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
    "async-dependency",
    "inject-websession",
    "strict-typing",
]

CHAPTERS = {
    "docs-actions": "Actions",
    "docs-high-level-description": "In Home Assistant",
    "docs-installation-instructions": "The integration, by the Marketplace (HACS)",
    "docs-removal-instructions": "Removing it",
    "docs-configuration-parameters": "Options",
    "docs-installation-parameters": "Setting up",
    "docs-data-update": "How values come",
    "docs-examples": "What it is good for",
    "docs-known-limitations": "What it cannot",
    "docs-supported-devices": "Which devices",
    "docs-supported-functions": "What there is then",
    "docs-troubleshooting": "When something changes",
    "docs-use-cases": "What it is good for",
}


def scale() -> dict[str, Any]:
    """Return what is claimed of each rule."""
    rules: dict[str, Any] = load_yaml_dict(str(COMPONENT / "quality_scale.yaml"))["rules"]
    return rules


def test_every_rule_is_named_and_no_other() -> None:
    """A rule that is left out is one that nobody keeps."""
    assert len(RULES) == 54
    assert list(scale()) == RULES


def test_each_is_done_or_cannot_apply_and_says_why() -> None:
    """At most five may be exempt."""
    exempt = {rule: claim for rule, claim in scale().items() if claim != "done"}
    assert len(exempt) <= 5
    for rule, claim in exempt.items():
        assert claim["status"] == "exempt", rule
        assert claim["comment"].endswith("."), rule


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.startswith("docs-")])
def test_what_is_to_be_written_is_written(rule: str) -> None:
    """Each rule of the documentation has its chapter."""
    if scale()[rule] == "done":
        chapter = CHAPTERS[rule]
        assert f"# {chapter}\n" in MANUAL, chapter
    else:
        assert rule not in CHAPTERS


def test_every_platform_says_that_nothing_has_to_queue() -> None:
    """The rule parallel-updates."""
    for platform in ("binary_sensor", "sensor"):
        assert "\nPARALLEL_UPDATES = 0\n" in (COMPONENT / f"{platform}.py").read_text(), platform


def test_nothing_is_required_that_home_assistant_does_not_bring() -> None:
    """The rules dependency-transparency, async-dependency and inject-websession have nobody else to ask."""
    assert json.loads((COMPONENT / "manifest.json").read_text())["requirements"] == []
