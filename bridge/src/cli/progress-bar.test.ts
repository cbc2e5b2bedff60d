import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressBar } from './progress-bar.ts';

function screen(isTTY: boolean): { isTTY: boolean; text: string; write: (text: string) => void } {
  return {
    isTTY,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

test('a terminal is shown a bar in one line, which is gone at the end', () => {
  const out = screen(true);
  let now = 0;
  {
    using bar = new ProgressBar('seed', out, () => now);
    now = 60_000;
    bar.told(0.25, '2024-01-31');
    now += 50;
    bar.told(0.26, 'too soon to be read');
  }
  const [, shown = '', wiped = ''] = out.text.split('\r');
  assert.equal(shown.trimEnd(), `[${'#'.repeat(6)}${'.'.repeat(18)}]  25 %  2024-01-31, 3:00 left`);
  assert.equal(wiped.trim(), '');
  assert.doesNotMatch(out.text, /too soon|\n/);
});

test('anything else is told a plain line now and then', () => {
  const out = screen(false);
  let now = 0;
  using bar = new ProgressBar('seed', out, () => now);
  for (; now < 25_000; now += 1000) bar.told(now / 100_000, 'somewhere');
  assert.equal(out.text, 'seed 10 %: somewhere, 1:30 left\nseed 20 %: somewhere, 1:20 left\n');
});
