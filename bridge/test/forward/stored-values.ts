/** What a sink has, in one form for all of them, to compare it with what was sent. */
import type { Influxd } from '@climat-guardian/suite/processes/influxd';
import type { VictoriaMetrics } from '@climat-guardian/suite/processes/victoria-metrics';
import type { Point } from '../../src/reading/line-protocol.ts';

/** `measurement,tag=value… field time value`, sorted: one a value. */
export type StoredValues = readonly string[];

const tagNames = ['device', 'hour', 'month', 'room', 'sensor', 'site', 'year'];
const measurements = ['climate', 'sensor_hour', 'room_hour', 'room_day', 'room_month'];

function told(
  measurement: string,
  tags: Readonly<Record<string, unknown>>,
  field: string,
  time: unknown,
  value: unknown,
): string {
  const shown = tagNames.flatMap((name) => {
    const value = tags[name];
    return typeof value === 'string' && value !== '' ? [`${name}=${value}`] : [];
  });
  return `${[measurement, ...shown].join(',')} ${field} ${String(time)} ${String(value)}`;
}

export function valuesOf(points: readonly Point[]): StoredValues {
  const values = points.flatMap(({ measurement, tags, fields, time }) =>
    Object.entries(fields).map(([field, value]) => told(measurement, tags, field, time, value)),
  );
  return [...new Set(values)].sort();
}

export async function valuesInInfluxd(influxd: Influxd, database: string): Promise<StoredValues> {
  const values: string[] = [];
  for (const measurement of measurements) {
    for (const row of await influxd.query(database, `SELECT * FROM ${measurement} GROUP BY *`)) {
      for (const [field, value] of Object.entries(row)) {
        if (field === 'time' || tagNames.includes(field) || value === null) continue;
        values.push(told(measurement, row, field, row['time'], value));
      }
    }
  }
  return values.sort();
}

export async function valuesInVictoria(victoria: VictoriaMetrics): Promise<StoredValues> {
  const series = await victoria.series();
  return series
    .flatMap(({ metric, values, timestamps }) => {
      const [, measurement = '', field = ''] =
        /^(climate|sensor_hour|room_hour)_(.*)$/.exec(metric['__name__'] ?? '') ?? [];
      return values.map((value, i) => told(measurement, metric, field, timestamps[i], value));
    })
    .sort();
}
