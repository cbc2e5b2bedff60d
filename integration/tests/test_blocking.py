"""That the integration keeps nobody waiting is held by every test; here, that they would notice."""

from pathlib import Path
import time

import pytest

from custom_components.climat_guardian import frontend
from homeassistant.core import HomeAssistant

OURS = str(Path(frontend.__file__).with_name("not_there.py"))
"""A file of the integration: of whom a call is, Home Assistant tells by the path of its code."""


async def test_a_file_that_is_read_in_the_event_loop_fails_the_test(
    hass: HomeAssistant, nothing_blocks: list[str], tmp_path: Path
) -> None:
    """And only there: in the executor anybody may."""
    (tmp_path / "read").write_text("once")
    read = eval(compile("lambda path: path.read_text()", OURS, "eval"))  # noqa: S307
    assert await hass.async_add_executor_job(read, tmp_path / "read") == "once"
    assert nothing_blocks == []

    assert read(tmp_path / "read") == "once"
    # It opens the file, too.
    assert "blocking call to read_text" in nothing_blocks[0]
    nothing_blocks.clear()


async def test_a_pause_in_the_event_loop_fails_the_test(nothing_blocks: list[str]) -> None:
    """At once, as Home Assistant lets nobody do that."""
    pause = eval(compile("lambda: time.sleep(0)", OURS, "eval"), {"time": time})  # noqa: S307
    with pytest.raises(RuntimeError, match="blocking call to sleep"):
        pause()
    assert len(nothing_blocks) == 1
    nothing_blocks.clear()
