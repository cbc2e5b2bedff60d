import { fileURLToPath } from 'node:url';
import type { PageFiles } from '../api/routes/page.ts';

/** As page-files.ts, of what is shipped: they lie beside the one file that this is then part of. */
export const pageFiles: PageFiles = {
  folder: fileURLToPath(new URL('./page/', import.meta.url)),
  bundle: fileURLToPath(new URL('./page/climat-guardian-card.js', import.meta.url)),
};
