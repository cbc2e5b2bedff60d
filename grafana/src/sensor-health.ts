/** Whether what measures, and what carries it, is well: signal, gaps and their causes, backlog, clock, silence. */
import { dashboard } from './dashboard.ts';
import { layOut, lines, named, noColumn, percentOfTime, rows, series, table } from './panels.ts';
import { coverageSteps, signal } from './quantities.ts';
import {
  byDay,
  chosenQuantity,
  coverage,
  each,
  flat,
  meanOf,
  ofRooms,
  ofSite,
  withReadings,
} from './queries.ts';
import { silentRooms, silentSensors } from './silence.ts';
import { howToReadCoverage } from './texts.ts';
import { datasourceVariable, floor, longView, quantity, room, site, zone } from './variables.ts';

const calm = [{ value: null, color: 'green' }] as const;

const signals =
  `SELECT ${meanOf(signal.name)} AS "mean" FROM "sensor_hour" WHERE ${ofSite} AND ${withReadings(signal.name)} ` +
  `AND $timeFilter ${each('device', byDay)}`;

const uncovered =
  `SELECT sum("${chosenQuantity}_span") - sum("${chosenQuantity}_covered") AS "uncovered" FROM "room_day" ` +
  `WHERE ${ofRooms} AND $timeFilter ${each('room', byDay)}`;

function events(where: string): string {
  return `FROM "event" WHERE ${ofSite} AND ${where} AND $timeFilter`;
}

const lost = `"kind" = 'device-lost'`;
const heartbeat = `"kind" = 'heartbeat'`;

/** Five minutes have a heartbeat where the bridge and its sink are well. */
function beats(columns: string): string {
  return `SELECT ${columns} ${events(heartbeat)} GROUP BY time($__interval) fill(null)`;
}
const beatInterval = '5m';
const withoutBeats =
  'Told by the bridge’s heartbeat, each minute. Where there is none, the bridge or the way to InfluxDB was down: a gap.';

const onlyCount = { unit: 'short', decimals: 0, min: 0 } as const;

const panels = layOut(
  [7, silentRooms(1), silentSensors(2)],
  [
    8,
    lines(
      {
        id: 3,
        title: 'Uncovered time a day: ${quantity:text}',
        description:
          'For how long of each local day a room with a sensor of this quantity had no reading; none is a whole day of readings. A day on which no such sensor stood in the room is a gap.',
      },
      [series(longView, uncovered, '$tag_room')],
      {
        unit: 'ms',
        min: 0,
        steps: [
          { value: null, color: 'green' },
          { value: 3_600_000, color: 'yellow' },
          { value: 12 * 3_600_000, color: 'red' },
        ],
      },
      { draw: 'bars', stacked: true },
    ),
    table(
      {
        id: 4,
        title: 'Coverage of each room: ${quantity:text}',
        description: `Of the local days that begin in the time range. ${howToReadCoverage}`,
      },
      [rows(longView, flat(['room', 'coverage'], coverage('room_day', 'GROUP BY "room"')))],
      { ...percentOfTime, steps: coverageSteps },
      [
        noColumn('Time'),
        named('coverage', { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } }),
      ],
    ),
  ],
  [
    8,
    lines(
      {
        id: 5,
        title: 'Signal of each device',
        description:
          'Mean of each local day, of all devices of the site. Below −80 dBm packets are lost. A day on which nothing was heard of a device is a gap.',
      },
      [series(longView, signals, '$tag_device')],
      { unit: signal.unit, steps: signal.steps },
      { linesAtSteps: true },
    ),
    lines(
      {
        id: 6,
        title: 'Losses of each device a day',
        description:
          'How often the bridge lost each device on each local day. A day without a loss has no bar; whether there were readings, the uncovered time tells.',
      },
      [
        series(
          longView,
          `SELECT sum("count") AS "losses" ${events(lost)} ${each('device', byDay)}`,
          '$tag_device',
        ),
      ],
      { ...onlyCount, steps: calm },
      { draw: 'bars', stacked: true },
    ),
  ],
  [
    8,
    {
      ...table(
        {
          id: 7,
          title: 'Losses by cause',
          description: 'How often devices were lost in the time range, by the cause that the bridge gave.',
        },
        [rows(longView, `SELECT "cause", "count" ${events(lost)}`)],
        { ...onlyCount, steps: calm, noValue: 'No device was lost.' },
        [named('count (sum)', { id: 'displayName', value: 'losses' })],
      ),
      transformations: [
        {
          id: 'groupBy',
          options: {
            fields: {
              cause: { operation: 'groupby', aggregations: [] },
              count: { operation: 'aggregate', aggregations: ['sum'] },
            },
          },
        },
      ],
    },
    table(
      {
        id: 8,
        title: 'What happened',
        description:
          'The last 200 events of the bridge in the time range: losses, sinks, clock, disk. A gap of a room near one of them is likely due to it; the ledger of the bridge’s API says it for certain.',
      },
      [
        rows(
          longView,
          `SELECT "kind", "device", "text" ${events(`"kind" != 'heartbeat'`)} ORDER BY time DESC LIMIT 200`,
        ),
      ],
      { unit: 'none', steps: calm, noValue: 'Nothing happened.' },
    ),
  ],
  [
    7,
    lines(
      {
        id: 9,
        title: 'Backlog: rows that wait for InfluxDB',
        description: `The most within each stretch. After an outage it falls to none; one that only grows is a fault. ${withoutBeats}`,
      },
      [series(longView, beats('max("waiting") AS "waiting"'), 'rows')],
      { ...onlyCount, steps: calm },
      { interval: beatInterval },
    ),
    lines(
      {
        id: 10,
        title: 'Backlog: age of the oldest row',
        description: `The most within each stretch. ${withoutBeats}`,
      },
      [series(longView, beats('max("waiting_seconds") AS "age"'), 'oldest')],
      {
        unit: 's',
        min: 0,
        steps: [
          { value: null, color: 'green' },
          { value: 900, color: 'yellow' },
          { value: 3600, color: 'red' },
        ],
      },
      { interval: beatInterval, linesAtSteps: true },
    ),
  ],
  [
    6,
    lines(
      {
        id: 11,
        title: 'Devices online',
        description: `Of all that the bridge knows; the fewest online within each stretch. ${withoutBeats}`,
      },
      [series(longView, beats('min("devices_online") AS "online", max("devices") AS "known"'), '$col')],
      { ...onlyCount, steps: calm },
      { interval: beatInterval },
    ),
    lines(
      {
        id: 12,
        title: 'Clock trusted',
        description: `1 where the bridge was sure of the time, 0 where readings waited undated until it was. ${withoutBeats}`,
      },
      [series(longView, beats('min("clock_trusted") AS "trusted"'), 'trusted')],
      {
        unit: 'short',
        decimals: 0,
        min: 0,
        max: 1,
        steps: [
          { value: null, color: 'red' },
          { value: 1, color: 'green' },
        ],
      },
      { interval: beatInterval },
    ),
  ],
);

export const sensorHealth = dashboard({
  uid: 'climat-guardian-sensor-health',
  title: 'Sensor health',
  description:
    'Signal, gaps and their causes, silent rooms and sensors, and whether InfluxDB gets everything.',
  from: 'now-30d',
  refresh: '5m',
  variables: [datasourceVariable, site, zone, floor, room, quantity],
  panels,
});
