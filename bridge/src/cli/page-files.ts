import { fileURLToPath } from 'node:url';
import type { ApiOptions } from '../api/server.ts';

/** In a checkout: the page's folder, and the one bundle that Home Assistant loads too. */
export const pageFiles: ApiOptions['page'] = {
  folder: fileURLToPath(new URL('../../../card/page/', import.meta.url)),
  bundle: fileURLToPath(
    new URL('../../../custom_components/climat_guardian/www/climat-guardian-card.js', import.meta.url),
  ),
  docs: {
    page: fileURLToPath(new URL('../../docs-page/', import.meta.url)),
    swaggerUi: fileURLToPath(import.meta.resolve('swagger-ui-dist/')),
  },
};
