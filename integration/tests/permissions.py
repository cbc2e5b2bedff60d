"""Somebody in Home Assistant who may not see everything."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockUser

from homeassistant.auth.permissions import PolicyPermissions
from homeassistant.auth.permissions.types import PolicyType


def restrict(user: MockUser, **entities: Any) -> None:
    """Leave somebody these entities alone."""
    user.groups = []
    policy: PolicyType = {"entities": {"entity_ids": entities}}
    user.mock_policy(policy)
    assert isinstance(user.permissions, PolicyPermissions)
