import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance as chanceFrom } from '../chance.ts';
import { Disk } from './disk.ts';
import type { Deed } from './recording.ts';

const sector = 512;
const bytes = (letters: string): Uint8Array =>
  Buffer.concat(Array.from(letters, (letter) => Buffer.alloc(sector, letter)));
const write = (file: number, letters: string, at = 0): Deed => ({
  do: 'write',
  file,
  at,
  bytes: bytes(letters),
});

/** One letter a sector, `.` for zeros, `|` for one that is mixed; files by name. */
function seen(files: Map<string, Uint8Array>): string {
  return [...files]
    .map(([name, content]) => {
      const sectors = Array.from({ length: content.length / sector }, (_, i) => {
        const letters = new Set(Buffer.from(content.subarray(i * sector, (i + 1) * sector)).toString());
        return letters.size === 1 ? [...letters].join('').replace('\0', '.') : '|';
      });
      return `${name}=${sectors.join('')}`;
    })
    .sort()
    .join(' ');
}

/** All that a power cut after these deeds may leave. */
function outcomes(...deeds: Deed[]): Set<string> {
  const disk = new Disk();
  for (const deed of deeds) disk.do(deed);
  return new Set(
    Array.from({ length: 500 }, (_, seed) =>
      seen(disk.afterPowerCut({ of: 'some', chance: chanceFrom(seed) })),
    ),
  );
}

const made: Deed[] = [{ do: 'create', file: 0, name: 'a' }, write(0, 'xy'), { do: 'sync', file: 0 }];

test('what was synced is there, with the name of its file', () => {
  assert.deepEqual(outcomes(...made), new Set(['a=xy']));
});

test('of what was not, each sector by itself is there or not, and of two versions either', () => {
  assert.deepEqual(outcomes(...made, write(0, 'XY')), new Set(['a=xy', 'a=Xy', 'a=xY', 'a=XY']));
  assert.deepEqual(
    outcomes(...made, write(0, '1', sector), write(0, '2', sector)),
    new Set(['a=xy', 'a=x1', 'a=x2']),
  );
});

test('a sector without those before it leaves a hole, and none is written in half', () => {
  assert.deepEqual(
    outcomes(...made, write(0, '34', 2 * sector)),
    new Set(['a=xy', 'a=xy3', 'a=xy34', 'a=xy.4']),
  );
  const across: Deed = { do: 'write', file: 0, at: sector / 2, bytes: bytes('Z') };
  assert.deepEqual(outcomes(...made, across), new Set(['a=xy', 'a=|y', 'a=x|', 'a=||']));
});

test('a truncate happens or not, before or after what is written', () => {
  assert.deepEqual(
    outcomes(...made, { do: 'truncate', file: 0, size: 0 }, write(0, '1')),
    new Set(['a=xy', 'a=', 'a=1y', 'a=1']),
  );
  const cut: Deed = { do: 'truncate', file: 0, size: sector };
  assert.deepEqual(
    outcomes(...made, write(0, '3', 2 * sector), cut),
    new Set(['a=xy', 'a=xy3', 'a=x', 'a=x.3']),
  );
  const lengthened: Deed[] = [
    { do: 'truncate', file: 0, size: 0 },
    { do: 'truncate', file: 0, size: 2 * sector },
  ];
  assert.deepEqual(outcomes(...made, ...lengthened), new Set(['a=xy', 'a=', 'a=..']));
});

test('a name changes with the folder, unless it is lost', () => {
  const created: Deed[] = [...made, { do: 'create', file: 1, name: 'b' }];
  assert.deepEqual(outcomes(...created), new Set(['a=xy', 'a=xy b=']));
  const renamed: Deed[] = [...created, { do: 'sync', file: 1 }, { do: 'rename', file: 1, name: 'a' }];
  assert.deepEqual(outcomes(...renamed), new Set(['a=xy b=', 'a=']));
  assert.deepEqual(outcomes(...renamed, { do: 'sync folder' }), new Set(['a=']));
  assert.deepEqual(outcomes(...made, { do: 'unlink', file: 0 }), new Set(['a=xy', '']));
});

test('nothing and all of what was not synced are asked for by name', () => {
  const disk = new Disk();
  for (const deed of [...made, write(0, 'X'), { do: 'unlink', file: 0 } as const]) disk.do(deed);
  assert.equal(seen(disk.afterPowerCut({ of: 'none' })), 'a=xy');
  assert.equal(seen(disk.afterPowerCut({ of: 'all' })), '');
});
