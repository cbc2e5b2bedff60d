import { backUp } from '../store/backup.ts';
import { configured, type WhereOptions } from './configured.ts';
import { holdingsSentence } from './holdings.ts';

export interface BackupOptions extends WhereOptions {
  readonly force?: boolean;
}

export function backup(file: string, { force = false, ...where }: BackupOptions): void {
  const holds = backUp(configured(where).store.path, file, { force });
  console.log(`${file} holds ${holdingsSentence(holds)}. It was read to its end, and all of it is right.`);
}
