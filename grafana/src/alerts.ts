/**
 * Alert rules: an InfluxQL query, a reducer over each of its series, a threshold. No `$` anywhere: Grafana takes one in
 * a provisioned file for a variable of its environment. So times are InfluxQL's own `now()`, by InfluxDB's clock, which
 * also stamps the heartbeat.
 */
import { comfortAndMould } from './comfort-and-mould.ts';
import type { Dashboard } from './model.ts';
import { quantities } from './quantities.ts';
import { coveredByBucket, meanOf, withReadings } from './queries.ts';
import { sensorHealth } from './sensor-health.ts';
import { measured } from './silence.ts';

export interface AlertRule {
  readonly uid: string;
  readonly title: string;
  /** Of the long view; a series for each thing that may be unwell, with its tags as labels. */
  readonly query: string;
  /** How far back the query looks, in seconds. */
  readonly lookBack: number;
  readonly reducer: 'last' | 'min';
  readonly threshold: { readonly type: 'gt' | 'lt'; readonly value: number };
  /** How long it must hold, as Grafana writes durations. */
  readonly for: string;
  /** What it means that the query has no series at all. */
  readonly noData: 'Alerting' | 'OK';
  readonly summary: string;
  readonly description: string;
  readonly dashboard: Dashboard;
  readonly panel: number;
  readonly severity: 'warning' | 'critical';
}

const hour = 3600;
const ofHeartbeat = `FROM "event" WHERE "kind" = 'heartbeat'`;

export const dampAbove = 70;

/**
 * A zero for each site that was heard within a month, beside the heartbeats that came: a site whose bridge is silent has a
 * series too. Of one measurement: InfluxQL makes a series of each.
 */
const heartbeats =
  `SELECT sum("beats") AS "beats" FROM (SELECT "count" AS "beats" ${ofHeartbeat} AND time > now() - 15m), ` +
  `(SELECT "count" * 0 AS "beats" ${ofHeartbeat} AND time > now() - 30d) GROUP BY "site"`;

export const alertRules: readonly AlertRule[] = [
  {
    uid: 'climat-guardian-silent-room',
    title: 'A room is silent',
    query: coveredByBucket('room_hour', ['site', 'room'], measured, {
      where: '"site" != \'\'',
      time: 'time > now() - 6h',
    }),
    lookBack: 6 * hour,
    reducer: 'last',
    threshold: { type: 'lt', value: 1 },
    // The rows of one hour may come by two writes: a quantity that is silent before one that is not.
    for: '5m',
    noData: 'OK',
    summary: 'No reading from {{ .Labels.room }} for an hour',
    description:
      'There was no reading of room {{ .Labels.room }} ({{ .Labels.site }}) in the last closed hour, though a sensor stands in it. ' +
      'The bridge’s status page says why its device is not online.',
    dashboard: sensorHealth,
    panel: 1,
    severity: 'warning',
  },
  {
    uid: 'climat-guardian-humidity-high',
    title: 'Humidity is high for hours',
    query:
      `SELECT ${meanOf(quantities.humidity.name)} AS "humidity" FROM "room_hour" ` +
      `WHERE ${withReadings(quantities.humidity.name)} AND time > now() - 6h GROUP BY time(1h), "site", "room" fill(none)`,
    lookBack: 6 * hour,
    reducer: 'min',
    threshold: { type: 'gt', value: dampAbove },
    for: '1h',
    noData: 'OK',
    summary: `{{ .Labels.room }} is above ${String(dampAbove)} % humidity for hours`,
    description:
      `Each hour of the last six in which room {{ .Labels.room }} ({{ .Labels.site }}) was heard had a mean humidity above ${String(dampAbove)} %. ` +
      'Air the room; where it lasts for days, cold corners mould.',
    dashboard: comfortAndMould,
    panel: 7,
    severity: 'warning',
  },
  {
    uid: 'climat-guardian-backlog-grows',
    title: 'The backlog grows',
    query:
      `SELECT last("waiting_seconds") - first("waiting_seconds") AS "growth" ${ofHeartbeat} ` +
      `AND time > now() - 30m GROUP BY "site"`,
    lookBack: hour / 2,
    reducer: 'last',
    threshold: { type: 'gt', value: 900 },
    for: '5m',
    noData: 'OK',
    summary: 'Readings of {{ .Labels.site }} wait longer and longer for InfluxDB',
    description:
      'The oldest row that waits is a quarter of an hour older than half an hour ago: InfluxDB takes less than comes. ' +
      'Nothing is lost, the bridge keeps it; its status page and “climat-guardian check” say what InfluxDB answers.',
    dashboard: sensorHealth,
    panel: 10,
    severity: 'warning',
  },
  {
    uid: 'climat-guardian-clock-untrusted',
    title: 'The bridge’s clock is not trusted',
    query: `SELECT last("clock_trusted") AS "trusted" ${ofHeartbeat} AND time > now() - 15m GROUP BY "site"`,
    lookBack: hour / 4,
    reducer: 'last',
    threshold: { type: 'lt', value: 1 },
    for: '15m',
    noData: 'OK',
    summary: 'The bridge of {{ .Labels.site }} does not know the time',
    description:
      'Readings are kept undated until it does, and do not come to InfluxDB. “climat-guardian check” says what it asked for the time; ' +
      'where the clock of its computer is right, set “clock: { trust: system }”.',
    dashboard: sensorHealth,
    panel: 12,
    severity: 'warning',
  },
  {
    uid: 'climat-guardian-no-heartbeat',
    title: 'No heartbeat',
    query: heartbeats,
    lookBack: 30 * 24 * hour,
    reducer: 'last',
    threshold: { type: 'lt', value: 1 },
    for: '5m',
    noData: 'Alerting',
    summary: 'Nothing is heard of a bridge',
    // Without any series there are no labels, and Grafana takes a name that is not there for an error; not so `index`.
    description:
      'For a quarter of an hour no heartbeat of {{ with index .Labels "site" }}the bridge of {{ . }}{{ else }}any bridge{{ end }} came to InfluxDB: ' +
      'it is off, or cannot reach InfluxDB, which it cannot say itself. What it measures meanwhile it keeps.',
    dashboard: sensorHealth,
    panel: 9,
    severity: 'critical',
  },
];
