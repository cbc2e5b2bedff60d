/** `climat-guardian simulate --faults FILE`. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startChild } from '@climat-guardian/suite/processes/child';

const program = join(import.meta.dirname, '..', 'bin', 'climat-guardian.js');

test('what the file plans befalls the devices, and is said', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-faults-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'faults.yaml');
  await writeFile(file, '- { at: 100ms, device: 2, fault: nan, for: 200ms }\n');
  const simulate = await startChild(
    process.execPath,
    [program, 'simulate', '--rooms', '2', '--faults', file],
    { ready: /^\S+Z {2}esp-open-office: nan is over$/m },
  );
  endOf(t).defer(() => simulate.end());
  assert.match(simulate.log(), /^127\.0\.0\.1:\d+ .*Reception\n127\.0\.0\.1:\d+ .*Open office\n.*: nan\n/);
});

test('a file that cannot be is refused before anything starts', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-faults-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'faults.yaml');
  await writeFile(file, '- { at: 1s, device: 1, fault: silent }\n');
  const started = startChild(process.execPath, [program, 'simulate', '--faults', file], { ready: /^127/m });
  await assert.rejects(
    started,
    /exit code 1:\n.*faults\.yaml has a fault:\n {2}line 1: fault: "silent" is unknown; did you mean "silence"\?/,
  );
});
