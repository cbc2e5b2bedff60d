/** A real Chromium, from Debian. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NotSetUp } from './cache.ts';
import type { Need } from './need.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** `CHROMIUM`, else the first browser of that family on the PATH. */
function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return process.env['CHROMIUM'] ?? candidates.find((path) => existsSync(path));
}

export function chromiumCommand(): string {
  const found = findChromium();
  if (found === undefined) throw new NotSetUp('Chromium');
  return found;
}

/** Headless, on closed machines too: nothing of the browser's own goes to a network. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const chromiumNeed: Need = {
  name: 'Chromium',
  async provide(machine) {
    // A bare system has no font at all, and a page of empty boxes.
    if (findChromium() === undefined) await machine.debian('chromium', 'fonts-dejavu-core');
  },
};
