import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BootRow, Cause, EventRow, LedgerEvidence, SensorEvidence } from '../store/explaining.ts';
import { explain } from './ledger.ts';
import { common } from './ledger-causes.ts';

const minute = 60_000;
const device = 'a0:b7:65:00:00:01';

const boot: BootRow = {
  id: 1,
  osBoot: 'a',
  fromMono: 0,
  lastMono: 600 * minute,
  offsetMs: 0,
  isRunning: true,
};
const online = event('device-online', 0, null);

function event(kind: string, at: number, cause: string | null, of: string | null = device): EventRow {
  return { boot: 1, monoMs: at, kind, device: of, cause };
}

/** A sensor that measures each minute, whose readings hold for 150 s, with one gap: its last reading was at 10 minutes. */
function sensor(more: Partial<SensorEvidence> = {}, back = 60 * minute): SensorEvidence {
  return {
    device,
    entity: 'temperature',
    placed: [{ from: -Infinity, until: Infinity }],
    holdMs: 150_000,
    covered: [
      { from: 0, until: 12.5 * minute, last: 10 * minute },
      { from: back, until: Infinity, last: Infinity },
    ],
    firstReading: 0,
    flags: [],
    damaged: [],
    undated: [],
    vague: [],
    ...more,
  };
}

/** The gap's segments, in minutes. */
function gap(
  more: Partial<LedgerEvidence> & { readonly sensors?: readonly SensorEvidence[] } = {},
): [number, number, Cause | null][] {
  const evidence: LedgerEvidence = {
    sensors: [sensor()],
    boots: [boot],
    events: [online],
    met: new Map([[device, 0]]),
    now: 100 * minute,
    ...more,
  };
  const segments = explain({ from: 0, until: 100 * minute }, evidence);
  assert.equal(
    segments.reduce((sum, { from, until }) => sum + until - from, 0),
    100 * minute,
  );
  return segments
    .filter(({ cause }) => cause !== null)
    .map(({ from, until, cause }) => [from / minute, until / minute, cause]);
}

const absence = (uptime: EventRow[]): EventRow[] => [
  online,
  event('device-lost', 11 * minute, 'unreachable: no answer'),
  event('device-online', 59 * minute, null),
  ...uptime,
];

test('the narrowest cause that holds in either case', () => {
  const cases: readonly (readonly [Cause, Cause, Cause])[] = [
    ['wifi', 'wifi', 'wifi'],
    ['wifi', 'device-off', 'device-away'],
    ['wifi', 'device-away', 'device-away'],
    ['wrong-key', 'sensor-fault', 'nothing-came'],
    ['power-cut', 'clock-quarantine', 'bridge-off-or-undated'],
    ['power-cut', 'wifi', 'unknown'],
  ];
  for (const [one, other, both] of cases) {
    assert.equal(common(one, other), both);
    assert.equal(common(other, one), both);
  }
});

const absences: readonly (readonly [string, EventRow[], Cause])[] = [
  ['said nothing of its uptime', [], 'device-away'],
  ['ran on', [event('device-uptime', 59.5 * minute, `${String(55 * minute)} ms`)], 'wifi'],
  [
    'restarted, and never does so by itself',
    [event('device-uptime', 59.5 * minute, '60000 ms, stays up')],
    'device-off',
  ],
  [
    'restarted, as it may have done by itself',
    [event('device-uptime', 59.5 * minute, '60000 ms')],
    'device-away',
  ],
];

for (const [what, uptime, cause] of absences) {
  test(`a device that was away and ${what}: ${cause}`, () => {
    assert.deepEqual(gap({ events: absence(uptime) }), [[12.5, 60, cause]]);
  });
}

test('a device that is back, and whose network was not: the time between is its network’s', () => {
  const uptime = event('device-uptime', 59.5 * minute, `${String(20 * minute)} ms, stays up`);
  assert.deepEqual(gap({ events: absence([uptime]) }), [
    [12.5, 39.5, 'device-off'],
    [39.5, 60, 'wifi'],
  ]);
});

test('a connected device that is silent for long: its sensor; for a moment: nobody knows whose fault', () => {
  assert.deepEqual(gap(), [[12.5, 60, 'sensor-fault']]);
  const quick = sensor({
    holdMs: 25_000,
    covered: [
      { from: 0, until: 10 * minute + 25_000, last: 10 * minute },
      { from: 11 * minute, until: Infinity, last: Infinity },
    ],
  });
  assert.deepEqual(gap({ sensors: [quick] }), [[10 + 25 / 60, 11, 'nothing-came']]);
});

test('a sensor that was silent, then a connection that is dead: since when, nobody knows to the second', () => {
  const events = [
    online,
    event('device-lost', 30 * minute, 'unreachable: no answer'),
    event('device-online', 59 * minute, null),
    event('device-uptime', 59.5 * minute, `${String(59 * minute)} ms`),
  ];
  assert.deepEqual(gap({ events }), [
    [12.5, 29.25, 'sensor-fault'],
    [29.25, 30, 'nothing-came'],
    [30, 60, 'wifi'],
  ]);
});

test('a device that is back right after the bridge woke: since when, the bridge does not know', () => {
  const pause = event('bridge-paused', 58 * minute, `${String(20 * minute)} ms`, null);
  const uptime = event('device-uptime', 59.5 * minute, `${String(59 * minute)} ms`);
  assert.deepEqual(gap({ events: [...absence([uptime]), pause] }), [
    [12.5, 38, 'wifi'],
    [38, 58, 'bridge-off'],
    [58, 60, 'unknown'],
  ]);
});

test('what was refused says why', () => {
  const refused = (reason: string): EventRow =>
    event('reading-refused', 11 * minute, `temperature: ${reason}`);
  assert.deepEqual(gap({ events: [online, refused('not-a-number')] }), [[12.5, 60, 'sensor-fault']]);
  assert.deepEqual(gap({ events: [online, refused('unknown-unit')] }), [[12.5, 60, 'refused']]);
});

test('a cut lasts until the host starts and is up; a bridge that starts late was off for another reason', () => {
  const cut = (startedAt: number): BootRow[] => [
    { ...boot, lastMono: 10.5 * minute, isRunning: false },
    { ...boot, id: 2, osBoot: 'b', fromMono: startedAt - 50 * minute, offsetMs: 50 * minute },
  ];
  const back = (at: number): EventRow => ({ ...event('device-online', at - 50 * minute, null), boot: 2 });
  assert.deepEqual(
    gap({
      boots: cut(51 * minute),
      events: [online, back(51.5 * minute)],
      sensors: [sensor({}, 52 * minute)],
    }),
    [[12.5, 52, 'power-cut']],
  );
  assert.deepEqual(
    gap({
      boots: cut(58 * minute),
      events: [online, back(58.5 * minute)],
      sensors: [sensor({}, 59 * minute)],
    }),
    [
      [12.5, 50, 'power-cut'],
      [50, 59, 'bridge-off'],
    ],
  );
});

test('a sensor in trouble before the cut: for as long as the bridge may have lived, what both share', () => {
  const boots = [
    { ...boot, lastMono: 30 * minute, isRunning: false },
    { ...boot, id: 2, osBoot: 'b', fromMono: minute, offsetMs: 58 * minute },
  ];
  const lost = event('device-lost', 11 * minute, 'wrong-key: it refused our key');
  const back = { ...event('device-online', 1.5 * minute, null), boot: 2 };
  assert.deepEqual(gap({ boots, events: [online, lost, back] }), [
    [12.5, 30, 'wrong-key'],
    [30, 30 + 130 / 60, 'unknown'],
    [30 + 130 / 60, 60, 'power-cut'],
  ]);
});

test('a start that was never dated: where it must have been heard, however early or late it was', () => {
  const boots: BootRow[] = [
    { ...boot, lastMono: 10.5 * minute, isRunning: false },
    { ...boot, id: 2, osBoot: 'b', offsetMs: null, lastMono: 30 * minute, isRunning: false },
    { ...boot, id: 3, osBoot: 'c', fromMono: minute, offsetMs: 50.5 * minute },
  ];
  const undated = [{ boot: 2, from: minute, until: 30 * minute }];
  const events = [online, { ...event('device-online', 2 * minute, null), boot: 3 }];
  // 40 minutes for the 30 that it was up: it began after 10.5 and before 20.5.
  assert.deepEqual(gap({ boots, events, sensors: [sensor({ undated }, 53 * minute)] }), [
    [12.5, 21.5, 'bridge-off-or-undated'],
    [21.5, 40.5, 'clock-quarantine'],
    [40.5, 50.5, 'bridge-off-or-undated'],
    [50.5, 53, 'bridge-off'],
  ]);
});

test('a room: readings where one sensor has them, and of a gap what all its sensors share', () => {
  const other = 'a0:b7:65:00:00:02';
  const second = sensor({
    device: other,
    covered: [
      { from: 0, until: 20 * minute, last: 18 * minute },
      { from: 40 * minute, until: Infinity, last: Infinity },
    ],
  });
  const lost = { ...event('device-lost', 18.2 * minute, 'unreachable: no answer'), device: other };
  const events = [
    ...absence([event('device-uptime', 59.5 * minute, `${String(55 * minute)} ms`)]),
    { ...online, device: other },
    lost,
    { ...event('device-online', 39.5 * minute, null), device: other },
  ];
  const met = new Map([device, other].map((mac) => [mac, 0]));
  assert.deepEqual(gap({ sensors: [sensor(), second], events, met }), [[20, 40, 'device-away']]);
  const elsewhere = { ...second, placed: [{ from: 30 * minute, until: Infinity }] };
  assert.deepEqual(gap({ sensors: [sensor(), elsewhere], events, met }), [
    [12.5, 30, 'wifi'],
    [30, 40, 'device-away'],
  ]);
});
