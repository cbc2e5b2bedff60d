/** What a sink must have of the long view: the rows of the store, read and named by other code than the bridge's. */
import { DatabaseSync } from 'node:sqlite';
import type { Point } from '../../src/reading/line-protocol.ts';
import { site } from './samples.ts';
import { valuesOf, type StoredValues } from './stored-values.ts';

interface Row {
  readonly [column: string]: string | number | null;
  readonly start_ms: number;
  readonly until_ms: number;
  readonly count: number;
  readonly wsum: number;
  readonly covered: number;
  readonly min: number | null;
  readonly max: number | null;
}

export function valuesExpected(path: string, zone: string): StoredValues {
  using database = new DatabaseSync(path, { readOnly: true });
  const rowsOf = (sql: string): Row[] => database.prepare(sql).all() as unknown as Row[];
  const shown = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', hour: '2-digit' },
  });
  const calendar = (at: number, ...names: ('year' | 'month' | 'hour')[]): Record<string, string> =>
    Object.fromEntries(
      shown
        .formatToParts(at)
        .filter(({ type }) => names.some((name) => name === type))
        .map(({ type, value }) => [type, value]),
    );
  const rooms = (
    [
      ['room_hour', 'hour'],
      ['room_day', 'year'],
      ['room_month', 'year', 'month'],
    ] as const
  ).flatMap(([table, ...names]) =>
    rowsOf(`SELECT * FROM ${table} JOIN series ON series.id = series WHERE until_ms > start_ms`).map((row) =>
      pointOf(table, { room: String(row['room']), ...calendar(row.start_ms, ...names) }, row),
    ),
  );
  return valuesOf([...rooms, ...sensorHours(rowsOf)]);
}

/** Of a sensor's parts of a bucket, each with its calibration. */
function sensorHours(rowsOf: (sql: string) => Row[]): Point[] {
  const bucketMs = Number(rowsOf('SELECT bucket_ms FROM site')[0]?.['bucket_ms']);
  const parts = rowsOf(
    `SELECT rollup.*, device, entity, quantity,
       coalesce((SELECT gain FROM calibration c WHERE c.sensor = rollup.sensor AND from_ms <= start_ms
         ORDER BY from_ms DESC LIMIT 1), 1) AS gain,
       coalesce((SELECT offset FROM calibration c WHERE c.sensor = rollup.sensor AND from_ms <= start_ms
         ORDER BY from_ms DESC LIMIT 1), 0) AS offset
     FROM rollup JOIN sensor ON sensor.id = sensor ORDER BY start_ms`,
  ).filter(({ start_ms, until_ms }) => until_ms > start_ms);
  const buckets = Map.groupBy(
    parts,
    (row) => `${String(row['sensor'])} ${String(Math.floor(row.start_ms / bucketMs))}`,
  );
  return [...buckets.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const start = first.start_ms - (first.start_ms % bucketMs);
    const whole = { ...first, start_ms: start, until_ms: start + bucketMs, count: 0, wsum: 0, covered: 0 };
    const edges: { min: number | null; max: number | null } = { min: null, max: null };
    for (const row of all) {
      const [gain, offset] = [Number(row['gain']), Number(row['offset']) * 1000];
      whole.count += row.count;
      whole.wsum += gain * row.wsum + offset * row.covered;
      whole.covered += row.covered;
      if (row.min === null || row.max === null) continue;
      edges.min = Math.min(edges.min ?? Infinity, gain * row.min + offset);
      edges.max = Math.max(edges.max ?? -Infinity, gain * row.max + offset);
    }
    const tags = { device: String(first['device']), sensor: String(first['entity']) };
    return [pointOf('sensor_hour', tags, { ...whole, ...edges })];
  });
}

function pointOf(measurement: string, tags: Record<string, string>, row: Row): Point {
  const quantity = String(row['quantity']);
  const fields = {
    [`${quantity}_sum`]: row.wsum / 1000,
    [`${quantity}_covered`]: row.covered,
    [`${quantity}_span`]: row.until_ms - row.start_ms,
    [`${quantity}_count`]: row.count,
    ...(row.min !== null && { [`${quantity}_min`]: row.min / 1000 }),
    ...(row.max !== null && { [`${quantity}_max`]: row.max / 1000 }),
  };
  return { measurement, tags: { site, ...tags }, fields, time: row.start_ms };
}
