/** The way in to shim.c: a library that records what a process does to a folder, or kills it at a chosen deed. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@climat-guardian/suite/needs/machine';

const source = fileURLToPath(new URL('shim.c', import.meta.url));

/** Compiles it into a folder of the test's own. @returns the library's path. */
export async function buildShim(folder: string): Promise<string> {
  const library = join(folder, 'shim.so');
  const flags = ['-std=gnu17', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-pthread'];
  await run('cc', [...flags, '-o', library, source]);
  return library;
}

export interface Recording {
  /** Must be there when the process starts; everything in it but SQLite's -shm is recorded. */
  readonly folder: string;
  /** Outside of the folder; read by recording.ts. */
  readonly log: string;
}

/** The environment of a process whose deeds on a folder are recorded. It must not start processes of its own. */
export function recording(shim: string, { folder, log }: Recording): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: shim,
    SHIM_RECORD_FOLDER: folder,
    SHIM_RECORD_LOG: log,
  };
}

export type Kill = {
  /** Before the how-manieth of these it dies, from 1. */
  readonly nth: number;
  /** Counted only while this file exists, so that a test can say "from now on". */
  readonly onceThere?: string;
} & (
  | {
      /**
       * `commit`: a write to the WAL. `fold`: a page that is at least the eighth since the WAL was synced, so one of
       * a big transaction. `checkpoint`: a write to the database file itself.
       */
      readonly at: 'commit' | 'fold' | 'checkpoint';
      readonly database: string;
    }
  | {
      /** Something is sent to this TCP port, on whatever address. */
      readonly at: 'forward';
      readonly port: number;
    }
);

/** The environment of a process that SIGKILLs itself. */
export function killing(shim: string, kill: Kill): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: shim,
    SHIM_KILL_AT: kill.at,
    SHIM_KILL_NTH: String(kill.nth),
    ...(kill.onceThere !== undefined && { SHIM_KILL_ONCE_THERE: kill.onceThere }),
    ...(kill.at === 'forward'
      ? { SHIM_KILL_PORT: String(kill.port) }
      : { SHIM_KILL_DATABASE: kill.database }),
  };
}
