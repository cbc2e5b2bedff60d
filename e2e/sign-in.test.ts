/** How a browser is let in to a real bridge: by six digits on the page of the rooms, and then on all of its pages. */
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
import { picture } from './picture.ts';

const program = join(import.meta.dirname, '..', 'bridge', 'bin', 'climat-guardian.js');
const timeout = 60_000;

interface Listed {
  readonly id: number;
  readonly name: string;
}

test('a browser is let in by six digits where it shows the rooms, stays in, and may enter a key', async () => {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-sign-in-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const building = end.use(await startSimulator({ rooms: 1, encrypted: true }));
  const [device] = building.devices;
  assert.ok(device?.key !== undefined);
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: [{ host: '127.0.0.1', port: device.port }] },
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const command = async (...args: string[]): Promise<string> => {
    const all = [program, ...args, '--config', config];
    return (await promisify(execFile)(process.execPath, all)).stdout.trim();
  };
  const bridge = end.use(await startBridgeProcess(['run', '--config', config]));
  const browser = end.use(await startBrowser());
  const window = await browser.open({ width: 390, height: 844 });
  const rooms = await window.newPage();
  const status = await window.newPage();
  const live = rooms.locator('.connection.ready');
  const faults: string[] = [];
  for (const page of [rooms, status]) page.on('pageerror', (error) => faults.push(String(error)));

  // The bridge's own computer, before anybody was let in, needs nothing, and is shown the code.
  await rooms.goto(bridge.url);
  await live.waitFor({ timeout });
  await status.goto(new URL('status', bridge.url).href);
  const code = status.locator('.code');
  await code.waitFor({ timeout });
  const [, digits = ''] = /enter the code (\d{3} \d{3}) there/.exec(bridge.log()) ?? [];
  assert.match(digits, /\d/, bridge.log());
  assert.match(await code.innerText(), new RegExp(`${digits}$`));

  // From the first token on it needs one as everybody does: the bridge closes what is open.
  await command('token', 'create', '--name', 'Tablet', '--scope', 'read');
  const field = rooms.getByLabel('Six digits, or a token');
  await field.waitFor({ timeout });
  assert.equal(await rooms.locator('climat-guardian-room').count(), 0);
  await status.getByLabel('Six digits, or a token').waitFor({ timeout });
  await picture(rooms, 'page-sign-in-phone.png');

  const paired = await command('pair');
  await field.fill(paired.startsWith('000') ? '111 111' : '000 000');
  await field.press('Enter');
  await rooms.getByText('That is not the code. 4 tries are left.').waitFor({ timeout });
  await field.fill(paired);
  await field.press('Enter');
  await live.waitFor({ timeout });
  await field.waitFor({ state: 'detached', timeout });
  await rooms.reload();
  await live.waitFor({ timeout });
  assert.equal(await field.count(), 0);

  // The status page has the same cookie, and takes the key of the device, which then measures.
  const key = status.getByLabel('Encryption key');
  await key.waitFor({ timeout });
  const answer = status.waitForResponse((response) => response.request().method() === 'PUT', { timeout });
  await key.fill(device.key);
  await key.press('Enter');
  assert.equal((await answer).status(), 204);
  await status.locator('.devices').filter({ hasText: 'Online 1' }).waitFor({ timeout });
  const measured = rooms.locator('climat-guardian-room').filter({ hasText: /\d+\.\d\s*°C/ });
  await measured.waitFor({ timeout });

  // And when that token is revoked, the rooms are hidden again.
  const { tokens } = JSON.parse(await command('token', 'list', '--json')) as { tokens: Listed[] };
  const own = tokens.find(({ name }) => name === 'Web page');
  await command('token', 'revoke', String(own?.id));
  await field.waitFor({ timeout });
  assert.equal(await rooms.locator('climat-guardian-room').count(), 0);
  assert.deepEqual(faults, []);
});
