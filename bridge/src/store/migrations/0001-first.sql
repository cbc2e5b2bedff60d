-- The words are those of docs/data-path.md. Times are milliseconds since 1970 UTC; values are thousandths.

CREATE TABLE site (
  only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
  bridge     TEXT NOT NULL                -- this bridge's own id, made once
) STRICT;

CREATE TABLE device (
  mac           TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  friendly_name TEXT NOT NULL,
  area          TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE room (
  id    TEXT PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  floor TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE sensor (
  id         INTEGER PRIMARY KEY,
  device     TEXT NOT NULL REFERENCES device (mac),
  entity     TEXT NOT NULL,
  quantity   TEXT NOT NULL,
  diagnostic INTEGER NOT NULL CHECK (diagnostic IN (0, 1)),
  -- The quantity belongs to the identity: a sensor that is flashed to measure another is another sensor.
  UNIQUE (device, entity, quantity)
) STRICT;

CREATE TABLE placement (
  id       INTEGER PRIMARY KEY,
  sensor   INTEGER NOT NULL REFERENCES sensor (id),
  room     TEXT NOT NULL REFERENCES room (id),
  from_ms  INTEGER NOT NULL,
  until_ms INTEGER                        -- null: still there
) STRICT;

CREATE INDEX placement_of_sensor ON placement (sensor, from_ms);

-- AUTOINCREMENT: a number is never given again, also after its row is gone, as cursors stand on it.
CREATE TABLE inbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor      INTEGER NOT NULL REFERENCES sensor (id),
  measured_at INTEGER NOT NULL,
  value       INTEGER NOT NULL
) STRICT;

CREATE TABLE cursor (
  sink TEXT NOT NULL,
  lane TEXT NOT NULL,
  pos  INTEGER NOT NULL,
  PRIMARY KEY (sink, lane)
) STRICT, WITHOUT ROWID;
