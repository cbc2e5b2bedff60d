import { fileURLToPath } from 'node:url';
import type { ApiOptions } from '../api/server.ts';

/** As page-files.ts, of what is shipped: they lie beside the one file that this is then part of. */
export const pageFiles: ApiOptions['page'] = {
  folder: fileURLToPath(new URL('./page/', import.meta.url)),
  card: fileURLToPath(new URL('./page/', import.meta.url)),
  docs: {
    page: fileURLToPath(new URL('./docs-page/', import.meta.url)),
    swaggerUi: fileURLToPath(new URL('./docs-page/', import.meta.url)),
  },
};
