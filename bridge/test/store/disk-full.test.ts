/** A disk that is full, in a small file system that nobody else sees. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { run } from '@climat-guardian/suite/needs/machine';
import { ownMounts } from '@climat-guardian/suite/needs/namespaces';

const script = join(import.meta.dirname, 'full-disk.ts');
const mounted = 'mount -t tmpfs -o size=8m none "$1" && exec "$0" "$2" "$3" "$1"';

async function onSmallDisk(t: TestContext, scenario: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-full-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  await run('unshare', [...ownMounts(), 'sh', '-c', mounted, process.execPath, folder, script, scenario]);
}

test('a disk that fills up: the ballast goes first, then storing stops, and nothing that was acknowledged is lost', (t) =>
  onSmallDisk(t, 'running'));

test('a bridge starts on a full disk by giving up its ballast, and says what to do where there is none', (t) =>
  onSmallDisk(t, 'starting'));

test('a bridge stops on a full disk without a word, as nothing is lost by it', (t) =>
  onSmallDisk(t, 'stopping'));

test('where retention is opted in, the oldest hours that are rolled and in a sink make room, and storing goes on', (t) =>
  onSmallDisk(t, 'retaining'));
