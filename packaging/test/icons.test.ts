import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pictures } from '../icons.ts';
import { root } from './shipped.ts';

test('the committed icons are pictures of the drawing, as large as they are to be', async () => {
  const made = await pictures();
  assert.equal(made.size, 3);
  for (const [file, picture] of made) {
    const committed = await readFile(join(root, file));
    assert.ok(committed.equals(picture), `${file} is not: npm run build:icons`);
    // PNG's first chunk begins with width and height.
    const [width, height] = [committed.readUInt32BE(16), committed.readUInt32BE(20)];
    const side = file.startsWith('app/') ? 128 : file.includes('@2x') ? 512 : 256;
    assert.deepEqual([width, height], [side, side], file);
  }
});
