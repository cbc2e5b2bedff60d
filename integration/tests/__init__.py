"""What the integration promises, as sentences."""
