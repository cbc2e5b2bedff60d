import { backUp } from '../store/backup.ts';
import { configured, type WhereOptions } from './configured.ts';
import { holdingsSentence } from './holdings.ts';
import { withProgress } from './progress.ts';

export interface BackupOptions extends WhereOptions {
  readonly force?: boolean;
}

export async function backup(file: string, { force = false, ...where }: BackupOptions): Promise<void> {
  const { path } = configured(where).store;
  const holds = await withProgress({ what: 'Copying and reading', file: `${file}.new` }, () =>
    backUp(path, file, { force }),
  );
  console.log(`${file} holds ${holdingsSentence(holds)}. It was read to its end, and all of it is right.`);
}
