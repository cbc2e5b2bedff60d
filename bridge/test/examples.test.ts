import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Devices, Health, Ledger, Readings, Rooms, ServerMessage, Sinks, Status } from '../api/schema.ts';

function example(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../api/examples/${name}.json`, import.meta.url), 'utf8'));
}

test('the examples that feed the tests of all parts are what the schemas promise', () => {
  assert.ok(Value.Check(Devices, example('devices')));
  assert.ok(Value.Check(Health, example('health')));
  assert.ok(Value.Check(Ledger, example('ledger')));
  assert.ok(Value.Check(Readings, example('readings')));
  assert.ok(Value.Check(Rooms, example('rooms')));
  assert.ok(Value.Check(Sinks, example('sinks')));
  assert.ok(Value.Check(Status, example('status')));
  assert.ok(Value.Check(Type.Array(ServerMessage), example('ws-session')));
});
