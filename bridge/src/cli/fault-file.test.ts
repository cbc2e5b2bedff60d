import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../config/faults.ts';
import { parseFaults } from './fault-file.ts';

test('a plan in YAML or in JSON is read, times in any unit, devices as they are printed', () => {
  const yaml = `
- { at: 30s, device: 2, fault: half-open, for: 1.5m }
- every: 2h
  device: all
  fault: reset
- { at: 500ms, every: 1m, device: 1, fault: nan, for: 10s }
`;
  const plan = [
    { at: 30_000, every: undefined, device: 1, fault: 'half-open', for: 90_000 },
    { at: 7_200_000, every: 7_200_000, device: 'all', fault: 'reset', for: undefined },
    { at: 500, every: 60_000, device: 0, fault: 'nan', for: 10_000 },
  ];
  assert.deepEqual(parseFaults(yaml, 'faults.yaml', 2), plan);
  const json = '[{"at": "30s", "device": 2, "fault": "half-open", "for": "1.5m"}]';
  assert.deepEqual(parseFaults(json, 'faults.json', 2), plan.slice(0, 1));
});

for (const [text, ...faults] of [
  ['at: 30s', /^the file: must be a list of faults$/],
  ['- [', /^line 1: /],
  ['- silence', /^line 1: must hold at or every, device and fault$/],
  [
    '- { at: 30s, devise: 1, fault: silence }',
    /^line 1: devise: unknown key; did you mean "device"\?$/,
    /^line 1: device: must be a number from 1 to 8/,
  ],
  [
    '- at: 1s\n  device: 1\n  fault: half-opened',
    /^line 3: fault: "half-opened" is unknown; did you mean "half-open"\?$/,
  ],
  ['- { at: 1s, device: 1, fault: earthquake }', /is unknown; known here: silence, half-open, reset, /],
  ['- { at: 1s, device: 1 }', /^line 1: fault: is missing$/],
  ['- { at: 1s, device: 9, fault: zero }', /^line 1: device: must be a number from 1 to 8/],
  ['- { at: soon, device: 1, fault: zero }', /^line 1: at: "soon" must be a duration such as/],
  ['- { at: 25h, device: 1, fault: zero }', /a day at most$/],
  ['- { device: 1, fault: zero }', /^line 1: at or every: when/],
  ['- { at: 1s, device: 1, fault: flood, for: 1s }', /^line 1: for: flood is over at once$/],
  ['- { every: 1s, device: 1, fault: zero }', /^line 1: for: what happens every 1000 ms must be over before/],
  ['- { at: 1s, device: all, fault: swap }', /^line 1: device: swap is for one and the next$/],
  [
    '- { at: 1s, device: { one: 1 }, fault: zero }',
    /^line 1: device: must be one value$/,
    /^line 1: device: must be a/,
  ],
] as const) {
  test(`${JSON.stringify(text)} is refused: ${String(faults[0])}`, () => {
    assert.throws(
      () => parseFaults(text, 'faults.yaml', 8),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.faults.length, faults.length, error.message);
        for (const [index, fault] of faults.entries()) assert.match(error.faults[index] ?? '', fault);
        return true;
      },
    );
  });
}
