"""What somebody should do something about, in Settings: each for as long as it is so."""

from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .coordinator import BridgeCoordinator, ClimatGuardianConfigEntry

UNREACHABLE_AFTER: Final = 3600.0
"""Seconds. A bridge whose power is cut every night is away for longer, and then it is news all the same."""

UNTRUSTED_AFTER: Final = 600.0
"""Seconds; by then the bridge itself names the setting that helps (docs/operations.md)."""

KEY_STATES: Final = frozenset({"wrong-key", "key-malformed", "encryption-required"})

MANUAL: Final = "https://github.com/climat-guardian/climat-guardian/blob/main/docs/home-assistant.md#repairs"


@callback
def async_watch(entry: ClimatGuardianConfigEntry) -> None:
    """Raise issues and take them back, as long as the entry is loaded."""
    watch = _Watch(entry.runtime_data)
    bridge = entry.runtime_data
    for coordinator, look in (
        (bridge, watch.look_at_connection),
        (bridge.status, watch.look_at_status),
        (bridge.plaintext, watch.look_at_devices),
    ):
        entry.async_on_unload(coordinator.async_add_listener(look))
    entry.async_on_unload(watch.stop)
    entry.async_create_background_task(
        bridge.hass, bridge.plaintext.async_refresh(), name=f"ask {bridge.name} for its devices"
    )
    watch.look_at_status()


class _Watch:
    def __init__(self, bridge: BridgeCoordinator) -> None:
        self._bridge = bridge
        self._unreachable: CALLBACK_TYPE | None = None

    @callback
    def look_at_connection(self) -> None:
        """Begin to count when the bridge is gone, and end when it is back."""
        if self._bridge.last_update_success:
            self._forget_timer()
            self._tell("bridge_unreachable", None)
        elif self._unreachable is None:
            self._unreachable = async_call_later(self._bridge.hass, UNREACHABLE_AFTER, self._told_unreachable)

    @callback
    def look_at_status(self) -> None:
        """Clock, sinks and keys."""
        status = self._bridge.status.data
        if status is None or not self._bridge.status.last_update_success:
            return  # Nobody knows; what was told last stands.
        untrusted = status.untrusted_seconds
        is_long = untrusted is not None and untrusted >= UNTRUSTED_AFTER
        self._tell("clock_untrusted", {} if is_long else None)
        refusing = [f"{sink.name} ({sink.refused})" for sink in status.sinks if sink.refused > 0]
        self._tell("points_refused", {"sinks": ", ".join(refusing)} if refusing else None)
        locked = [device.name for device in status.troubles if device.state in KEY_STATES]
        self._tell("key_needed", {"devices": ", ".join(locked)} if locked else None)

    @callback
    def look_at_devices(self) -> None:
        """Devices whose readings anybody in the network can read."""
        if not self._bridge.plaintext.last_update_success:
            return
        plain = self._bridge.plaintext.data
        self._tell("not_encrypted", {"devices": ", ".join(plain)} if plain else None)

    @callback
    def stop(self) -> None:
        """Raise none any more; what was raised is of a bridge that nobody asks now."""
        self._forget_timer()
        for key in ("bridge_unreachable", "clock_untrusted", "points_refused", "key_needed", "not_encrypted"):
            self._tell(key, None)

    @callback
    def _told_unreachable(self, _now: object) -> None:
        self._unreachable = None
        self._tell("bridge_unreachable", {})

    def _forget_timer(self) -> None:
        if self._unreachable is not None:
            self._unreachable()
            self._unreachable = None

    def _tell(self, key: str, placeholders: dict[str, str] | None) -> None:
        """Raise an issue; without placeholders, take it back."""
        hass, entry = self._bridge.hass, self._bridge.config_entry
        issue_id = f"{key}_{entry.entry_id}"
        if placeholders is None:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
            return
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders={"bridge": entry.title, **placeholders},
            learn_more_url=MANUAL,
        )
