import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pictures } from '../icons.ts';
import { root } from './shipped.ts';

/** In pixels, by folder and name. */
const sides: Readonly<Record<string, number>> = {
  'brand/icon.png': 256,
  'brand/icon@2x.png': 512,
  'app/icon.png': 128,
  'page/icon-192.png': 192,
  'page/icon-512.png': 512,
  'page/icon-maskable-512.png': 512,
  'page/apple-touch-icon.png': 180,
};

test('the committed icons are pictures of the drawing, as large as they are to be', async () => {
  const made = await pictures();
  assert.equal(made.size, Object.keys(sides).length);
  for (const [file, picture] of made) {
    const committed = await readFile(join(root, file));
    assert.ok(committed.equals(picture), `${file} is not: npm run build:icons`);
    // PNG's first chunk begins with width and height.
    const [width, height] = [committed.readUInt32BE(16), committed.readUInt32BE(20)];
    const side = sides[file.split('/').slice(-2).join('/')];
    assert.deepEqual([width, height], [side, side], file);
  }
});

test('the page’s web manifest names icons that are there, as large as it says', async () => {
  const page = join(root, 'card', 'page');
  const manifest = JSON.parse(await readFile(join(page, 'climat-guardian.webmanifest'), 'utf8')) as {
    icons: { src: string; sizes: string; purpose?: string }[];
  };
  for (const { src, sizes: stated } of manifest.icons) {
    const icon = await readFile(join(page, src));
    const side = icon.subarray(1, 4).toString() === 'PNG' ? icon.readUInt32BE(16) : undefined;
    assert.equal(side === undefined ? 'any' : `${String(side)}x${String(side)}`, stated, src);
  }
  assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
});
