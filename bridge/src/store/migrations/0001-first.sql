-- The words are those of docs/data-path.md, the packed bytes those of docs/store.md.
-- Times are milliseconds since 1970 UTC unless said otherwise; values are thousandths.

CREATE TABLE site (
  only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
  bridge    TEXT NOT NULL,                -- this bridge's own id, made once
  last_seq  INTEGER NOT NULL DEFAULT 0,   -- the newest number of a reading whose inbox row is gone
  folded    INTEGER NOT NULL DEFAULT 0,   -- readings in all blocks
  raw_from  INTEGER NOT NULL DEFAULT 0,   -- hours since 1970: blocks before it were dropped by retention
  inventory INTEGER NOT NULL DEFAULT 0    -- counts changes of all that the copy beside the store holds
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
  conflicts  INTEGER NOT NULL DEFAULT 0,  -- readings refused, as another value was there for that instant
  -- The quantity belongs to the identity: a sensor that is flashed to measure another is another sensor.
  UNIQUE (device, entity, quantity)
) STRICT;

-- A sensor stands in at most one room at an instant. Numbers are never given again, as edits name them.
CREATE TABLE placement (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor   INTEGER NOT NULL REFERENCES sensor (id),
  room     TEXT NOT NULL REFERENCES room (id),
  from_ms  INTEGER NOT NULL,
  until_ms INTEGER,                       -- null: still there
  edit     INTEGER REFERENCES edit (id),  -- which made this row; null: by itself, when the device was first heard of
  CHECK (until_ms > from_ms)
) STRICT;

CREATE INDEX placement_of_sensor ON placement (sensor, from_ms);

-- Applied when reading; what is stored stays as measured. The newest from_ms before an instant holds.
CREATE TABLE calibration (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor  INTEGER NOT NULL REFERENCES sensor (id),
  from_ms INTEGER NOT NULL,
  gain    REAL NOT NULL,
  offset  REAL NOT NULL,                  -- in the quantity's own unit, added after the gain
  edit    INTEGER NOT NULL REFERENCES edit (id),
  UNIQUE (sensor, from_ms)
) STRICT;

-- What a person changed about rooms, placements and calibrations, and how to take it back: an edit like any other.
CREATE TABLE edit (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms     INTEGER NOT NULL,
  what      TEXT NOT NULL,                -- a sentence
  undo      TEXT NOT NULL,                -- JSON: each row that it changed, before and after (docs/store.md)
  undoes    INTEGER REFERENCES edit (id), -- null: it is no undo
  undone_by INTEGER REFERENCES edit (id)  -- null: it stands
) STRICT;

-- A device's Noise key, entered by hand; it goes before the configuration's.
CREATE TABLE device_key (
  device TEXT PRIMARY KEY,                -- MAC; it need not be known yet
  psk    TEXT NOT NULL,                   -- base64 of 32 bytes
  set_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a start of the bridge. Monotonic times count from the start of the operating system.
CREATE TABLE boot (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  os_boot   TEXT NOT NULL,                -- the kernel's id of this start of the system
  from_mono INTEGER NOT NULL,             -- when the bridge started
  last_mono INTEGER NOT NULL,             -- the heartbeat: when it was last known to run
  offset_ms INTEGER,                      -- UTC less monotonic; null: the clock was never trusted
  accuracy_ms INTEGER,                    -- by how much that may be wrong, at last_mono
  after_ms  INTEGER NOT NULL,             -- it began after this (the last trusted instant before it)
  before_ms INTEGER                       -- and ended before this (the first trusted instant after it)
) STRICT;

-- What explains a gap. Its time is the boot's offset and mono_ms, known as soon as the clock is.
CREATE TABLE event (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  boot    INTEGER NOT NULL REFERENCES boot (id),
  mono_ms INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  device  TEXT,                           -- MAC
  cause   TEXT
) STRICT;

-- Arrival order, not time. One row a commit, keyed by the number of its last reading; numbers are given by the
-- bridge, rise for ever and are never given again, as cursors stand on them.
CREATE TABLE inbox (
  through INTEGER PRIMARY KEY,
  n       INTEGER NOT NULL,
  data    BLOB NOT NULL,
  crc     INTEGER NOT NULL
) STRICT;

-- As the inbox, for readings of a clock that is not trusted: their times are monotonic ones of that boot.
CREATE TABLE quarantine (
  through INTEGER PRIMARY KEY,
  boot    INTEGER NOT NULL REFERENCES boot (id),
  n       INTEGER NOT NULL,
  data    BLOB NOT NULL,
  crc     INTEGER NOT NULL
) STRICT;

-- One sensor's hour. A block that changes gets a new rev, so a sink that is past it gets it again.
CREATE TABLE block (
  rev    INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor INTEGER NOT NULL REFERENCES sensor (id),
  hour   INTEGER NOT NULL,                -- hours since 1970 UTC
  n      INTEGER NOT NULL,
  data   BLOB NOT NULL,
  crc    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX block_of_sensor ON block (sensor, hour);

CREATE TABLE rollup (
  rev      INTEGER PRIMARY KEY AUTOINCREMENT,
  sensor   INTEGER NOT NULL REFERENCES sensor (id),
  start_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  wsum     INTEGER NOT NULL,              -- thousandths × milliseconds
  covered  INTEGER NOT NULL,              -- milliseconds
  min      INTEGER,
  min_at   INTEGER,
  max      INTEGER,
  max_at   INTEGER,
  UNIQUE (sensor, start_ms)
) STRICT;

CREATE TABLE cursor (
  sink TEXT NOT NULL,
  lane TEXT NOT NULL CHECK (lane IN ('inbox', 'block', 'rollup', 'room_hour', 'room_day', 'room_month', 'event')),
  pos  INTEGER NOT NULL,
  PRIMARY KEY (sink, lane)
) STRICT, WITHOUT ROWID;

-- Points that a sink will never take; the readings themselves stay in their blocks.
CREATE TABLE refused (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  sink   TEXT NOT NULL,
  lane   TEXT NOT NULL,
  pos    INTEGER NOT NULL,
  line   TEXT NOT NULL,
  reason TEXT NOT NULL,
  at     INTEGER
) STRICT;

-- Who may do what by HTTP. The tokens themselves are nowhere: only their hashes.
CREATE TABLE token (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  scope      TEXT NOT NULL CHECK (scope IN ('ingest', 'read', 'admin')),
  device     TEXT,                        -- MAC: whose readings it brings; it need not be known yet
  hash       BLOB NOT NULL UNIQUE,        -- SHA-256
  rooms      TEXT,                        -- JSON list of the room ids that a `read` may read; null: all
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER,                     -- null: never
  revoked_ms INTEGER,                     -- null: it is good
  CHECK ((scope = 'ingest') = (device IS NOT NULL))
) STRICT;

-- The six digits by which somebody who sees them gets a token; at most one row, and only while it is open.
CREATE TABLE pairing (
  only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
  code      TEXT NOT NULL,
  os_boot   TEXT NOT NULL,                -- of the system on whose monotonic clock it was opened
  mono_ms   INTEGER NOT NULL,             -- when
  tries     INTEGER NOT NULL              -- wrong ones so far, by whomever
) STRICT;

-- Who was let in, who changed what.
CREATE TABLE audit (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms  INTEGER NOT NULL,                -- of the host's clock, right or wrong
  token  INTEGER,                         -- whose; null: the command line, or this host
  action TEXT NOT NULL,
  detail TEXT
) STRICT;

-- Rows whose checksum does not fit, kept as they were found.
CREATE TABLE damaged (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  of_table TEXT NOT NULL,
  of_key   INTEGER NOT NULL,
  sensor   INTEGER,
  hour     INTEGER,
  n        INTEGER NOT NULL,
  data     BLOB NOT NULL,
  crc      INTEGER NOT NULL
) STRICT;
