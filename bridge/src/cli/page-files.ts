import { fileURLToPath } from 'node:url';
import type { ApiOptions } from '../api/server.ts';

/** In a checkout: the page's folder, and that of the card, which Home Assistant loads too. */
export const pageFiles: ApiOptions['page'] = {
  folder: fileURLToPath(new URL('../../../card/page/', import.meta.url)),
  card: fileURLToPath(new URL('../../../custom_components/climat_guardian/www/', import.meta.url)),
  docs: {
    page: fileURLToPath(new URL('../../docs-page/', import.meta.url)),
    swaggerUi: fileURLToPath(import.meta.resolve('swagger-ui-dist/')),
  },
};
