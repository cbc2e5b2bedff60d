import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tablesFile, tablesPage } from './tables.ts';
import { startWorld } from './world.ts';
import { fiveYears } from './years/built.ts';

test('docs/dashboards.md is what the dashboards show (npm run build:dashboard-tables writes it)', async () => {
  await using world = await startWorld(fiveYears);
  assert.equal(await tablesPage(world), readFileSync(tablesFile, 'utf8'));
});
