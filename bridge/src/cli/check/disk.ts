/** The folder that readings are kept in: room, rights, and how long a write takes until it is on the disk. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Disk } from '../../store/disk.ts';
import { well, wrong, type Finding } from './finding.ts';

const part = 'disk';
const probes = 5;
const probeBytes = 4096;
/** Slower than this, a commit every second leaves no time between. */
const slowMs = 500;

export function diskFinding(path: string): Finding {
  // Where nothing is kept yet: the folder that it will be made in.
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const room = roomIn(folder, path);
  if (!room.isWell) return room;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    for (const file of [path, `${path}-wal`, `${path}.lock`]) {
      if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
    }
    const ms = syncMs(folder);
    const rounded = ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
    const sentence = `${room.sentence} A write is on it after ${rounded} ms.`;
    if (ms < slowMs) return well(part, sentence);
    return wrong(
      part,
      `${sentence} That is very slow: the card or disk may be failing, or something else writes to it. Until it is ` +
        'replaced, store: { commit_interval: 10s } lets it rest.',
    );
  } catch (error) {
    return wrong(part, refused(folder, error));
  }
}

function roomIn(folder: string, path: string): Finding {
  try {
    const { freeBytes, totalBytes, isLow } = new Disk(join(folder, 'x'), 0).state();
    const hasBallast = existsSync(`${path}.ballast`);
    const [free, total] = [freeBytes, totalBytes].map(
      (bytes) => `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MB`,
    );
    const ballast = hasBallast ? ', and some are kept for the day it is full' : '';
    const sentence = `${String(free)} of ${String(total)} are free${ballast}.`;
    if (!isLow) return well(part, sentence);
    return wrong(part, `${sentence} That is less than a tenth: make room on it.`);
  } catch (error) {
    return wrong(part, `It cannot be looked at: ${String(error)}.`);
  }
}

/** The median of some, each of a file of its own that is removed again. */
function syncMs(folder: string): number {
  const took = Array.from({ length: probes }, () => {
    const file = join(folder, `.climat-guardian-check-${randomUUID()}`);
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, randomBytes(probeBytes));
      const begun = performance.now();
      fsyncSync(descriptor);
      return performance.now() - begun;
    } finally {
      closeSync(descriptor);
      rmSync(file, { force: true });
    }
  });
  return took.toSorted((a, b) => a - b)[Math.floor(probes / 2)] ?? 0;
}

function refused(folder: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const file = error instanceof Error && 'path' in error ? String(error.path) : folder;
  switch (code) {
    case 'EACCES':
    case 'EPERM': {
      const { uid } = statSync(file);
      return (
        `${file} cannot be written to by this user (${String(process.getuid?.() ?? '')}): it belongs to user ${String(uid)}. ` +
        'Call this as the user that the bridge runs as, or give it the folder: chown --recursive USER FOLDER.'
      );
    }
    case 'EROFS':
      return `${folder} cannot be written to: its file system is read-only. After an error Linux mounts a disk so: see \`dmesg\`, and look to its replacement.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `${folder} is full: nothing more can be kept. Make room on it.`;
    default:
      return `${folder} cannot be written to: ${String(error)}.`;
  }
}
