/** The figures of the bridge as Prometheus is to have them: what stands here is a promise to people's dashboards. */
import { DeviceStateName, type Room, type Status } from '../../api/schema.ts';
import type { StoreFigures } from '../store/types.ts';
import type { RefusedOfDevice } from './device-list.ts';
import type { Family } from './metrics.ts';

export interface MetricSources {
  readonly status: Status;
  readonly figures: StoreFigures;
  readonly refusals: readonly RefusedOfDevice[];
  readonly rooms: readonly Room[];
  /** Milliseconds UTC; undefined while the clock is not trusted. */
  readonly now: number | undefined;
}

/** Older, a value is the past's, and the series ends. */
const freshMs = 15 * 60_000;

export function metricFamilies({ status, figures, refusals, rooms, now }: MetricSources): Family[] {
  return [
    ...bridgeFamilies(status),
    ...readingFamilies(figures, refusals),
    ...storeFamilies(status, figures),
    ...sinkFamilies(status),
    ...roomFamilies(rooms, now),
  ];
}

function bridgeFamilies({ version, uptimeSeconds, sentences, clock, devices, readers }: Status): Family[] {
  const states = [...DeviceStateName.enum, 'without-mac'];
  return [
    { name: 'build_info', help: 'Its version; always 1.', labels: ['version'], values: [[version, 1]] },
    { name: 'uptime_seconds', help: 'Since it was started.', values: [[uptimeSeconds]] },
    { name: 'troubles', help: 'How many things are not well.', values: [[sentences.length]] },
    { name: 'clock_trusted', help: '1: it is known what time it is.', values: [[Number(clock.trusted)]] },
    {
      name: 'clock_accuracy_seconds',
      help: 'How far off the time may be at most; absent while it is not known.',
      values: clock.accuracySeconds === null ? [] : [[clock.accuracySeconds]],
    },
    {
      name: 'devices',
      help: 'Devices by how they stand.',
      labels: ['state'],
      values: states.map((state) => [state, devices.byState[state] ?? 0]),
    },
    {
      name: 'live_readers',
      help: 'Who reads live at the moment.',
      labels: ['kind'],
      values: [
        ['websocket', readers.webSocket],
        ['event_stream', readers.eventStream],
      ],
    },
  ];
}

function readingFamilies(figures: StoreFigures, refusals: readonly RefusedOfDevice[]): Family[] {
  const { appended, committed, conflicts, tooLate, refused, waiting, waitingMs } = figures;
  const byReason = new Map([
    ['disk-full', refused.full],
    ['disk-slow', refused.slow],
  ]);
  for (const { reason, count } of refusals) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  return [
    {
      name: 'readings_appended_total',
      help: 'Readings that were taken to be kept.',
      values: [[appended]],
    },
    { name: 'readings_committed_total', help: 'Readings that reached the disk.', values: [[committed]] },
    {
      name: 'readings_refused_total',
      help: 'Values that were not taken, by the reason.',
      labels: ['reason'],
      values: [...byReason],
    },
    {
      name: 'readings_conflicting_total',
      help: 'Readings that contradicted another of their sensor and instant; the first was kept.',
      values: [[conflicts]],
    },
    {
      name: 'readings_late_total',
      help: 'Readings refused as the raw readings of their hour were dropped.',
      values: [[tooLate]],
    },
    { name: 'readings_waiting', help: 'Readings on their way to the disk.', values: [[waiting]] },
    {
      name: 'commit_lag_seconds',
      help: 'For how long the oldest reading on its way to the disk has waited.',
      values: [[waitingMs / 1000]],
    },
  ];
}

function storeFamilies(
  { store }: Status,
  { readings, inbox, quarantined, damaged, disk }: StoreFigures,
): Family[] {
  return [
    { name: 'store_size_bytes', help: 'Of the files of the store.', values: [[store.bytes]] },
    { name: 'store_readings', help: 'Readings that are kept.', values: [[readings]] },
    { name: 'store_inbox_readings', help: 'Readings that are not packed yet.', values: [[inbox]] },
    {
      name: 'store_quarantined_readings',
      help: 'Readings that wait until it is known what time it is.',
      values: [[quarantined]],
    },
    {
      name: 'store_damaged_readings_total',
      help: 'Readings found damaged since the start.',
      values: [[damaged]],
    },
    ...(disk === undefined
      ? []
      : [
          { name: 'disk_free_bytes', help: 'On the disk of the store.', values: [[disk.freeBytes]] as const },
          {
            name: 'disk_size_bytes',
            help: 'Of the disk of the store.',
            values: [[disk.totalBytes]] as const,
          },
          {
            name: 'disk_ballast',
            help: '1: the room is there that is kept for the day the disk is full.',
            values: [[Number(disk.hasBallast)]] as const,
          },
        ]),
  ];
}

function sinkFamilies({ sinks }: Status): Family[] {
  const circuits = ['closed', 'open', 'half-open'] as const;
  return [
    {
      name: 'sink_circuit',
      help: '1 for the state that the circuit of the sink is in: open, nothing is sent to it for a while.',
      labels: ['sink', 'state'],
      values: sinks.flatMap(({ name, circuit }) =>
        circuits.map((state) => [name, state, Number(state === circuit)] as const),
      ),
    },
    {
      name: 'sink_failing',
      help: '1: the sink does not take all that waits.',
      labels: ['sink'],
      values: sinks.map(({ name, failure }) => [name, Number(failure !== null)]),
    },
    {
      name: 'sink_waiting',
      help: 'Readings or buckets that the sink has not got; of blocks and buckets, at most 10,000 are counted.',
      labels: ['sink', 'lane'],
      values: sinks.flatMap(({ name, lanes }) =>
        lanes.map(({ lane, waiting }) => [name, lane, waiting] as const),
      ),
    },
    {
      name: 'sink_oldest_waiting_timestamp_seconds',
      help: 'When the oldest of those was measured; absent where none waits.',
      labels: ['sink', 'lane'],
      values: sinks.flatMap(({ name, lanes }) =>
        lanes.flatMap(({ lane, oldest }) =>
          oldest === null ? [] : [[name, lane, Date.parse(oldest) / 1000] as const],
        ),
      ),
    },
    {
      name: 'sink_sent_points_total',
      help: 'Points that the sink took.',
      labels: ['sink'],
      values: sinks.map(({ name, sent }) => [name, sent]),
    },
    {
      name: 'sink_refused_points_total',
      help: 'Points that the sink will never take; they are set aside.',
      labels: ['sink'],
      values: sinks.map(({ name, refused }) => [name, refused]),
    },
  ];
}

function roomFamilies(rooms: readonly Room[], now: number | undefined): Family[] {
  const isFresh = (measuredAt: string | null): boolean =>
    now !== undefined && measuredAt !== null && now - Date.parse(measuredAt) <= freshMs;
  const valuesOf = (quantity: keyof Room['values'], perUnit: number): Family['values'] =>
    rooms.flatMap(({ id, values, devices }) => {
      const value = values[quantity];
      if (value === undefined || !isFresh(value.measuredAt)) return [];
      return devices.some(({ state }) => state === 'online') ? [[id, value.value / perUnit] as const] : [];
    });
  const help = (what: string): string => `${what} in the room now; absent where nothing was measured lately.`;
  const labels = ['room'];
  return [
    {
      name: 'room_temperature_celsius',
      help: help('Temperature'),
      labels,
      values: valuesOf('temperature', 1),
    },
    {
      name: 'room_humidity_ratio',
      help: help('Relative humidity, 0 to 1,'),
      labels,
      values: valuesOf('humidity', 100),
    },
    { name: 'room_pressure_pascals', help: help('Air pressure'), labels, values: valuesOf('pressure', 0.01) },
    {
      name: 'room_co2_ppm',
      help: help('Carbon dioxide, parts per million,'),
      labels,
      values: valuesOf('co2', 1),
    },
    { name: 'room_illuminance_lux', help: help('Illuminance'), labels, values: valuesOf('illuminance', 1) },
  ];
}
