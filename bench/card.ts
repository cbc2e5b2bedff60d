/**
 * The card beside Home Assistant's own, in its frontend, in one dashboard with the same rooms: what is spent until 1, 8
 * and 40 rooms are shown, and what ten thousand updates of eight rooms take. Home Assistant is loaded before; to each
 * card counts what is loaded for it, and to ours its module, which Home Assistant loads at its own start.
 *
 * options: --runs NUMBER; --updates NUMBER
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startBrowser } from '@climat-guardian/suite/processes/browser';
import { signIn } from '../e2e/home-assistant-frontend.ts';
import { setState, startHouse, type Room } from './card/house.ts';
import { MeasuredPage, type Spent } from './card/page.ts';
import { quantile, row, whole } from './figures.ts';

interface Kind {
  readonly name: string;
  /** Of which there are as many as rooms, or one. */
  readonly element: string;
  readonly cards: (rooms: readonly Room[]) => readonly object[];
}

const kinds: readonly Kind[] = [
  {
    name: 'Climat Guardian',
    element: 'climat-guardian-room',
    cards: (rooms) => [{ type: 'custom:climat-guardian-card', areas: rooms.map(({ area }) => area) }],
  },
  {
    name: '`area`, its two values',
    element: 'hui-area-card',
    cards: (rooms) =>
      rooms.map(({ area }) => ({ type: 'area', area, sensor_classes: ['temperature', 'humidity'] })),
  },
  {
    name: '`tile` with `trend-graph`',
    element: 'hui-tile-card',
    cards: (rooms) =>
      rooms.map(({ temperature }) => ({
        type: 'tile',
        entity: temperature,
        features: [{ type: 'trend-graph' }],
      })),
  },
  {
    name: '`history-graph`',
    element: 'hui-history-graph-card',
    cards: (rooms) =>
      rooms.map(({ temperature }) => ({ type: 'history-graph', entities: [temperature], hours_to_show: 24 })),
  },
  {
    name: '`statistics-graph`',
    element: 'hui-statistics-graph-card',
    cards: (rooms) =>
      rooms.map(({ temperature }) => ({
        ...{ type: 'statistics-graph', entities: [temperature], days_to_show: 1, period: 'hour' },
        stat_types: ['mean', 'min', 'max'],
      })),
  },
];
const counts = [1, 8, 40] as const;
const { values: chosen } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    updates: { type: 'string', default: '10000' },
  },
});
const [runs, updates] = [Number(chosen.runs), Number(chosen.updates)];
const timeout = 120_000;
const dashboard = 'bench-rooms';
const bundle = fileURLToPath(
  new URL('../custom_components/climat_guardian/www/climat-guardian-card.js', import.meta.url),
);

await using end = new AsyncDisposableStack();
const { hass, rooms } = await startHouse(counts[2]);
end.use(hass);
await hass.send({
  ...{ type: 'lovelace/dashboards/create', url_path: dashboard, title: 'Bench', mode: 'storage' },
  ...{ show_in_sidebar: false, require_admin: false },
});
const view = (path: string, cards: readonly object[]): object => ({
  ...{ title: path, path, type: 'sections', sections: [{ type: 'grid', cards }] },
});
const path = (kind: Kind, count: number): string => `${String(kinds.indexOf(kind))}-${String(count)}`;
await hass.send({
  type: 'lovelace/config/save',
  url_path: dashboard,
  config: {
    views: [
      view('empty', [{ type: 'heading', heading: 'Nothing' }]),
      ...kinds.flatMap((kind) =>
        counts.map((count) => view(path(kind, count), kind.cards(rooms.slice(0, count)))),
      ),
    ],
  },
});
const browser = end.use(await startBrowser());

/** A window that has Home Assistant, and nothing of any card but ours. */
async function opened() {
  const window = await browser.open({ width: 1280, height: 1000 });
  await signIn(hass, window);
  const page = await window.newPage();
  const measured = await MeasuredPage.of(page);
  await page.goto(`${hass.url}/${dashboard}/empty`);
  await page.locator('hui-heading-card').first().waitFor({ timeout });
  await page.waitForFunction("customElements.get('climat-guardian-card') !== undefined", null, { timeout });
  await measured.quiet();
  /** As a press on a view's tab does. */
  const show = async (kind: Kind, count: number): Promise<void> => {
    const address = JSON.stringify(`/${dashboard}/${path(kind, count)}`);
    await page.evaluate(
      `history.pushState(null, '', ${address}); window.dispatchEvent(new CustomEvent('location-changed', { detail: { replace: false } }))`,
    );
    await page
      .locator(kind.element)
      .nth(count - 1)
      // Whether it can be seen is looked at by script of the browser's driver, which would be counted.
      .waitFor({ state: 'attached', timeout });
  };
  return { window, page, measured, show };
}

/** Into an empty page of the same origin. */
async function ownModule(): Promise<Spent> {
  const window = await browser.open();
  const page = await window.newPage();
  await page.route('**/empty.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Empty</title>' }),
  );
  const source = await readFile(bundle, 'utf8');
  await page.route('**/card.js', (route) => route.fulfill({ contentType: 'text/javascript', body: source }));
  const measured = await MeasuredPage.of(page);
  await page.goto(`${hass.url}/empty.html`);
  const spent = await measured.spent(() => page.evaluate("import('/card.js')"));
  await window.close();
  return { ...spent, bytes: gzipSync(source, { level: 9 }).length };
}

const modules: Spent[] = [];
const first = new Map<string, Spent[]>();
for (let run = 0; run < runs; run++) {
  modules.push(await ownModule());
  // Another begins each time, as the machine is not always as busy.
  for (const kind of kinds
    .map((_, n) => kinds[(n + run) % kinds.length])
    .filter((one) => one !== undefined)) {
    const { window, measured, show } = await opened();
    for (const count of counts) {
      const spent = await measured.spent(() => show(kind, count));
      first.set(path(kind, count), [...(first.get(path(kind, count)) ?? []), spent]);
    }
    await window.close();
  }
}

const medianOf = (all: readonly Spent[], what: keyof Spent): number =>
  quantile(
    all.map((one) => one[what]),
    0.5,
  );
const [own] = kinds;
row(
  '',
  ...counts.map((count) => `${String(count)} room${count > 1 ? 's' : ''}, script`),
  'beside ours, 40 rooms',
  'loaded',
  'messages, 40 rooms',
  'long tasks, 40 rooms',
);
row('---', ...counts.map(() => '---'), '---', '---', '---', '---');
const scriptOf = (kind: Kind, count: number): number =>
  medianOf(first.get(path(kind, count)) ?? [], 'scriptMs') +
  // With the first room comes the module; Home Assistant's own cards load theirs then, too.
  (kind === own && count === 1 ? medianOf(modules, 'scriptMs') : 0);
for (const kind of kinds) {
  const most = first.get(path(kind, 40)) ?? [];
  const loaded =
    medianOf(first.get(path(kind, 1)) ?? [], 'bytes') + (kind === own ? medianOf(modules, 'bytes') : 0);
  row(
    kind.name,
    ...counts.map((count) => {
      const all = (first.get(path(kind, count)) ?? []).map(({ scriptMs }) => scriptMs);
      return `${scriptOf(kind, count).toFixed(0)} ms (${Math.min(...all).toFixed(0)}–${Math.max(...all).toFixed(0)})`;
    }),
    own === undefined ? '' : `${(scriptOf(kind, 40) / scriptOf(own, 40)).toFixed(1)} ×`,
    `${(loaded / 1024).toFixed(0)} KB`,
    String(medianOf(most, 'messages')),
    String(medianOf(most, 'longTasks')),
  );
}
console.log(`\nOur module: ${medianOf(modules, 'scriptMs').toFixed(0)} ms, counted with the first room.\n`);

row(`${whole(updates)} updates of 8 rooms`, 'script', 'heap before', 'heap after', 'long tasks');
row('---', '---', '---', '---', '---');
for (const kind of kinds.slice(0, 3)) {
  const { window, page, measured, show } = await opened();
  await show(kind, 8);
  await measured.quiet();
  const before = await measured.heapMb();
  const entities = rooms.slice(0, 8).flatMap(({ temperature, humidity }) => [temperature, humidity]);
  let left = updates;
  const spent = await measured.spent(async () => {
    const send = async (): Promise<void> => {
      while (left > 0) {
        const n = left--;
        await setState(hass, entities[n % entities.length] ?? '', 20 + (n % 1000) / 100);
      }
    };
    await Promise.all([send(), send(), send(), send()]);
    await setState(hass, entities[0] ?? '', 77);
    await page.getByText(/77/).first().waitFor({ timeout });
  });
  const after = await measured.heapMb();
  row(
    kind.name,
    `${whole(spent.scriptMs)} ms`,
    `${before.toFixed(1)} MB`,
    `${after.toFixed(1)} MB`,
    String(spent.longTasks),
  );
  await window.close();
}
