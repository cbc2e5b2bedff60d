-- The long view: buckets of sensors and rooms. docs/averages.md says what each number means.

-- How long a reading counts at most, from a time on; 150 s before the first row. Made by itself, or by an edit.
CREATE TABLE hold (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor  INTEGER NOT NULL REFERENCES sensor (id),
  from_ms INTEGER NOT NULL,
  hold_ms INTEGER NOT NULL CHECK (hold_ms > 0),
  edit    INTEGER REFERENCES edit (id),  -- null: by itself, from the sensor's first steps
  UNIQUE (sensor, from_ms)
) STRICT;

-- Readings that somebody says are not to be believed. They stay where they are and count for nothing.
CREATE TABLE flag (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor   INTEGER NOT NULL REFERENCES sensor (id),
  from_ms  INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  reason   TEXT NOT NULL,
  edit     INTEGER NOT NULL REFERENCES edit (id),
  CHECK (until_ms > from_ms)
) STRICT;

CREATE INDEX flag_of_sensor ON flag (sensor, from_ms);

-- What a room has of one quantity. The room may be gone, its number is never given again.
CREATE TABLE series (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  room     TEXT NOT NULL,
  quantity TEXT NOT NULL,
  UNIQUE (room, quantity)
) STRICT;

-- Buckets of a room: calibrated values in thousandths, no whole numbers, as a room's is a mean of its sensors'.
CREATE TABLE room_hour (
  rev      INTEGER PRIMARY KEY AUTOINCREMENT,
  series   INTEGER NOT NULL REFERENCES series (id),
  start_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  wsum     REAL NOT NULL,                 -- thousandths × milliseconds
  covered  INTEGER NOT NULL,              -- milliseconds
  min      REAL,
  min_at   INTEGER,
  max      REAL,
  max_at   INTEGER,
  held     INTEGER NOT NULL DEFAULT 0,    -- 1: it was covered once; a sink may have min and max of it
  UNIQUE (series, start_ms)
) STRICT;

-- Sums of room_hour between the midnights of the site's zone.
CREATE TABLE room_day (
  rev      INTEGER PRIMARY KEY AUTOINCREMENT,
  series   INTEGER NOT NULL REFERENCES series (id),
  start_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  wsum     REAL NOT NULL,
  covered  INTEGER NOT NULL,
  min      REAL,
  min_at   INTEGER,
  max      REAL,
  max_at   INTEGER,
  held     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (series, start_ms)
) STRICT;

CREATE TABLE room_month (
  rev      INTEGER PRIMARY KEY AUTOINCREMENT,
  series   INTEGER NOT NULL REFERENCES series (id),
  start_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  wsum     REAL NOT NULL,
  covered  INTEGER NOT NULL,
  min      REAL,
  min_at   INTEGER,
  max      REAL,
  max_at   INTEGER,
  held     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (series, start_ms)
) STRICT;

-- What has to be rolled again, as what it was made from has changed. Overlaps do no harm.
CREATE TABLE stale (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  kind     TEXT NOT NULL CHECK (kind IN ('sensor', 'series', 'days', 'calibrated')),
  of_id    INTEGER NOT NULL,              -- the sensor, or the series
  from_ms  INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;

-- The last reading of each sensor before site.raw_from: it may go on into the first hour that is kept.
CREATE TABLE carried (
  sensor INTEGER PRIMARY KEY REFERENCES sensor (id),
  at_ms  INTEGER NOT NULL,
  value  INTEGER NOT NULL
) STRICT;

-- By which zone, and by which rules of it, days and buckets were made; empty before the first time.
ALTER TABLE site ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN bucket_ms INTEGER NOT NULL DEFAULT 3600000;

ALTER TABLE rollup ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

-- 1: what a sink has of that lane lies by another zone, and must go before anything is sent.
ALTER TABLE cursor ADD COLUMN is_anew INTEGER NOT NULL DEFAULT 0;

-- All that was measured before there were averages.
INSERT INTO series (room, quantity) SELECT DISTINCT room, quantity FROM placement JOIN sensor ON sensor.id = sensor;
INSERT INTO series (room, quantity) SELECT room, column1 FROM series, (VALUES ('dew_point'), ('absolute_humidity'))
  WHERE quantity IN ('temperature', 'humidity') GROUP BY room, column1 HAVING count(*) = 2;
INSERT INTO stale (kind, of_id, from_ms, until_ms)
  SELECT 'sensor', sensor, min(hour) * 3600000, (max(hour) + 25) * 3600000 FROM block GROUP BY sensor;
INSERT INTO stale (kind, of_id, from_ms, until_ms)
  SELECT 'series', series.id, min(hour) * 3600000, (max(hour) + 25) * 3600000
  FROM series JOIN placement ON placement.room = series.room
    JOIN sensor ON sensor.id = placement.sensor AND (sensor.quantity = series.quantity
      OR series.quantity IN ('dew_point', 'absolute_humidity') AND sensor.quantity IN ('temperature', 'humidity'))
    JOIN block ON block.sensor = sensor.id GROUP BY series.id;

-- For sinks: when it happened, in UTC, by the first offset of its boot that was known. It stays, though the offset that
-- the ledger goes by is corrected and trembles, so that a sink gets the same point each time. Null: not known (yet).
ALTER TABLE event ADD COLUMN at_ms INTEGER;
CREATE INDEX event_undated ON event (boot) WHERE at_ms IS NULL;

-- For the ledger: what happened to one device, or to the bridge itself (device is null), boot by boot.
CREATE INDEX event_of_device ON event (device, boot);
