import { fileURLToPath } from 'node:url';
import type { PageFiles } from '../api/routes/page.ts';

/** In a checkout: the page's folder, and the one bundle that Home Assistant loads too. */
export const pageFiles: PageFiles = {
  folder: fileURLToPath(new URL('../../../card/page/', import.meta.url)),
  bundle: fileURLToPath(
    new URL('../../../custom_components/climat_guardian/www/climat-guardian-card.js', import.meta.url),
  ),
};
