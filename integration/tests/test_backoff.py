"""How long to wait before trying again."""

import pytest

from custom_components.climat_guardian.bridge import backoff


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [
        (0, 0.0, 0.5),
        (0, 1.0, 1.0),
        (1, 0.5, 1.5),
        (5, 1.0, 32.0),
        (6, 1.0, 60.0),
        (6, 0.0, 30.0),
        (1_000_000, 1.0, 60.0),
    ],
)
def test_pauses_double_up_to_a_minute_and_are_spread_by_chance(
    attempt: int, chance: float, seconds: float
) -> None:
    """Soon after a restart, and never a storm after a power cut."""
    assert backoff(attempt, lambda: chance) == seconds
