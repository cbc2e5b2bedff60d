/** Edits by the command line beside a running bridge: after an undo, all that it answers is byte for byte what it was. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { mac } from '../src/store/store-fixture.ts';
import { climatGuardian } from './climat-guardian.ts';
import { building, changedIn, day, everyAnswer, hour, iso, type Building } from './edited-building.ts';
import { bridgeIn } from './trust-setup.ts';

async function done({ folder }: Building, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await climatGuardian(...args, '--data', folder);
  assert.equal(code, 0, `${args.join(' ')}: ${err}`);
  return out;
}

/** What the command line itself lists, but the edits. */
async function listed(here: Building): Promise<string> {
  return (await done(here, 'room', 'list', '--json')) + (await done(here, 'device', 'list', '--json'));
}

test('each verb, its trial, its undo: beside a bridge that takes all of it in', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const from = ['--from', iso(here.until - 5 * day)];
  const before = await everyAnswer(bridge.url, here);
  const lists = await listed(here);
  for (const [verb, changes] of [
    [['room', 'rename', 'kitchen', 'Küche'], /^rooms/],
    [['room', 'floor', 'kitchen', 'EG'], /^rooms/],
    [['device', 'move', mac(1), 'Attic', '--new', ...from], /^averages.room=kitchen.*hour/],
    [
      ['device', 'replace', mac(2), mac(3), '--from', iso(here.until - 8 * hour)],
      /^averages.room=office.*hour/,
    ],
    [['calibrate', '2', '--offset', '-0.4', '--gain', '1.02', ...from], /^averages.room=kitchen.*day/],
    [
      [
        'flag',
        mac(1),
        'temperature',
        ...from,
        '--until',
        iso(here.until - 2 * day),
        '--reason',
        'in the sun',
      ],
      /^averages.room=kitchen.*csv/,
    ],
    [['hold', mac(2), '10m', 'temperature'], /^holds/],
  ] as const) {
    const said = verb.join(' ');
    await done(here, ...verb, '--dry-run');
    assert.deepEqual(changedIn(before, await everyAnswer(bridge.url, here)), [], `only tried: ${said}`);
    const { edit, touched } = JSON.parse(await done(here, ...verb, '--json')) as {
      edit: number;
      touched: { rooms: { buckets: number }[] };
    };
    if (String(changes).includes('averages'))
      assert.ok(
        touched.rooms.some(({ buckets }) => buckets > 0),
        said,
      );
    await eventually(`the bridge has taken in ${said}`, async () => {
      const changed = changedIn(before, await everyAnswer(bridge.url, here));
      return changed.some((asked) => changes.test(asked)) ? { found: true } : { not: changed };
    });
    await done(here, 'undo', String(edit));
    await eventually(`all is as before ${said}`, async () => {
      const changed = changedIn(before, await everyAnswer(bridge.url, here));
      return changed.length === 0 ? { found: true } : { not: changed };
    });
    assert.equal(await listed(here), lists, said);
  }
});

test('what an edit touches is told with it, tried or made, for people and for programs', async (t) => {
  const here = await building(t);
  const flag = ['flag', '2', '--from', iso(here.until - day), '--until', iso(here.until), '--reason', 'wet'];
  const planned = await done(here, ...flag, '--dry-run');
  assert.match(
    planned,
    /^Readings of sensor 2 .* are not to be believed: wet\.\n {2}sensor 2 .*: flagged from .* until .*: wet\n/,
  );
  assert.match(planned, /\n {2}made anew: temperature in kitchen from .* until .*, 25 buckets\n/);
  assert.match(planned, /\n {2}made anew: sensor 2 \(temperature of .*\) from .* until .*, 25 buckets\n/);
  assert.equal(await done(here, ...flag), planned);
  const held = await done(here, 'hold', '2', '90s');
  assert.match(
    held,
    /counts for 90 s at most, from .*\n {2}sensor 2 .*: a reading counts for 90 s, from .* on\n/,
  );
  assert.match(await done(here, 'undo', '1'), /\n {2}sensor 2 .*: no longer flagged from /);
  assert.match(await done(here, 'undo', '2'), /\n {2}sensor 2 .*: no longer a reading counts for 90 s/);
  const { touched } = JSON.parse(await done(here, ...flag, '--json')) as {
    touched: Record<string, { from: string; until: string; buckets: number }[]>;
  };
  const whole = { from: iso(here.until - day), until: iso(here.until + day), buckets: 25 };
  assert.deepEqual(touched['rooms'], [{ room: 'kitchen', quantity: 'temperature', ...whole }]);
});

test('a wrong flag or hold is told, and nothing is made of it', async (t) => {
  const here = await building(t);
  const flag = ['flag', '2', '--reason', 'wet'];
  const from = ['--from', iso(here.until - day)];
  for (const [args, code, said] of [
    [flag, 2, /--from/],
    [['flag', '2', ...from], 2, /--reason/],
    [[...flag, '--from', '2026-02-30'], 2, /must be a date or a time/],
    [[...flag, ...from, '--until', iso(here.until - 2 * day)], 1, /before it begins/],
    [[...flag, ...from, '--until', '2100-01-01'], 1, /still to come/],
    [['flag', '99', ...from, '--reason', 'wet'], 1, /no sensor 99/],
    [['flag', mac(1), ...from, '--reason', 'wet'], 1, /several sensors: say which/],
    [['hold', '2'], 2, /duration/],
    [['hold', '2', '5s'], 2, /from 10s to 24h/],
    [['hold', '2', '25h'], 2, /from 10s to 24h/],
    [['hold', '2', 'long'], 2, /from 10s to 24h/],
    [['hold', '2', '10m', ...from], 1, /never retroactive/],
  ] as const) {
    const { code: ended, err } = await climatGuardian(...args, '--data', here.folder);
    assert.equal(ended, code, `${args.join(' ')}: ${err}`);
    assert.match(err, said, args.join(' '));
  }
  assert.equal(await done(here, 'edits', '--json'), '[]\n');
  assert.equal(here.path, join(here.folder, 'climat-guardian.db'));
});
