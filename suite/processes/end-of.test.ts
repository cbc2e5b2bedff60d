import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf } from './end-of.ts';

test('what a test began ends the last first, and all of it, though one fails', async () => {
  const ended: string[] = [];
  const after: (() => Promise<void>)[] = [];
  const it = { after: (end: () => Promise<void>): void => void after.push(end) };
  endOf(it).defer(() => void ended.push('folder'));
  endOf(it).defer(() => {
    throw new Error('no way');
  });
  endOf(it).defer(() => void ended.push('store'));
  assert.equal(after.length, 1);
  await assert.rejects(async () => after[0]?.(), /no way/);
  assert.deepEqual(ended, ['store', 'folder']);
});
