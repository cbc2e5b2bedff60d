import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { notices } from '../notices.ts';

async function tree(packages: Readonly<Record<string, object>>) {
  const root = await mkdtemp(join(tmpdir(), 'climat-notices-'));
  for (const [folder, stated] of Object.entries(packages)) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, 'package.json'), JSON.stringify(stated));
    await writeFile(join(root, folder, 'license.md'), `The text of ${folder}\n`);
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

test('each version of each package is named once, with its text; our own files are not', async () => {
  await using built = await tree({
    'node_modules/one': { name: 'one', version: '1.0.0', license: 'MIT' },
    'node_modules/@scope/two': { name: '@scope/two', version: '2.0.0', license: 'ISC' },
    'node_modules/@scope/two/node_modules/one': { name: 'one', version: '0.9.0', license: 'MIT' },
  });
  const text = await notices(built.root, [
    'bridge/src/main.ts',
    'node_modules/one/lib/index.js',
    'node_modules/one/lib/more.js',
    'node_modules/@scope/two/index.js',
    'node_modules/@scope/two/node_modules/one/index.js',
  ]);
  assert.deepEqual(text.match(/^.* \(\w+\)$/gm), [
    '@scope/two 2.0.0 (ISC)',
    'one 0.9.0 (MIT)',
    'one 1.0.0 (MIT)',
  ]);
  assert.match(text, /^The text of node_modules\/@scope\/two\/node_modules\/one$/m);
  assert.doesNotMatch(text, /bridge/);
});

test('a licence that nobody has looked at stops the build', async () => {
  await using built = await tree({
    'node_modules/one': { name: 'one', version: '1.0.0', license: 'GPL-3.0-only' },
    'node_modules/two': { name: 'two', version: '1.0.0' },
  });
  await assert.rejects(
    notices(built.root, ['node_modules/one/index.js']),
    /one 1\.0\.0 is under GPL-3\.0-only/,
  );
  await assert.rejects(notices(built.root, ['node_modules/two/index.js']), /two 1\.0\.0 is under undefined/);
});
