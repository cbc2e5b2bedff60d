"""Reads every reading of a store, sharing no code with the bridge.

Each line of standard input is a path, and each line of output its answer in JSON:
{"readings": [[device, entity, measured at, thousandths], …]} or {"error": "…"}.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing

READINGS = """
SELECT device, entity, measured_at, value FROM inbox JOIN sensor ON sensor.id = inbox.sensor
"""


def answer(path: str) -> dict[str, object]:
    """Read one store."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return {"readings": database.execute(READINGS).fetchall()}
    except sqlite3.Error as error:
        return {"error": str(error)}


for line in sys.stdin:
    print(json.dumps(answer(line.rstrip("\n"))), flush=True)
