/** docs/grafana.md, "In a notebook": its points, its query and its answer. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';

test('the notebook’s query answers what its page says', async () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'grafana.md'), 'utf8');
  const chapter = page.slice(page.indexOf('## In a notebook'));
  const [, query = ''] = /```influxql\n(.*?)\n```/s.exec(chapter) ?? [];
  const [, lines = ''] = /```text\n(.*?)\n```/s.exec(chapter) ?? [];
  const [, head = '', answer = ''] = /\n(\| mean.*\|)\n\|[ |-]+\n(\|.*\|)/.exec(chapter) ?? [];
  const cells = (row: string): string[] =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1);
  await using influxd = await startInfluxd();
  await influxd.query('', 'CREATE DATABASE climate_long');
  await influxd.write('climate_long', lines);
  const [row] = await influxd.query('climate_long', query);
  const found = cells(head).map((name) => Number(row?.[name]).toFixed(3));
  assert.deepEqual(found, cells(answer));
});
