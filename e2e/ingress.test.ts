/** The bridge's pages in Home Assistant's side bar: below a path, under another name, without a token. */
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
import { startIngress } from './home-assistant-ingress.ts';

const program = join(import.meta.dirname, '..', 'bridge', 'bin', 'climat-guardian.js');
const timeout = 60_000;
const ingress = '127.0.0.3';

test('who has signed in to Home Assistant sees the rooms and opens pairing, where others are asked who they are', async () => {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-ingress-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const building = end.use(await startSimulator({ rooms: 1 }));
  const [device] = building.devices;
  assert.ok(device);
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: [{ host: '127.0.0.1', port: device.port }] },
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0', ingress },
    }),
  );
  const bridge = end.use(await startBridgeProcess(['run', '--config', config]));
  const home = end.use(await startIngress(bridge.url, ingress));
  // As the app does it for Home Assistant: from now on everybody needs a token.
  const token = ['token', 'create', '--name', 'Home Assistant', '--scope', 'admin', '--config', config];
  await promisify(execFile)(process.execPath, [program, ...token]);

  const browser = end.use(await startBrowser());
  const page = await (await browser.open()).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What a page that is left was still asking is no fault of its address.
    if (why !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.url()}: ${String(response.status())}`);
  });
  await page.goto(home.url);
  await page.locator('.connection.ready').waitFor({ timeout });
  await page
    .locator('climat-guardian-room')
    .filter({ hasText: /\d+\.\d\s*°C/ })
    .waitFor({ timeout });
  assert.equal(await page.getByLabel('Six digits, or a token').count(), 0);

  await page.getByRole('link', { name: 'Devices' }).click();
  await page.locator('.row-item .values').filter({ hasText: /°C/ }).waitFor({ timeout });
  await page.getByRole('link', { name: 'Access' }).click();
  await page.getByRole('button', { name: 'New digits' }).click({ timeout });
  await page
    .locator('.code')
    .filter({ hasText: /\d{3} \d{3}$/ })
    .waitFor({ timeout });
  assert.deepEqual(faults, []);

  const elsewhere = await (await browser.open()).newPage();
  await elsewhere.goto(bridge.url);
  await elsewhere.getByLabel('Six digits, or a token').waitFor({ timeout });
});
