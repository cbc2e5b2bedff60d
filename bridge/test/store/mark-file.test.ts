import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { averaging } from '../../src/average/averaging.ts';
import { temporaryPath } from '../../src/store/store-fixture.ts';
import { Writer } from '../../src/store/writer.ts';

const temperature = 2;
const noon = Date.UTC(2026, 10, 21, 12);

test('a mark that cannot be written does not make a commit seem to have failed', async (t) => {
  const path = await temporaryPath(t);
  const options = {
    path,
    boot: { osBoot: 'boot-1', monoMs: 0 },
    ballastBytes: 0,
    synchronous: 'FULL',
    zone: 'UTC',
  } as const;
  const writer = Writer.open(options, averaging);
  const mark = readdirSync('/proc/self/fd')
    .filter(
      (fd) => existsSync(`/proc/self/fd/${fd}`) && readlinkSync(`/proc/self/fd/${fd}`) === `${path}.mark`,
    )
    .map(Number);
  assert.equal(mark.length, 1);
  for (const fd of mark) closeSync(fd);
  // The number of the closed file is taken by one that cannot be written.
  const taken = openSync('/dev/full', 'r+');
  assert.deepEqual([taken], mark);
  assert.throws(() => writeSync(taken, 'x'), /ENOSPC/);
  const beat = { monoMs: 1, offsetMs: 0, accuracyMs: 0 };
  const written = writer.append(Float64Array.of(1, temperature, noon, 20_000, noon, 1), [], beat);
  assert.equal(written.conflicts, 0);
  writer.abandon();
});
