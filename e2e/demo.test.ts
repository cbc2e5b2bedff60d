/** What a person sees after the README's first command: the demo's page in a real browser. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { startBrowser } from '@climat-guardian/suite/processes/browser';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { Page } from 'playwright-core';
import { picture } from './picture.ts';

const deadlineMs = 60_000;

test('npm run demo prints an address at which eight rooms have measured values, and ends without a trace', async (t) => {
  const root = join(import.meta.dirname, '..');
  // A group of its own, so that Ctrl-C reaches npm and the demo alike, as a terminal's does.
  const folder = await mkdtemp(join(tmpdir(), 'climat-demo-e2e-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const demo = spawn('npm', ['run', 'demo', '--', '--port', '0'], {
    cwd: root,
    detached: true,
    env: { ...process.env, TMPDIR: folder },
  });
  const ended = new Promise<void>((resolve) =>
    demo.once('close', () => {
      resolve();
    }),
  );
  endOf(t).defer(() => {
    if (demo.exitCode === null && demo.signalCode === null) process.kill(-(demo.pid ?? 0), 'SIGKILL');
  });
  const url = await new Promise<string>((resolve, reject) => {
    let log = '';
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      const address = /at (http:\/\/\S+\/)/.exec(log)?.[1];
      if (address !== undefined) resolve(address);
    };
    demo.stdout.on('data', read);
    demo.stderr.on('data', read);
    demo.once('close', () => {
      reject(new Error(`the demo ended: ${log}`));
    });
  });
  await using browser = await startBrowser();
  const page = await (await browser.open({ height: 480 })).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(url);
  await measuredRooms(page, 8);
  const said = await page.locator('climat-guardian-room article').allInnerTexts();
  // A temperature, a humidity or a time is another one before long: the page is live.
  await eventually('the page changes', async () => {
    const now = await page.locator('climat-guardian-room article').allInnerTexts();
    return now.length === 8 && now.join() !== said.join() ? { found: true } : { not: now };
  });
  await picture(page, 'page-eight-rooms.png');
  assert.deepEqual(faults, []);

  const left = async (): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name.startsWith('climat-'));
  assert.equal((await left()).length, 1);
  process.kill(-(demo.pid ?? 0), 'SIGINT');
  await ended;
  assert.deepEqual(await left(), []);
});

test('forty rooms fit the page, on a desktop and on a phone, in light and in dark', async () => {
  await using bridge = await startBridgeProcess(['demo', '--port', '0', '--rooms', '40', '--interval', '2s']);
  await using browser = await startBrowser();
  for (const [name, width, height, colorScheme] of [
    ['desktop-light', 1280, 800, 'light'],
    ['desktop-dark', 1280, 800, 'dark'],
    ['phone-light', 390, 844, 'light'],
  ] as const) {
    const window = await browser.open({ width, height, colorScheme });
    const page = await window.newPage();
    await page.goto(bridge.url);
    await measuredRooms(page, 40);
    const scrolls = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    assert.equal(scrolls, false, `${name} scrolls sideways`);
    const last = await page.locator('climat-guardian-room').nth(39).boundingBox();
    assert.ok(last);
    // A phone has no place for forty.
    if (name !== 'phone-light')
      assert.ok(last.y + last.height <= height, `${name} ends at ${String(last.y)}`);
    await picture(page, `page-forty-rooms-${name}.png`);
    // Who likes tiles better has them the next time too.
    await page.getByRole('button', { name: 'Tiles' }).click();
    await page.reload();
    await measuredRooms(page, 40);
    assert.equal(await page.locator('climat-guardian-room[layout=tile]').count(), 40);
    await window.close();
  }
});

/** That many tiles, each with a temperature and the time it was measured at. */
async function measuredRooms(page: Page, count: number): Promise<void> {
  const measured = page
    .locator('climat-guardian-room')
    .filter({ hasText: /\d+\.\d\s*°C/ })
    .filter({ has: page.locator('time') });
  await measured.nth(count - 1).waitFor({ timeout: deadlineMs });
  assert.equal(await measured.count(), count);
}
