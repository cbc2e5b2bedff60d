import type { Cells } from '../cells.ts';
import { shows, type Expectation, type View } from '../expected.ts';
import { beats, type Beat, type Happened } from '../happenings.ts';
import { midnightBefore } from '../local-day.ts';
import { silentRooms, silentSensors } from './silence.ts';

const fiveMinutesMs = 300_000;

export const sensorHealth: Readonly<Record<number, Expectation>> = {
  1: silentRooms,
  2: silentSensors,
  3: shows(['Time'], {
    ...{ stats: ['uncovered'], tier: 'day', smaller: 'day', rooms: 'each' },
    ...{ column: '{group}', row: '{time}' },
  }),
  4: shows(['room'], {
    ...{ stats: ['coverage'], tier: 'all', smaller: 'day', rooms: 'each' },
    ...{ column: '{stat}', row: '{group}' },
  }),
  5: shows(['Time'], {
    ...{ of: 'sensor', quantity: 'signal', stats: ['mean'], tier: 'day', smaller: 'hour', rooms: 'each' },
    ...{ column: '{group}', row: '{time}' },
  }),
  6: ofEvents(['Time'], (view) =>
    counted(
      losses(view).map(({ at, device }) => `${device ?? ''} | ${String(midnightBefore(at, view.zone))}`),
    ),
  ),
  7: ofEvents(['cause'], (view) => counted(losses(view).map(({ cause }) => `losses | ${firstOf(cause)}`))),
  8: ofEvents([], lastEvents),
  9: ofBeats({ rows: ({ waiting }) => waiting }, Math.max),
  10: ofBeats({ oldest: ({ waiting_seconds: age }) => age }, Math.max),
  11: {
    rowBy: ['Time'],
    looks: ['a room is silent'],
    cells: async (view) =>
      new Map([
        ...(await ofBeats({ online: ({ devices_online: online }) => online }, Math.min).cells(view)),
        ...(await ofBeats({ known: ({ devices }) => devices }, Math.max).cells(view)),
      ]),
  },
  12: ofBeats({ trusted: ({ clock_trusted: trusted }) => trusted }, Math.min),
};

function ofEvents(rowBy: readonly string[], cells: (view: View) => Cells): Expectation {
  return { rowBy, cells: (view) => Promise.resolve(cells(view)) };
}

function during({ events, from, to }: View): Happened[] {
  return events.filter(({ at }) => at >= from && at <= to);
}

function losses(view: View): Happened[] {
  return during(view).filter(({ kind }) => kind === 'device-lost');
}

function counted(keys: readonly string[]): Cells {
  return new Map([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
}

function firstOf(cause: string | null): string {
  return cause?.split(': ')[0] ?? '';
}

/** The newest first. */
function lastEvents(view: View): Cells {
  const cells = new Map<string, string | number>();
  for (const [place, { at, kind, device, cause }] of during(view).toReversed().slice(0, 200).entries()) {
    cells.set(`Time | ${String(place)}`, at);
    cells.set(`kind | ${String(place)}`, kind);
    cells.set(`text | ${String(place)}`, sentenceOf(kind, cause ?? ''));
    if (device !== null) cells.set(`device | ${String(place)}`, device);
  }
  return cells;
}

/** Of what befalls a seeded building. */
function sentenceOf(kind: string, cause: string): string {
  const [first = '', ...rest] = cause.split(': ');
  const second = rest.join(': ');
  const sentences: Readonly<Record<string, string>> = {
    'bridge-started': `The bridge started, version ${cause}.`,
    'bridge-stopped': `The bridge stopped, version ${cause}.`,
    'device-online': 'The device is connected.',
    'device-lost': second,
    'reading-refused': `What ${first} told was refused: ${second}.`,
    'clock-trusted': 'The time is known.',
  };
  return sentences[kind] ?? `no test knows ${kind}`;
}

/** Of each five minutes. */
function ofBeats(
  column: Readonly<Record<string, (beat: Beat) => number>>,
  most: (...all: number[]) => number,
): Expectation {
  const cells = new Map<string, number>();
  for (const [name, valueOf] of Object.entries(column)) {
    const groups = Map.groupBy(beats, ({ at }) => at - (at % fiveMinutesMs));
    for (const [start, group] of groups) cells.set(`${name} | ${String(start)}`, most(...group.map(valueOf)));
  }
  return { rowBy: ['Time'], looks: ['a room is silent'], cells: () => Promise.resolve(cells) };
}
