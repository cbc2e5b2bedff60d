"""What more than one file of the integration has to agree on."""

import logging
from typing import Final

DOMAIN: Final = "climat_guardian"
LOGGER = logging.getLogger(__package__)

DEFAULT_PORT: Final = 8321
