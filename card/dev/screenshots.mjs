/**
 * node card/dev/screenshots.mjs FOLDER [part of a name]
 *
 * `LANGUAGE`: of the page, English unless given.
 *
 * Draws the built card and the bridge's page in every state, so that a person can look at them.
 * Nothing listens: Chromium's requests and WebSocket are answered here.
 */
/* global document, customElements -- what `page.evaluate` is given runs in the page */
import { mkdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs, chromiumCommand } from '../../suite/needs/chromium.ts';
import { HISTORY_SCENES } from './history-scenes.js';
import { apiRooms, hassOf, session, SILENT } from './scenes.js';
import { DONE, SIGN_IN, STATUS_SCENES } from './status-scenes.js';

const [folder, wanted = ''] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node card/dev/screenshots.mjs FOLDER [part of a name]');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const here = (path) => new URL(path, import.meta.url);
const FILES = {
  '/': here('../page/index.html'),
  '/page.css': here('../page/page.css'),
  '/icon.svg': here('../page/icon.svg'),
  '/climat-guardian-card.js': here('../../custom_components/climat_guardian/www/climat-guardian-card.js'),
  '/climat-guardian-page.js': here('../../custom_components/climat_guardian/www/climat-guardian-page.js'),
  '/climat-guardian-history.js': here(
    '../../custom_components/climat_guardian/www/climat-guardian-history.js',
  ),
  '/climat-guardian-heat-map.js': here(
    '../../custom_components/climat_guardian/www/climat-guardian-heat-map.js',
  ),
  '/history': here('./history.html'),
  '/invented-past.js': here('./invented-past.js'),
  '/status': here('../page/status.html'),
  '/climat-guardian-status.js': here('../page/climat-guardian-status.js'),
  '/home-assistant': here('./home-assistant.html'),
};
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml', '.js': 'text/javascript' };
const ORIGIN = 'http://bridge.test';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const NO_SERVER = 'no server';
const lostAfter = (messages) => [...messages, NO_SERVER];

/** What the bridge says in each scene; a card scene is given to Home Assistant's card instead. */
const PAGES = {
  '1-room': session(apiRooms(1)),
  '8-rooms': session(apiRooms(8)),
  '40-rooms': session(apiRooms(40, { silent: { 17: SILENT[1] } })),
  silent: session(apiRooms(8, { silent: SILENT })),
  loading: [],
  empty: session([]),
  unreachable: [NO_SERVER],
  lost: lostAfter(session(apiRooms(8, { silent: { 1: SILENT[1] } }))),
  'signed-out': [NO_SERVER],
  'other-version': [{ ...session([])[0], api: 2 }],
};
const CARDS = {
  'card-1-room': apiRooms(1),
  'card-8-rooms': apiRooms(8),
  'card-silent': apiRooms(6, { silent: { 1: SILENT[1] } }),
  'card-empty': [],
};

const browser = await chromium.launch({ executablePath: chromiumCommand(), args: chromiumArgs });
for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      timezoneId: 'Europe/Zurich',
      locale: process.env.LANGUAGE ?? 'en-GB',
      deviceScaleFactor: 1.5,
    });
    for (const name of [PAGES, CARDS, STATUS_SCENES, HISTORY_SCENES].flatMap(Object.keys)) {
      const file = `${name}-${size}-${colorScheme}.png`;
      if (!file.includes(wanted)) continue;
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(file, error));
      await page.clock.setFixedTime('2026-11-21T10:04:12Z');
      await page.route(`${ORIGIN}/**`, async (route) => {
        const request = route.request();
        const { pathname } = new URL(request.url());
        const answers = name === 'signed-out' ? SIGN_IN : STATUS_SCENES[name];
        const answer = answers?.[`${request.method()} ${pathname}`] ?? answers?.[pathname];
        if (answer !== undefined)
          return route.fulfill({ status: answer.status ?? 200, json: answer.body ?? answer });
        const path = FILES[pathname];
        if (path === undefined) return route.fulfill({ status: 404 });
        return route.fulfill({ body: await readFile(path), contentType: TYPES[extname(path.pathname)] });
      });
      if (name in PAGES) await showPage(page, PAGES[name]);
      else if (name in CARDS) await showCard(page, CARDS[name]);
      else if (name in HISTORY_SCENES) await showHistory(page, HISTORY_SCENES[name]);
      else await page.goto(`${ORIGIN}/status#${name.split('-')[0]}`);
      await DONE[name]?.(page);
      await page.waitForTimeout(200); // Lit renders in microtasks; this is for the fonts
      await page.screenshot({ path: join(folder, file), fullPage: true });
      await page.close();
      console.log(file);
    }
    await context.close();
  }
}
await browser.close();

async function showPage(page, messages) {
  await page.routeWebSocket('**/api/v1/ws', (socket) => {
    for (const message of messages) {
      if (message === NO_SERVER) void socket.close();
      else socket.send(JSON.stringify(message));
    }
  });
  await page.goto(`${ORIGIN}/`);
}

async function showCard(page, rooms) {
  await page.goto(`${ORIGIN}/home-assistant`);
  await page.evaluate(async (hass) => {
    await customElements.whenDefined('climat-guardian-card');
    const card = document.querySelector('climat-guardian-card');
    card.setConfig({ type: 'custom:climat-guardian-card', title: 'Climate' });
    card.hass = hass;
  }, hassOf(rooms));
}

async function showHistory(page, scene) {
  await page.goto(`${ORIGIN}/history`);
  await page.waitForFunction(() => 'show' in globalThis);
  await page.evaluate((given) => globalThis.show(given), scene);
  await page.waitForTimeout(500); // it asks when nothing has moved for a while
}
