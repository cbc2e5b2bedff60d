"""Home Assistant's past, repaired."""
