/**
 * `device key MAC`: the key of an encrypted device, put into the store. It is never an argument, which every user of
 * this host could read in the list of processes, and which a shell writes into its history.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parsePsk } from '../devices/psk.ts';
import type { Mac } from '../reading/mac.ts';
import { removeDeviceKey, setDeviceKey } from '../store/device-keys.ts';
import { openDatabase } from '../store/schema.ts';
import { configured, type WhereOptions } from './configured.ts';
import { hiddenLine } from './hidden-line.ts';

export interface DeviceKeyOptions extends WhereOptions {
  readonly file?: string;
  readonly remove?: boolean;
}

export async function deviceKey(mac: Mac, { file, remove, ...where }: DeviceKeyOptions): Promise<void> {
  const { path } = configured(where).store;
  if (remove === true) {
    if (!existsSync(path)) throw new Error(`There is no store ${path}. Say where with --data or --config.`);
    using database = openDatabase(path);
    if (!removeDeviceKey(database, mac, Date.now()))
      throw new Error(`There is no key of ${mac} in the store.`);
    console.error(`The key of ${mac} is removed.`);
    return;
  }
  const parsed = parsePsk(file === undefined ? await asked(mac) : readFileSync(file, 'utf8'));
  if ('malformed' in parsed) throw new Error(`The key cannot be used: ${parsed.malformed}.`);
  const isNew = !existsSync(path);
  if (isNew) mkdirSync(dirname(path), { recursive: true });
  using database = openDatabase(path);
  setDeviceKey(database, mac, parsed.psk, Date.now());
  console.error(
    `The key of ${mac} is stored; a running bridge tries it at once.` +
      (isNew ? ` The store ${path} was made: is it the bridge’s?` : ''),
  );
}

async function asked(mac: Mac): Promise<string> {
  if (process.stdin.isTTY) return await hiddenLine(`Key of ${mac}: `, process.stdin, process.stderr);
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}
