/** What packages/room-screen.yaml draws, as the firmware draws it: a picture in a file in place of the e-paper. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFirmware } from '../../suite/processes/firmware.ts';

interface Area {
  readonly x: readonly [from: number, until: number];
  readonly y: readonly [from: number, until: number];
}

/** The first six rows are outside the panel. */
const unseen: Area = { x: [0, 250], y: [0, 6] };
const temperature: Area = { x: [0, 99], y: [6, 57] };
const humidity: Area = { x: [0, 99], y: [57, 108] };
const status: Area = { x: [0, 250], y: [109, 128] };

/** Pixel rows of one area of a plain PBM. */
function part(picture: string, { x, y }: Area): string {
  const rows = picture.split('\n').slice(2); // after "P1" and the size
  return rows
    .slice(...y)
    .map((row) => row.slice(...x))
    .join('\n');
}

test('the screen shows each quantity in its place, and no number where there is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-screen-'));
  try {
    const screenFile = join(folder, 'screen.pbm');
    await using device = await startFirmware({
      name: 'room-kitchen',
      mac: '02:00:00:00:00:0a',
      measured: false,
      screenFile,
    });

    /** The first picture that is as wanted; a new one comes each second. */
    async function shown(wanted: (picture: string) => boolean): Promise<string> {
      for await (const change of watch(folder, { signal: AbortSignal.timeout(30_000) })) {
        if (change.filename !== 'screen.pbm') continue;
        const picture = await readFile(screenFile, 'utf8');
        if (wanted(picture)) return picture;
      }
      throw new Error('no longer watched');
    }

    const empty = await shown(() => true);
    assert.match(empty, /^P1\n250 128\n/);
    assert.doesNotMatch(part(empty, unseen), /1/);
    assert.match(part(empty, status), /1/);

    await device.measure(21.53, 44.1);
    const measured = await shown((picture) => part(picture, temperature) !== part(empty, temperature));
    assert.notEqual(part(measured, humidity), part(empty, humidity));

    await device.measure(21.53, 61);
    const damper = await shown((picture) => part(picture, humidity) !== part(measured, humidity));
    assert.equal(part(damper, temperature), part(measured, temperature));

    await device.measure(NaN, NaN);
    await shown((picture) => part(picture, temperature) === part(empty, temperature));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
