/** Pictures for docs/, where they are asked for: `SCREENSHOTS=docs/images npm test -- --only e2e`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** @param of the whole page, or a part of it */
export async function picture(of: Page | Locator, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await of.screenshot({ path: join(folder, name) });
}
