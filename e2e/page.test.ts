/** What an administrator does on the bridge's own page, by a link, against a real bridge and ESP32s. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startSimulator } from '@climat-guardian/simulator';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { startBrowser } from '@climat-guardian/suite/processes/browser';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { Page } from 'playwright-core';
import { picture } from './picture.ts';

const program = join(import.meta.dirname, '..', 'bridge', 'bin', 'climat-guardian.js');
const timeout = 60_000;

interface Room {
  readonly name: string;
  readonly floor: string | null;
  readonly devices: readonly { readonly mac: string }[];
}

test('an administrator looks at the past, renames a room and takes it back, moves a device, makes and revokes a token, opens pairing', async () => {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-page-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const building = end.use(await startSimulator({ rooms: 2 }));
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: {
        discovery: false,
        static: building.devices.map(({ port }) => ({ host: '127.0.0.1', port })),
      },
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const bridge = end.use(await startBridgeProcess(['run', '--config', config]));
  const args = ['token', 'create', '--name', 'Owner', '--scope', 'admin', '--config', config];
  const token = (await promisify(execFile)(process.execPath, [program, ...args])).stdout.trim();
  const roomsOf = async (): Promise<Room[]> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(new URL('api/v1/rooms', bridge.url), { headers });
    return ((await answer.json()) as { rooms: Room[] }).rooms;
  };
  const rooms = await eventually('two rooms', async () => {
    const found = await roomsOf();
    return found.length === 2 && found.every(({ devices }) => devices.length === 1)
      ? { found }
      : { not: found };
  });
  const [first, second] = rooms;
  assert.ok(first && second);

  const browser = end.use(await startBrowser());
  const page = await (await browser.open()).newPage();
  const faults = faultsOf(page);
  const press = (name: string | RegExp): Promise<void> =>
    page.getByRole('button', { name }).click({ timeout });
  const says = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor({ timeout });

  // Let in by a link, whose token is in the address no more.
  await page.goto(`${bridge.url}#token=${token}`);
  await page.locator('climat-guardian-room').nth(1).waitFor({ timeout });
  assert.equal(page.url(), bridge.url);

  // A room's past, with a table of it to take along.
  await page.locator('climat-guardian-room').first().click();
  const past = page.getByRole('dialog');
  await past.waitFor({ timeout });
  const table = await past.locator('a[download]').first().getAttribute('href', { timeout });
  // 404 until the first reading is on the disk.
  await eventually('the table', async () => {
    const taken = await page.request.get(table ?? '');
    const type = taken.headers()['content-type']?.split(';')[0];
    return taken.status() === 200 && type === 'text/csv' ? { found: true } : { not: await taken.text() };
  });
  await picture(page, 'page-history.png');
  await page.keyboard.press('Escape');
  await past.waitFor({ state: 'detached', timeout });

  // It can be installed: the browser itself finds nothing wrong with the manifest and its icons.
  const inspected = await page.context().newCDPSession(page);
  const { url, errors } = await inspected.send('Page.getAppManifest');
  assert.deepEqual([url, errors], [new URL('climat-guardian.webmanifest', bridge.url).href, []]);
  const { installabilityErrors } = await inspected.send('Page.getInstallabilityErrors');
  assert.deepEqual(
    // A window of a test remembers nothing, and what remembers nothing installs nothing.
    installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
    [],
  );

  await page.getByRole('link', { name: 'Devices' }).click();
  const row = (mac: string) => page.locator('.row-item', { hasText: mac });
  const [{ mac } = { mac: '' }] = first.devices;
  await row(mac)
    .getByRole('button', { name: /^Change/ })
    .click({ timeout });
  await press('Rename the room');
  await page.getByLabel('Name', { exact: true }).fill('Music room');
  await page.getByLabel('Floor').fill('Attic');
  await press('What will change?');
  await says(`“${first.name}” is called “Music room”.`);
  assert.deepEqual(named(await roomsOf()), named(rooms), 'it was only tried');
  await picture(page, 'page-what-will-change.png');
  await press('Change it');
  await says('Done.');
  assert.deepEqual(named(await roomsOf()), named([{ ...first, name: 'Music room', floor: 'Attic' }, second]));
  await row(mac).getByRole('button', { name: 'Undo' }).click();
  await says('Taken back: all is as it was before.');
  assert.deepEqual(named(await roomsOf()), named(rooms));
  await row(mac).getByRole('button', { name: 'Close' }).click();

  // The room keeps its past and stays, empty; the device stands in another, which is new.
  await row(mac)
    .getByRole('button', { name: /^Change/ })
    .click();
  await press('Move to another room');
  await page.getByLabel('Stands in', { exact: true }).selectOption('+');
  await page.getByLabel('Name of the new room').fill('Cellar');
  await press('What will change?');
  await says('There is a new room, “Cellar”.');
  await press('Change it');
  await says('Done.');
  await page.getByText('Rooms without a device').waitFor({ timeout });
  const cellar = (await roomsOf()).find(({ name }) => name === 'Cellar');
  assert.deepEqual(
    cellar?.devices.map((device) => device.mac),
    [mac],
  );
  await page
    .locator('.edit')
    .first()
    .filter({ hasText: /stands in/ })
    .waitFor({ timeout });

  // A token for one room, and a link with it: whoever opens that sees this room, until it is revoked.
  await page.getByRole('link', { name: 'Access' }).click();
  await press('New token');
  await page.getByLabel('Name', { exact: true }).fill('Hall tablet');
  await page.getByLabel('Cellar').check();
  await press('Make the token');
  const link = await page.getByLabel('Link that lets a browser in').inputValue({ timeout });
  await press('I have it');
  const tablet = await (await browser.open({ width: 390, height: 844 })).newPage();
  faults.push(...faultsOf(tablet));
  await tablet.goto(link);
  await tablet.locator('climat-guardian-room').filter({ hasText: 'Cellar' }).waitFor({ timeout });
  assert.equal(await tablet.locator('climat-guardian-room').count(), 1);
  await page
    .locator('.token', { hasText: 'Hall tablet' })
    .filter({ hasText: /Last used/ })
    .waitFor({ timeout });
  await press('Revoke “Hall tablet”');
  await press(/^Revoke$/);
  await tablet.getByLabel('Six digits, or a token').waitFor({ timeout });

  // And the digits let in the next.
  const opening = page.waitForResponse((response) => response.url().endsWith('/pair/open'), { timeout });
  await press(/^(Open pairing|New digits)$/);
  const { code } = (await (await opening).json()) as { code: string };
  await page
    .locator('.code')
    .filter({ hasText: `${code.slice(0, 3)} ${code.slice(3)}` })
    .waitFor({ timeout });
  await tablet.getByLabel('Six digits, or a token').fill(code);
  await tablet.getByRole('button', { name: 'Enter' }).click();
  await tablet.locator('climat-guardian-room').nth(2).waitFor({ timeout });
  assert.deepEqual(faults, []);
});

function named(rooms: readonly Room[]): string[] {
  return rooms.map(({ name, floor }) => `${name} ${String(floor)}`).toSorted();
}

function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // Being refused is what some of it is about.
    if (message.type() === 'error' && !message.text().includes('40')) faults.push(message.text());
  });
  return faults;
}
