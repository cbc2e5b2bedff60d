/** Who says nothing: of whom the last closed hour of the last six has no reading. */
import type { Expectation, View } from '../expected.ts';
import type { Row } from '../reference.ts';

const hourMs = 3_600_000;
const column = 'last closed bucket began';
/** There is somebody silent in these. */
export const silentLooks = ['a room is silent'];

/** @param last of each the newest hour and whether anything was covered in it. */
function silentOf(rows: readonly (readonly [name: string, row: Row])[]): Map<string, number> {
  const newest = new Map<string, { start: number; covered: number }>();
  for (const [name, [, start, , , { covered }]] of rows) {
    const known = newest.get(name);
    if (known === undefined || start > known.start) newest.set(name, { start, covered });
    else if (start === known.start) known.covered = Math.max(known.covered, covered);
  }
  const silent = [...newest].filter(([, { covered }]) => covered === 0);
  return new Map(silent.map(([name, { start }]) => [`${column} | ${name}`, start]));
}

async function hoursOf(view: View, of: 'room' | 'sensor', quantity: string): Promise<readonly Row[]> {
  const range = { from: view.to - 6 * hourMs, until: view.to };
  return view.reference.ask({ of, quantity, tier: 'hour', smaller: 'hour', ...range });
}

export const silentRooms: Expectation = {
  rowBy: ['room'],
  looks: silentLooks,
  async cells(view) {
    const rows = [
      ...(await hoursOf(view, 'room', 'temperature')),
      ...(await hoursOf(view, 'room', 'humidity')),
    ];
    return silentOf(rows.filter(([room]) => view.rooms.includes(room)).map((row) => [row[0], row]));
  },
};

export const silentSensors: Expectation = {
  rowBy: ['device', 'sensor'],
  looks: silentLooks,
  async cells(view) {
    const rows: [string, Row][] = [];
    for (const [quantity, sensor] of [
      ['temperature', 'temperature'],
      ['humidity', 'humidity'],
      ['signal', 'wifi_signal'],
    ] as const) {
      for (const row of await hoursOf(view, 'sensor', quantity)) rows.push([`${row[0]}, ${sensor}`, row]);
    }
    return silentOf(rows);
  },
};
