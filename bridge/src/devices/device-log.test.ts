import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { DeviceLog } from './device-log.ts';

const minute = 60_000;

function logged(t: TestContext) {
  mock.timers.enable({ apis: ['setTimeout'] });
  endOf(t).defer(() => {
    mock.timers.reset();
  });
  const lines: string[] = [];
  const hear = (level: string) => (fields: object, message: string) => {
    lines.push(`${level} ${JSON.stringify(fields)} ${message}`);
  };
  return { lines, log: new DeviceLog({ info: hear('info'), warn: hear('warn') }) };
}

test('the first thing said of a device is a line at once, and the next one a minute later', (t) => {
  const { lines, log } = logged(t);
  log.say('a', 'info', 'Online.', { state: 'online' });
  assert.deepEqual(lines.splice(0), ['info {"device":"a","state":"online"} Online.']);
  log.say('a', 'warn', 'Gone.', { state: 'unreachable' });
  mock.timers.tick(minute - 1);
  assert.deepEqual(lines, []);
  mock.timers.tick(1);
  assert.deepEqual(lines.splice(0), ['warn {"device":"a","state":"unreachable"} Gone.']);
  mock.timers.tick(minute);
  log.say('a', 'info', 'Online.');
  assert.equal(lines.length, 1);
});

test('a device that flaps for an hour has a line a minute, which says how many were left out', (t) => {
  const { lines, log } = logged(t);
  for (let second = 0; second < 3600; second++) {
    log.say('a', 'info', second % 2 === 0 ? 'Gone.' : 'Online.');
    mock.timers.tick(1000);
  }
  assert.equal(lines.length, 61);
  assert.match(lines.at(-1) ?? '', /Gone\. Online\. \(58 more in the last minute left out\)$/);
});

test('of many different things the newest three are said', (t) => {
  const { lines, log } = logged(t);
  for (const word of ['one', 'two', 'three', 'four', 'five']) log.say('a', 'info', word);
  mock.timers.tick(minute);
  assert.match(lines.at(-1) ?? '', / three four five \(1 more in the last minute left out\)$/);
});

test('one device never waits for another', (t) => {
  const { lines, log } = logged(t);
  log.say('a', 'info', 'Online.');
  log.say('b', 'info', 'Online.');
  assert.equal(lines.length, 2);
});

test('a warning that waits stays a warning, and on stopping what waits is said', (t) => {
  const { lines, log } = logged(t);
  log.say('a', 'info', 'Online.');
  log.say('a', 'warn', 'Gone.');
  log.say('a', 'info', 'Online.');
  log[Symbol.dispose]();
  assert.match(lines.at(-1) ?? '', /^warn .* Gone\. Online\.$/);
  assert.equal(lines.length, 2);
});
