"""Home Assistant's own detection of calls that keep its event loop from everybody else.

It runs wherever Home Assistant does (runner.py), and only warns of most: nobody would see that in a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import logging
from typing import override
from unittest.mock import patch

from custom_components.climat_guardian.const import DOMAIN
from homeassistant import block_async_io
from homeassistant.util import loop


class _Caught(logging.Handler):
    """Keeps what is said of our integration, and of nobody else's."""

    def __init__(self, calls: list[str]) -> None:
        super().__init__()
        self._calls = calls

    @override
    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if f"integration '{DOMAIN}'" in said:
            self._calls.append(said)


@contextmanager
def blocking_calls() -> Iterator[list[str]]:
    """Return what is called from now on in this thread, where the event loop is."""
    calls: list[str] = []
    caught = _Caught(calls)
    # A call is warned of once in a process, and each test is to fail for what is its own.
    loop._PREVIOUSLY_REPORTED.clear()
    loop._LOGGER.addHandler(caught)
    # Else it leaves out all of files, as Home Assistant's own tests open many.
    with patch.object(block_async_io, "_IN_TESTS", new=False):
        block_async_io.enable()
    try:
        yield calls
    finally:
        # There is no way back in Home Assistant; its test tools go this one (disable_block_async_io).
        for call in block_async_io._BLOCKED_CALLS.calls:
            setattr(call.object, call.function, call.original_func)
        block_async_io._BLOCKED_CALLS.calls.clear()
        loop._LOGGER.removeHandler(caught)
