/**
 * node card/dev/room-screenshots.mjs FOLDER [part of a name]
 *
 * Draws the rooms' elements of the built card in every state and form, so that a person can look at them. Nothing
 * listens: Chromium's requests are answered here.
 */
/* global document -- what `page.evaluate` is given runs in the page */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs, chromiumCommand } from '../../suite/needs/chromium.ts';

const [folder, wanted = ''] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node card/dev/room-screenshots.mjs FOLDER [part of a name]');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const ORIGIN = 'http://rooms.test';
const NOW = Date.parse('2026-11-21T10:04:00Z');
const SIZES = { phone: { width: 360, height: 780 }, desktop: { width: 1280, height: 800 } };
const here = (path) => new URL(path, import.meta.url);
const FILES = {
  '/': { path: here('./rooms.html'), contentType: 'text/html' },
  '/page.css': { path: here('../page/page.css'), contentType: 'text/css' },
  '/room-scenes.mjs': { path: here('./room-scenes.mjs'), contentType: 'text/javascript' },
  '/climat-guardian-card.js': {
    path: here('../../custom_components/climat_guardian/www/climat-guardian-card.js'),
    contentType: 'text/javascript',
  },
};

/** What `show` of rooms.html is given. */
const SCENES = {
  'one-narrow': { kind: 'one', inlineSize: 165 },
  'one-phone': { kind: 'one', inlineSize: 172 },
  'one-desktop': { kind: 'one', inlineSize: 246 },
  'one-wide': { kind: 'one', inlineSize: 500 },
  'one-tall': { kind: 'one', inlineSize: 246, blockSize: 248 },
  'one-rtl': { kind: 'one', inlineSize: 246, dir: 'rtl' },
  tiles: { kind: 'tiles' },
  'eight-tiles': { kind: 'building', count: 8 },
  'eight-lines': { kind: 'building', count: 8, layout: 'line' },
  'forty-tiles': { kind: 'building', count: 40, grouped: true },
  'forty-lines': { kind: 'building', count: 40, grouped: true, layout: 'line' },
  badges: { kind: 'badges' },
};

const browser = await chromium.launch({ executablePath: chromiumCommand(), args: chromiumArgs });
for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      timezoneId: 'Europe/Zurich',
      deviceScaleFactor: 1.5,
    });
    for (const [name, scene] of Object.entries(SCENES)) {
      const file = `${name}-${size}-${colorScheme}.png`;
      if (!file.includes(wanted)) continue;
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(file, error));
      page.on('console', (message) => message.type() === 'error' && console.error(file, message.text()));
      await page.clock.setFixedTime(NOW);
      await page.route(`${ORIGIN}/**`, async (route) => {
        const found = FILES[new URL(route.request().url()).pathname];
        if (found === undefined) return route.fulfill({ status: 404 });
        return route.fulfill({ body: await readFile(found.path), contentType: found.contentType });
      });
      await page.goto(ORIGIN);
      await page.waitForFunction(() => 'show' in document);
      await page.evaluate(([scene, now]) => document.show(scene, now), [scene, NOW]);
      await page.waitForTimeout(100); // Lit renders in microtasks; this is for the fonts
      await page.screenshot({ path: join(folder, file), fullPage: true });
      await page.close();
      console.log(file);
    }
    await context.close();
  }
}
await browser.close();
