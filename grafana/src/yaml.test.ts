import assert from 'node:assert/strict';
import { test } from 'node:test';
import { yaml } from './yaml.ts';

test('lists, records and texts are nested by indentation, and texts quoted', () => {
  const written = yaml({
    apiVersion: 1,
    groups: [
      {
        name: 'a: "b"',
        rules: [
          { uid: 'x', params: [70, -1] },
          { uid: 'y', params: [] },
        ],
      },
      { name: 'no', rules: null },
    ],
    settings: {},
    on: true,
  });
  assert.equal(
    written,
    `apiVersion: 1
groups:
  - name: "a: \\"b\\""
    rules:
      - uid: "x"
        params:
          - 70
          - -1
      - uid: "y"
        params: []
  - name: "no"
    rules: null
settings: {}
on: true
`,
  );
});
