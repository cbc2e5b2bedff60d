import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { restore } from '../store/restore.ts';
import { configured, type WhereOptions } from './configured.ts';
import { holdingsSentence } from './holdings.ts';
import { withProgress } from './progress.ts';

export async function restoreBackup(file: string, where: WhereOptions): Promise<void> {
  const { path } = configured(where).store;
  mkdirSync(dirname(path), { recursive: true });
  const { holds, setAside } = await withProgress({ what: 'Reading and copying' }, () => restore(file, path));
  console.log(`${path} holds ${holdingsSentence(holds)}.`);
  if (setAside !== undefined) {
    console.log(
      `What was there before is kept as ${setAside}; restore that to go back, or remove it and ` +
        `the files whose names begin the same.`,
    );
  }
}
