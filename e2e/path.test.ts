/**
 * The whole way, with every part real: an ESPHome device's temperature reaches InfluxDB, the bridge's page in
 * Chromium, and the card in Home Assistant's own frontend; and when it changes, it changes in all of them.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { startBrowser } from '@climat-guardian/suite/processes/browser';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startFirmware } from '@climat-guardian/suite/processes/firmware';
import { startHomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import type { Page } from 'playwright-core';
import { addDashboard, addIntegration, openDashboard } from './home-assistant-frontend.ts';
import { picture } from './picture.ts';

const key = Buffer.alloc(32, 42).toString('base64');
const deadlineMs = 120_000;

test('a room’s temperature goes from the firmware to InfluxDB, the page and the card, and changes in each', async () => {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-e2e-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));

  const influx = end.use(await startInfluxd());
  const room = end.use(
    await startFirmware({
      name: 'room-reading',
      friendlyName: 'Sensor 4',
      area: 'Reading room',
      mac: '02:00:00:00:30:01',
      key,
      temperature: 21.5,
      humidity: 44.2,
    }),
  );
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      site: { id: 'library', name: 'Library', timezone: 'Europe/Zurich' },
      devices: {
        discovery: false,
        static: [{ host: room.address, port: room.port, mac: room.mac }],
        keys: { [room.mac]: key },
      },
      sinks: [{ name: 'influx', type: 'influxdb1', url: influx.url }],
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const bridge = end.use(await startBridgeProcess(['run', '--config', config]));
  const hass = end.use(await startHomeAssistant());
  const { hostname, port } = new URL(bridge.url);
  assert.equal(await addIntegration(hass, hostname, Number(port)), 'Library');
  await addDashboard(hass);

  const browser = end.use(await startBrowser());
  const bridgePage = await (await browser.open()).newPage();
  await bridgePage.goto(bridge.url);
  const card = await openDashboard(hass, await browser.open());
  const faults: string[] = [];
  for (const page of [bridgePage, card]) {
    // Home Assistant's own pages may have theirs.
    page.on(
      'pageerror',
      (error) => (error.stack ?? '').includes('climat-guardian') && faults.push(String(error)),
    );
  }

  const inInflux = async (value: number): Promise<void> => {
    const query = `SELECT temperature, room, device FROM climate WHERE temperature = ${String(value)} LIMIT 1`;
    const row = await eventually(`InfluxDB has ${String(value)}`, async () => {
      const [found] = await influx.query('climate', query);
      return found === undefined ? { not: found } : { found };
    });
    assert.deepEqual([row['room'], row['device']], ['reading-room', room.mac]);
  };
  const everywhere = async (temperature: number, humidity: string): Promise<void> => {
    await Promise.all([
      inInflux(temperature),
      shows(bridgePage, 'Reading room', temperature.toFixed(1), humidity),
      shows(card, 'Reading room', temperature.toFixed(1), humidity),
    ]);
  };

  await everywhere(21.5, '44');
  await room.measure(24.3, 57.9);
  await everywhere(24.3, '58');
  assert.equal(await card.locator('hui-error-card').count(), 0);
  assert.deepEqual(faults, []);

  await picture(card, 'home-assistant.png');
  await picture(bridgePage, 'page-one-room.png');
});

/** One room's tile holds all of these, as a person reads them. */
async function shows(page: Page, ...texts: string[]): Promise<void> {
  let tile = page.locator('climat-guardian-room');
  for (const text of texts) tile = tile.filter({ hasText: text });
  await tile.first().waitFor({ timeout: deadlineMs });
}
