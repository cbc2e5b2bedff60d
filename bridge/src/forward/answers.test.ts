import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { errorOf, errorOfNoAnswer, shellWord, type Answer } from './answers.ts';

const words = { at: 'InfluxDB at x', secret: 'the token', forbidden: 'Grant it.', missing: 'Make it.' };

function met(answer: Partial<Answer>): { said: string; fault: unknown } {
  const error = errorOf({ status: 204, headers: {}, body: '', ...answer }, words);
  return { said: error?.message ?? '', fault: error?.fault };
}

test('only 204 is an answer to a write that was taken', () => {
  assert.equal(errorOf({ status: 204, headers: {}, body: '' }, words), undefined);
  for (const status of [200, 201, 301, 405, 418])
    assert.deepEqual(met({ status }).fault, { kind: 'operator' });
});

test('a sink’s wish to be left alone is kept, in seconds or as a date by its own clock, within an hour', () => {
  const date = 'Sat, 21 Nov 2026 15:00:00 GMT';
  const table: [headers: Record<string, string>, afterMs: number | undefined][] = [
    [{}, undefined],
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '999999999' }, 3_600_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 15:01:00 GMT', date }, 60_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 14:01:00 GMT', date }, undefined],
    [{ 'retry-after': 'Sat, 21 Nov 2026 15:01:00 GMT' }, undefined],
  ];
  for (const status of [429, 503]) {
    for (const [headers, afterMs] of table)
      assert.deepEqual(met({ status, headers }).fault, { kind: 'later', afterMs });
  }
});

test('only the sink’s own words about points count as such', () => {
  const table: [body: string, namesPoints: boolean, dropped?: number][] = [
    ['{"error":"partial write: points beyond retention policy dropped=7"}', true, 7],
    ['{"error":"partial write: field type conflict: input field \\"a\\" is … dropped=1"}', true, 1],
    [
      '{"code":"unprocessable entity","message":"… partial write: field type conflict: … dropped=2"}',
      true,
      2,
    ],
    // Of lines that it could not read it counts none as dropped.
    ['{"error":"partial write: unable to parse \'x\': missing fields dropped=0"}', false, 0],
    ['{"error":"unable to parse \'x\': missing fields"}', false],
    ['{"error":"database is required"}', false],
    ['<html>400</html>', false],
    ['', false],
  ];
  for (const status of [400, 422]) {
    for (const [body, namesPoints, dropped] of table) {
      const { fault } = met({ status, body });
      assert.ok(typeof fault === 'object' && fault !== null);
      assert.equal(Reflect.get(fault, 'kind'), 'refused');
      assert.equal(Reflect.get(fault, 'namesPoints'), namesPoints, body);
      assert.equal(Reflect.get(fault, 'dropped'), dropped, body);
    }
  }
});

test('what is said is one short line in the sink’s own words', () => {
  assert.equal(
    met({ status: 500, body: '{"error":"timeout\\n now."}' }).said,
    'InfluxDB at x cannot take readings now, 500: timeout now.',
  );
  assert.equal(
    met({ status: 404, body: '{"code":"not found","message":"bucket \\"b\\" not found"}' }).said,
    'InfluxDB at x does not have it: bucket "b" not found. Make it.',
  );
  assert.equal(
    met({ status: 403, body: '{"error":"no"}' }).said,
    'InfluxDB at x does not let us write: no. Grant it.',
  );
  assert.equal(
    met({ status: 400, body: '  <!doctype html>…' }).said,
    'InfluxDB at x did not take the readings, 400: a page, not an answer of InfluxDB.',
  );
  assert.equal(
    met({ status: 400, headers: { 'x-influxdb-error': 'why' } }).said,
    'InfluxDB at x did not take the readings, 400: why.',
  );
  assert.equal(
    met({ status: 400, body: '{"error":[1]}' }).said,
    'InfluxDB at x did not take the readings, 400: {"error":[1]}.',
  );
  assert.ok(met({ status: 400, body: 'x'.repeat(10_000) }).said.length < 400);
  assert.equal(met({ status: 401 }).said, 'InfluxDB at x refused the token.');
});

test('no answer is a reason to try later, and says why', () => {
  const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
  assert.equal(errorOfNoAnswer(refused, words).message, 'InfluxDB at x refuses connections. Is it running?');
  const other = errorOfNoAnswer(new Error('getaddrinfo ENOTFOUND x'), words);
  assert.equal(other.message, 'InfluxDB at x gave no answer: getaddrinfo ENOTFOUND x.');
  assert.deepEqual(other.fault, { kind: 'later' });
});

test('a command can be copied into a shell, whatever a name in it is', () => {
  assert.equal(shellWord('climate_long'), 'climate_long');
  assert.equal(shellWord(''), "''");
  const odd = 'CREATE DATABASE "a b$HOME\'s; rm"';
  assert.equal(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(odd)}`], { encoding: 'utf8' }), odd);
});
