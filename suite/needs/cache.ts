/**
 * Where everything that the suite installs or builds lives: outside the clone, so that a second clone
 * finds it, and so that removing one folder removes all of it.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env['CLIMAT_GUARDIAN_CACHE'] ??
    join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'climat-guardian')
  );
}

/** A path below the cache, e.g. `cached('esphome', 'venv')`. */
export function cached(...parts: string[]): string {
  return join(cacheDir(), ...parts);
}

/** Thrown by a test that runs before its need was provided. */
export class NotSetUp extends Error {
  constructor(what: string) {
    super(`${what} is not set up on this machine. Run: npm run setup`);
  }
}
