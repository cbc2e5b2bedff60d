/** Where a command finds the configuration and the store: the same for all of them. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeConfig, type Config, type TakenConfig } from '../config/config.ts';

export interface WhereOptions {
  readonly config?: string;
  readonly data?: string;
}

/** Taken by itself where it lies in the folder that a command is called in. */
const usualFile = 'climat-guardian.yaml';

export interface Configured extends TakenConfig {
  /** undefined where there is none. */
  readonly file: string | undefined;
}

/** @throws {ConfigError} */
export function configured(where: WhereOptions): Config {
  return configuredFrom(where).config;
}

/** @throws {ConfigError} */
export function configuredFrom({ config: named, data }: WhereOptions): Configured {
  // An empty one comes of a variable that is set to nothing.
  const isNamed = named !== undefined && named !== '';
  const file = isNamed ? named : existsSync(usualFile) ? usualFile : undefined;
  const taken = takeConfig({ file, env: process.env, folder: resolve() });
  if (data === undefined || data === '') return { ...taken, file };
  const { config } = taken;
  const path = join(resolve(data), 'climat-guardian.db');
  return { ...taken, config: { ...config, store: { ...config.store, path } }, file };
}
