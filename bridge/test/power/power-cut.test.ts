import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Disk } from './disk.ts';
import { countByPhase, cutPower, describe, recordWorkload, type Recorded } from './power-cuts.ts';
import type { Deed } from './recording.ts';
import { buildShim } from './shim.ts';
import { databaseName } from './workload.ts';

/** Each run cuts elsewhere; to see a failure again, POWER_SEED is what its message names. */
const seed = Number(process.env['POWER_SEED'] ?? Date.now() % 2 ** 31);

let folder: string;
let shim: string;
let recorded: Recorded;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-power-'));
  shim = await buildShim(folder);
  recorded = await recordWorkload({ shim, folder: await mkdtemp(join(folder, 'honest-')), seed });
});

// Node writes what it compiled as it ends, and a process that was not waited for may still be at it.
after(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));

test('the recording is whole: replayed, it gives what is on the disk, byte for byte', async () => {
  const disk = new Disk();
  for (const deed of recorded.deeds) disk.do(deed);
  const files = disk.afterPowerCut({ of: 'all' });
  assert.deepEqual([...files.keys()].sort(), (await readdir(recorded.data)).sort());
  for (const [name, bytes] of files) {
    assert.equal(Buffer.compare(bytes, await readFile(join(recorded.data, name))), 0, name);
  }
});

test('whenever the power is cut, what was acknowledged is there, once, and nothing that was never sent', async (t) => {
  assert.ok(checkpointsIn(recorded.deeds) >= 6, 'the WAL is checkpointed several times');
  const checked = await cutPower(recorded, { random: 85, plain: 8 });
  const counts = countByPhase(checked);
  t.diagnostic(`${String(checked.length)} cuts: ${JSON.stringify(counts)}, seed ${String(seed)}`);
  assert.ok(checked.filter(({ cut }) => cut.survivors === 'some').length >= 500);
  for (const [phase, count] of Object.entries(counts)) assert.ok(count > 0, `no cut in a ${phase}`);
  assert.ok(
    checked.every(({ faults }) => faults.length === 0),
    describe(checked, seed),
  );
});

test('that check finds the losses of a store with synchronous=OFF', async () => {
  const careless = await recordWorkload({
    shim,
    folder: await mkdtemp(join(folder, 'unsynced-')),
    seed,
    mode: 'unsynced',
  });
  const checked = await cutPower(careless, { random: 8, plain: 4 });
  assert.ok(checked.some(({ faults }) => faults.some(({ kind }) => kind === 'missing')));
});

test('that check finds the losses of a store that acknowledges before the commit', async () => {
  const hasty = await recordWorkload({
    shim,
    folder: await mkdtemp(join(folder, 'hasty-')),
    seed,
    mode: 'acknowledge-early',
  });
  const checked = await cutPower(hasty, { random: 8, plain: 4 });
  assert.ok(checked.some(({ faults }) => faults.some(({ kind }) => kind === 'missing')));
  // It is only hasty: nothing else is wrong with it.
  assert.ok(
    checked.every(({ faults }) => faults.every(({ kind }) => kind === 'missing')),
    describe(checked, seed),
  );
});

/** Each ends with cutting the database file to its length, also those that opening, closing or a fold makes. */
function checkpointsIn(deeds: readonly Deed[]): number {
  const database = deeds.find((deed) => deed.do === 'create' && deed.name === databaseName);
  return deeds.filter(
    (deed) => deed.do === 'truncate' && database?.do === 'create' && deed.file === database.file,
  ).length;
}
