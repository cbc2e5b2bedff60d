import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { alertRules } from './alerts.ts';
import { ourTag } from './dashboard.ts';
import { dashboardFaults } from './dashboard-faults.ts';
import { dashboards } from './dashboards.ts';
import { generatedFiles } from './generated-files.ts';
import { longViewUid } from './provisioned-alerts.ts';
import { measured } from './silence.ts';
import { quantities } from './quantities.ts';

const root = join(import.meta.dirname, '..');
const committed = (path: string): string => readFileSync(join(root, path), 'utf8');
const all = Object.values(dashboards);

test('what is committed is what today’s source builds', () => {
  const files = generatedFiles();
  for (const [path, fresh] of Object.entries(files)) {
    assert.ok(committed(path) === fresh, `${path} is not: npm run build:grafana`);
  }
  const built = Object.keys(files).filter((path) => path.startsWith('dashboards/'));
  assert.deepEqual(
    readdirSync(join(root, 'dashboards')).map((name) => `dashboards/${name}`),
    built.toSorted(),
  );
});

for (const name of Object.keys(dashboards)) {
  test(`${name}: imports by hand and by file, and each panel says what it shows`, () => {
    const json: unknown = JSON.parse(committed(`dashboards/${name}.json`));
    assert.deepEqual(dashboardFaults(json, [ourTag]), []);
  });
}

test('no two dashboards are one to Grafana', () => {
  assert.equal(new Set(all.map(({ uid }) => uid)).size, all.length);
  assert.equal(new Set(all.map(({ title }) => title)).size, all.length);
});

test('no panel of the long range reads raw readings', () => {
  const json = committed('dashboards/long-range.json');
  assert.doesNotMatch(json, /\$\{readings\}/);
  const sources = [...json.matchAll(/FROM \\"(\w+)\\"/g)].map(([, measurement]) => measurement);
  assert.deepEqual(new Set(sources), new Set(['place', 'event', 'room_hour', 'room_day', 'room_month']));
});

test('ids of dashboards and panels are those that were given out', () => {
  const given = Object.fromEntries(
    all.map(({ uid, panels }) => [uid, panels.map(({ id }) => id).toSorted((a, b) => a - b)]),
  );
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
  assert.deepEqual(given, {
    'climat-guardian-rooms-now': upTo(6),
    'climat-guardian-long-range': upTo(12),
    'climat-guardian-comfort': upTo(10),
    'climat-guardian-sensor-health': upTo(12),
  });
});

test('the name of no quantity’s series is the end of another’s', () => {
  const texts = Object.values(quantities).map(({ text }) => text);
  for (const one of texts)
    assert.deepEqual(
      texts.filter((other) => other.endsWith(one)),
      [one],
    );
  assert.ok(measured.every((name) => Object.values(quantities).some((quantity) => quantity.name === name)));
});

test('each alert leads to a panel that is there, and names no variable of Grafana’s environment', () => {
  for (const { title, dashboard, panel } of alertRules) {
    assert.ok(all.includes(dashboard) && dashboard.panels.some(({ id }) => id === panel), title);
  }
  assert.equal(new Set(alertRules.map(({ uid }) => uid)).size, alertRules.length);
  assert.ok(!committed('provisioning/alerting/climat-guardian.yaml').includes('$'));
});

test('the data sources that are provisioned are those that dashboards and alerts find', () => {
  const file = committed('provisioning/datasources/climat-guardian.yaml');
  const names = [...file.matchAll(/^ {2}- name: (.+)$/gm)].map(([, name = '']) => name);
  const patterns = all.flatMap(({ templating }) =>
    templating.list.flatMap((variable) => (variable.type === 'datasource' ? [variable.regex] : [])),
  );
  for (const pattern of new Set(patterns)) {
    const [, source = '', flags] = /^\/(.*)\/(\w*)$/.exec(pattern) ?? [];
    assert.equal(names.filter((name) => new RegExp(source, flags).test(name)).length, 1, pattern);
  }
  assert.match(file, new RegExp(`^ {4}uid: ${longViewUid}$`, 'm'));
});

test('the document names each dashboard and each alert rule', () => {
  const document = readFileSync(join(root, '..', 'docs', 'grafana.md'), 'utf8');
  for (const { title } of all)
    assert.match(document, new RegExp(`^\\| \\*\\*${title.replace(/^.*: /, '')}\\*\\* +\\|`, 'm'));
  for (const { title } of alertRules) assert.match(document, new RegExp(`^\\| ${title} +\\|`, 'm'));
});
