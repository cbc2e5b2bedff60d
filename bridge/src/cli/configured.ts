/** Where a command finds the configuration and the store: the same for all of them. */
import { join, resolve } from 'node:path';
import { parseConfig, readConfig, type Config } from '../config/config.ts';

export interface WhereOptions {
  readonly config?: string;
  readonly data?: string;
}

/** @throws {ConfigError} */
export function configured({ config: file, data }: WhereOptions): Config {
  const read = file === undefined ? parseConfig('', resolve('climat-guardian.yaml')) : readConfig(file);
  if (data === undefined) return read;
  return { ...read, store: { ...read.store, path: join(resolve(data), 'climat-guardian.db') } };
}
