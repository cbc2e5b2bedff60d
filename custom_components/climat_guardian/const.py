"""What more than one file of the integration has to agree on."""

import logging
from typing import Final

DOMAIN: Final = "climat_guardian"
LOGGER = logging.getLogger(__package__)

DEFAULT_PORT: Final = 8321

CONF_CARD_ONLY: Final = "card_only"
"""In the data of the one entry that has no bridge: it has dashboards load the card, and nothing else."""

# The options of a bridge's entry.

CONF_LEAVE_OFF: Final = "rooms_without_measured"
"""Ids of the rooms whose temperature and humidity are left off, as Home Assistant has them already."""

CONF_REPAIR_HISTORY: Final = "repair_history"
DEFAULT_REPAIR_HISTORY: Final = True
"""Whether the hours of our own rooms are told to Home Assistant as the bridge knows them."""

CONF_REPAIR_ESPHOME: Final = "repair_esphome_history"
DEFAULT_REPAIR_ESPHOME: Final = False
"""Whether those of ESPHome's entities of the same sensors are, too: they are not ours."""
