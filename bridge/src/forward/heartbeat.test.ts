import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf, type Point } from '../reading/line-protocol.ts';
import type { Lane, LaneState } from '../store/outbox-types.ts';
import { Heartbeat, pointOfHealth, type Health, type HeartbeatOptions } from './heartbeat.ts';
import type { Place } from './places.ts';
import { SinkError, type Sink } from './sink.ts';

const health: Health = {
  now: 100_000,
  devices: 3,
  devicesOnline: 2,
  zone: 'Europe/Zurich',
  version: '1.2.3',
};

function lane(name: Lane, waiting = 0, oldest: number | null = null): LaneState {
  return { lane: name, waiting, oldest };
}

test('a heartbeat counts all that waits, and how old the oldest reading of it is', () => {
  const rest = 'devices=3,devices_online=2,zone="Europe/Zurich",version="1.2.3"';
  const line = (lanes: LaneState[], more: Partial<Health> = {}): string =>
    lineOf(pointOfHealth({ ...health, ...more }, lanes, 'home'));
  assert.equal(
    line([lane('inbox'), lane('event')]),
    `event,site=home,kind=heartbeat count=1,clock_trusted=1,waiting=0,waiting_seconds=0,${rest}`,
  );
  const lanes = [
    ...[lane('inbox', 2, 90_000), lane('block', 10, 40_500), lane('event', 1, 70_000)],
    // An average of long ago that was made anew waits since a moment.
    ...[lane('room_month', 1, 0), lane('rollup', 100, 1)],
  ];
  assert.match(line(lanes), /waiting=114,waiting_seconds=59\.5,/);
  // A device's clock may be a little ahead of ours.
  assert.match(line([lane('inbox', 1, 100_900)]), /waiting=1,waiting_seconds=0,/);
  assert.equal(
    line(lanes, { now: undefined }),
    `event,site=home,kind=heartbeat count=1,clock_trusted=0,waiting=114,${rest}`,
    'without a clock nobody knows how old',
  );
});

interface World {
  readonly written: Point[];
  rooms: Place[];
  /** What becomes of a write; it is written where this resolves. */
  answer: (points: readonly Point[]) => Promise<void>;
  readonly heartbeat: Heartbeat;
  /** Resolves after each write. */
  next(): Promise<void>;
}

function world(more: Partial<HeartbeatOptions> = {}): World {
  let told = Promise.withResolvers<undefined>();
  const sink: Sink = {
    name: 'sink',
    async write(tier, points) {
      assert.equal(tier, 'long');
      try {
        await made.answer(points);
        made.written.push(...points);
      } finally {
        told.resolve(undefined);
        told = Promise.withResolvers();
      }
    },
  };
  const made: World = {
    written: [],
    rooms: [{ room: 'kitchen', name: 'Kitchen', floor: null, sensors: 1 }],
    answer: () => Promise.resolve(),
    heartbeat: new Heartbeat({
      ...{ sink, site: 'home', everyMs: 3_600_000, elapsed: () => 0, health: () => health },
      lanes: () => Promise.resolve([]),
      rooms: () => made.rooms,
      ...more,
    }),
    next: () => told.promise,
  };
  return made;
}

async function until(made: World, isSo: () => boolean): Promise<void> {
  while (!isSo()) await made.next();
}

const down = (): Promise<never> => Promise.reject(new SinkError('It is off.', { kind: 'later' }));
const isOf = (name: string) => (point: Point) => point.measurement === name;

test('it beats at once and again, tells of rooms when they change, and of none twice', async () => {
  const made = world({ everyMs: 5 });
  await using heartbeat = made.heartbeat;
  heartbeat.start();
  await until(made, () => made.written.filter(isOf('event')).length >= 4);
  assert.equal(made.written.filter(isOf('place')).length, 1);
  made.rooms = [{ room: 'kitchen', name: 'Cuisine', floor: null, sensors: 1 }];
  heartbeat.changed();
  await until(made, () => made.written.filter(isOf('place')).length === 2);
  assert.equal(made.written.findLast(isOf('place'))?.fields['name'], 'Cuisine');
  assert.ok(made.written.every(({ time }) => time === null));
});

test('what a sink does not take is not sent later, but rooms are told of again with the next beat', async () => {
  const made = world({ everyMs: 5 });
  made.answer = down;
  await using heartbeat = made.heartbeat;
  heartbeat.start();
  let failures = 0;
  while (failures < 6) {
    await made.next();
    failures++;
  }
  made.answer = () => Promise.resolve();
  await until(made, () => made.written.length >= 3);
  assert.equal(made.written.filter(isOf('place')).length, 1);
});

test('a store that cannot say what waits ends nothing', async () => {
  let asked = 0;
  const lanes = (): Promise<LaneState[]> =>
    asked++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve([]);
  const made = world({ everyMs: 5, lanes });
  await using heartbeat = made.heartbeat;
  heartbeat.start();
  await until(made, () => made.written.some(isOf('event')));
  assert.ok(asked >= 2);
});

test('while a sink stalls, a thousand changes of rooms are one more write, and the heart goes on', async () => {
  const made = world({ everyMs: 5 });
  const stalled = Promise.withResolvers<undefined>();
  let places = 0;
  made.answer = async (points) => {
    if (!points.some(isOf('place'))) return;
    places++;
    await stalled.promise;
  };
  await using heartbeat = made.heartbeat;
  heartbeat.start();
  for (let i = 0; i < 1000; i++) {
    made.rooms = [{ room: 'kitchen', name: String(i), floor: null, sensors: 1 }];
    heartbeat.changed();
  }
  await until(made, () => made.written.filter(isOf('event')).length >= 4);
  assert.equal(places, 1);
  stalled.resolve(undefined);
  await until(made, () => made.written.filter(isOf('place')).length === 2);
  assert.equal(made.written.findLast(isOf('place'))?.fields['name'], '999');
});

test('it stops in the middle of a write that is never answered', async () => {
  const stopped = Promise.withResolvers<undefined>();
  const sink: Sink = {
    name: 'sink',
    write: (_tier, _points, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
        stopped.resolve(undefined);
      }),
  };
  const { heartbeat } = world({ sink });
  heartbeat.start();
  await stopped.promise;
  await heartbeat[Symbol.asyncDispose]();
});
