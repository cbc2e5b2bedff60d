/** Edits over the API: what they change, what they say of it before and after, and what is there once they are undone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { MadeEdit } from '../api/schema.ts';
import { mac } from '../src/store/store-fixture.ts';
import {
  adminOf,
  averagesIn,
  building,
  changedIn,
  day,
  everyAnswer,
  hour,
  iso,
  sensorNames,
  type Building,
} from './edited-building.ts';
import { ask, bridgeIn, SettableClock, tokenIn, type Answered, type TrustBridge } from './trust-setup.ts';

const [first, , second] = sensorNames;

interface Asker {
  readonly post: (path: string, body?: unknown) => Promise<Answered>;
  readonly get: (path: string) => Promise<Answered>;
}

function admin({ url }: Pick<TrustBridge, 'url'>, { path }: Building): Asker {
  const { token } = adminOf(path);
  return {
    post: (asked, body) => ask(url, `api/v1/${asked}`, { method: 'POST', token, body }),
    get: (asked) => ask(url, `api/v1/${asked}`, { token }),
  };
}

function madeBy({ status, body, text }: Answered, expected = 201): MadeEdit {
  assert.equal(status, expected, text);
  assert.ok(Value.Check(MadeEdit, body), text);
  return body;
}

/** Each verb, and what of the answers it must change. */
function everyWish({ until }: Building): { wish: Record<string, unknown>; changes: RegExp[] }[] {
  const from = iso(until - 5 * day - 1_234_567);
  return [
    { wish: { verb: 'room-rename', room: 'kitchen', name: 'Küche' }, changes: [/^rooms/] },
    { wish: { verb: 'room-floor', room: 'office', floor: '1' }, changes: [/^rooms/] },
    {
      wish: { verb: 'device-move', device: mac(1), room: 'office', from },
      changes: [
        /^rooms/,
        /^placements/,
        /^devices/,
        /readings.room=kitchen/,
        /readings.room=office/,
        /^averages.room=kitchen/,
        /^series.room=office/,
        /^averages$/,
      ],
    },
    {
      wish: { verb: 'device-move', device: mac(1), newRoom: 'Attic', from },
      changes: [/^rooms/, /^placements/, /room=kitchen/, /^averages/],
    },
    {
      wish: { verb: 'device-replace', old: mac(2), new: mac(3), from: iso(until - 7 * hour) },
      changes: [/^rooms/, /^placements/, /room=office/, /room=spare/, /^averages/],
    },
    {
      wish: { verb: 'calibrate', sensor: first, offset: -0.4, gain: 1.02, from },
      changes: [
        /^rooms/,
        /^calibrations/,
        /^averages.room=kitchen.*hour/,
        /^averages.room=kitchen.*csv/,
        /^series/,
      ],
    },
    {
      wish: { verb: 'flag', sensor: first, from, until: iso(until - 3 * day), reason: 'in the sun' },
      changes: [/^flags/, /^averages.room=kitchen.*day/, /^series/],
    },
    {
      wish: { verb: 'hold', sensor: first, holdSeconds: 600, from: iso(until + hour) },
      changes: [/^holds/],
    },
  ];
}

test('after undo, every answer is byte for byte what it was, whichever verb it was', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post } = admin(bridge, here);
  const device = tokenIn(here.path, { scope: 'ingest', device: mac(1) }).token;
  const body = { temperature: 21.5 };
  assert.equal(
    (await ask(bridge.url, 'api/v1/readings', { method: 'POST', token: device, body })).status,
    201,
  );
  const before = await everyAnswer(bridge.url, here);
  for (const { wish, changes } of everyWish(here)) {
    const said = JSON.stringify(wish);
    const planned = madeBy(await post('edits?dryRun=true', wish), 200);
    assert.equal(planned.id, null);
    assert.deepEqual(changedIn(before, await everyAnswer(bridge.url, here)), [], `only tried: ${said}`);
    const made = madeBy(await post('edits', wish));
    assert.deepEqual({ ...made, id: null }, planned, 'what is made is what was planned');
    const changed = changedIn(before, await everyAnswer(bridge.url, here));
    for (const one of changes)
      assert.ok(
        changed.some((asked) => one.test(asked)),
        `${said}: ${String(one)}`,
      );
    const undone = madeBy(await post(`edits/${String(made.id)}/undo?dryRun=true`), 200);
    assert.equal(undone.changes.length, made.changes.length);
    const undo = madeBy(await post(`edits/${String(made.id)}/undo`));
    assert.deepEqual(changedIn(before, await everyAnswer(bridge.url, here)), [], `undone: ${said}`);
    // And there again: an undo is an edit.
    const redone = madeBy(await post(`edits/${String(undo.id)}/undo`));
    assert.deepEqual(changedIn(before, await everyAnswer(bridge.url, here)), changed, `redone: ${said}`);
    madeBy(await post(`edits/${String(redone.id)}/undo`));
  }
  assert.deepEqual(changedIn(before, await everyAnswer(bridge.url, here)), []);
});

test('several edits on top of each other are taken back from the newest, each to what was before it', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post } = admin(bridge, here);
  const states = [await everyAnswer(bridge.url, here)];
  const numbers: number[] = [];
  for (const { wish } of everyWish(here)) {
    numbers.push(madeBy(await post('edits', wish)).id ?? 0);
    states.push(await everyAnswer(bridge.url, here));
  }
  for (const [i, id] of [...numbers.entries()].reverse()) {
    madeBy(await post(`edits/${String(id)}/undo`));
    const state = states[i];
    assert.ok(state);
    assert.deepEqual(changedIn(state, await everyAnswer(bridge.url, here)), [], `edit ${String(id)}`);
  }
});

test('an edit says which rows it changes, which averages it touches, and how many buckets that are', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post } = admin(bridge, here);
  const from = iso(here.until - 30 * hour);
  const { changes, touched } = madeBy(
    await post('edits', { verb: 'device-move', device: mac(1), room: 'office', from }),
  );
  assert.deepEqual(
    changes.map((change) => (change.of === 'placement' ? [change.before?.until, change.after] : change)),
    ['temperature', 'humidity'].flatMap((of, i) => {
      const sensor = `a0b765000001.${of}.${of}`;
      const old = { id: 1 + i, sensor, room: 'kitchen', from: null, until: from, edit: null };
      const moved = { id: 7 + i, sensor, room: 'office', from, until: null, edit: 1 };
      return [
        [null, old],
        [undefined, moved],
      ];
    }),
  );
  // The last reading goes on in the hour after it.
  const rooms = touched.rooms.map(({ room, quantity, buckets, until }) => [room, quantity, buckets, until]);
  assert.deepEqual(
    rooms.toSorted((a, b) => String(a).localeCompare(String(b))),
    ['kitchen', 'office'].flatMap((room) => ['humidity', 'temperature'].map((of) => [room, of, 31, null])),
  );
  assert.ok(touched.rooms.every((one) => one.from === from));
  assert.deepEqual(
    touched.sensors.map(({ sensor, buckets }) => [sensor, buckets]),
    [
      ['a0b765000001.temperature.temperature', 1],
      ['a0b765000001.humidity.humidity', 1],
    ],
  );

  const flagged = madeBy(
    await post('edits', {
      verb: 'flag',
      sensor: second,
      from: iso(here.until - 10 * day),
      until: iso(here.until - 9 * day),
      reason: 'wet',
    }),
  );
  // A reading in it counted for a day at most.
  assert.deepEqual(
    [flagged.touched.sensors, flagged.touched.rooms].map((all) => all.map(({ buckets }) => buckets)),
    [[48], [48]],
  );
});

test('who asks right after an edit is told what is so since: rooms, sensors, averages, audit', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post, get } = admin(bridge, here);
  const before = averagesIn(here.path, here.until);
  for (let n = 1; n <= 5; n++) {
    const name = `Kitchen ${String(n)}`;
    madeBy(await post('edits', { verb: 'room-rename', room: 'kitchen', name }));
    const { rooms } = (await get('rooms')).body as { rooms: { name: string }[] };
    assert.ok(rooms.some((room) => room.name === name));
    const move = {
      verb: 'device-move',
      device: mac(3),
      newRoom: `Attic ${String(n)}`,
      from: iso(here.until - day),
    };
    madeBy(await post('edits', move));
    assert.match((await get('devices')).text, new RegExp(`attic-${String(n)}`));
    assert.ok(averagesIn(here.path, here.until).includes(`attic-${String(n)}`));
  }
  assert.notEqual(averagesIn(here.path, here.until), before);
  const { entries } = (await get('audit?limit=2')).body as {
    entries: { action: string; token: number; detail: string }[];
  };
  assert.deepEqual(
    entries.map(({ action, token, detail }) => [action, token, detail.split(' ')[0]]),
    [
      ['edit-made', adminOf(here.path).id, '10:'],
      ['edit-made', adminOf(here.path).id, '9:'],
    ],
  );
});

test('what cannot be is a problem with a code of its own, and changes nothing', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post, get } = admin(bridge, here);
  const { until } = here;
  const from = iso(until - day);
  const move = { verb: 'device-move', device: mac(1), room: 'office', from };
  const calibrate = { verb: 'calibrate', sensor: first, offset: 1, from };
  const flag = { verb: 'flag', sensor: first, from, until: iso(until), reason: 'wet' };
  const made = madeBy(await post('edits', flag)).id;
  madeBy(await post(`edits/${String(made)}/undo`));
  const attic = madeBy(
    await post('edits', { verb: 'device-move', device: mac(3), newRoom: 'Attic', from }),
  ).id;
  madeBy(await post('edits', { ...move, room: 'attic', from: iso(until - hour) }));
  const before = await everyAnswer(bridge.url, here);
  const edits = (await get('edits')).text;
  const future = iso(Date.now() + hour);
  for (const [wish, status, code, field] of [
    [{ ...move, room: 'cellar' }, 404, 'unknown-room'],
    [{ ...move, device: mac(9) }, 404, 'unknown-device'],
    [{ verb: 'device-replace', old: mac(1), new: mac(9), from }, 404, 'unknown-device'],
    [{ ...calibrate, sensor: 'a0b765000009.temperature.temperature' }, 404, 'unknown-sensor', 'sensor'],
    [{ ...calibrate, sensor: 'kitchen' }, 422, 'malformed', 'sensor'],
    [{ verb: 'room-rename', room: 'cellar', name: 'x' }, 404, 'unknown-room'],
    [{ verb: 'room-rename', room: 'kitchen', name: 'Office' }, 409, 'name-taken'],
    [{ ...move, room: undefined, newRoom: 'Office' }, 409, 'name-taken'],
    [{ verb: 'room-rename', room: 'kitchen', name: ' \n' }, 422, 'malformed'],
    [{ verb: 'room-rename', room: 'kitchen', name: 'Kitchen' }, 409, 'nothing-changes'],
    [{ ...move, room: 'attic', from: iso(until - hour) }, 409, 'nothing-changes'],
    [{ verb: 'device-replace', old: mac(1), new: mac(1), from }, 409, 'nothing-changes'],
    [{ ...calibrate, offset: 0 }, 409, 'nothing-changes'],
    [{ ...move, from: future }, 422, 'in-the-future'],
    [{ ...calibrate, from: future }, 422, 'in-the-future'],
    [{ ...flag, until: future }, 422, 'in-the-future'],
    [{ ...flag, until: from }, 422, 'malformed'],
    [{ ...flag, until: iso(until - 2 * day) }, 422, 'malformed'],
    [{ ...flag, reason: '\n' }, 422, 'malformed'],
    [{ ...flag, from: 'yesterday' }, 422, 'bad-time', 'from'],
    [{ ...flag, until: '2026-02-30' }, 422, 'bad-time', 'until'],
    [{ verb: 'hold', sensor: first, holdSeconds: 60, from }, 422, 'too-early'],
    [{ ...calibrate, gain: 0 }, 400, 'invalid-body', 'gain'],
    [{ ...calibrate, gain: '1' }, 400, 'invalid-body', 'gain'],
    [{ ...calibrate, offset: 1e9 }, 400, 'invalid-body', 'offset'],
    [{ verb: 'hold', sensor: first, holdSeconds: 9 }, 400, 'invalid-body', 'holdSeconds'],
    [{ ...move, newRoom: 'Attic' }, 422, 'malformed', 'room'],
    [{ ...move, room: undefined }, 422, 'malformed', 'room'],
    [{ ...move, device: 'kitchen' }, 400, 'invalid-body', 'device'],
    [{ ...move, dryRun: true }, 400, 'invalid-body'],
    [{ verb: 'room-rename', room: 'kitchen' }, 400, 'invalid-body', 'name'],
    [{ verb: 'room-remove', room: 'kitchen' }, 400, 'invalid-body', 'verb'],
    [{}, 400, 'invalid-body', 'verb'],
    [[], 400, 'invalid-body', 'verb'],
  ] as const) {
    for (const query of ['', '?dryRun=true']) {
      const answer = await post(`edits${query}`, wish);
      const said = `${JSON.stringify(wish)}: ${answer.text}`;
      assert.equal(answer.status, status, said);
      assert.equal(answer.code, code, said);
      assert.match(answer.headers['content-type'] ?? '', /problem\+json/);
      if (field !== undefined) assert.equal(answer.body['field'], field, said);
    }
  }
  for (const [path, status, code] of [
    ['edits/999/undo', 404, 'unknown-edit'],
    [`edits/${String(made)}/undo`, 409, 'undone-already'],
    [`edits/${String(attic)}/undo`, 409, 'stood-upon'],
    ['edits/0/undo', 400, 'invalid-path'],
    ['edits/last/undo', 400, 'invalid-path'],
    ['edits/1/undo?dry-run=true', 400, 'invalid-query'],
    ['edits?dryrun=true', 400, 'invalid-query'],
    ['edits?dryRun=yes', 400, 'invalid-query'],
  ] as const) {
    const answer = await post(path, path.startsWith('edits?') ? move : undefined);
    assert.deepEqual([answer.status, answer.code], [status, code], `${path}: ${answer.text}`);
  }
  assert.equal((await get('edits')).text, edits);
  assert.deepEqual(changedIn(before, await everyAnswer(bridge.url, here)), []);
});

test('a token of some rooms is told of those only, and changes nothing', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post, get } = admin(bridge, here);
  const from = iso(here.until - day);
  for (const wish of [
    { verb: 'room-floor', room: 'kitchen', floor: 'EG' },
    { verb: 'room-floor', room: 'office', floor: '1' },
    { verb: 'calibrate', sensor: first, offset: 1, from },
    { verb: 'calibrate', sensor: second, offset: 2, from },
    { verb: 'flag', sensor: first, from, until: iso(here.until), reason: 'wet kitchen' },
    { verb: 'flag', sensor: second, from, until: iso(here.until), reason: 'wet office' },
    { verb: 'hold', sensor: second, holdSeconds: 60 },
    { verb: 'device-move', device: mac(3), room: 'kitchen', from },
    { verb: 'device-move', device: mac(2), newRoom: 'Cellar', from: iso(here.until - hour) },
    // It holds in a room that is known, and in one that is not.
    { verb: 'calibrate', sensor: sensorNames[4], offset: 3, from: iso(here.until - 2 * day) },
  ])
    madeBy(await post('edits', wish));
  const reader = tokenIn(here.path, { scope: 'read', rooms: ['kitchen'] }).token;
  const own = (path: string): Promise<Answered> => ask(bridge.url, `api/v1/${path}`, { token: reader });
  const all = { placements: 10, calibrations: 3, flags: 2, holds: 7, edits: 10 };
  const some = { placements: 4, calibrations: 2, flags: 1, holds: 4, edits: 3 };
  for (const [name, count] of Object.entries(all)) {
    const rows = (await get(name)).body[name] as unknown[];
    assert.equal(rows.length, count, name);
    const { body, text } = await own(name);
    const seen = body[name] as unknown[];
    assert.equal(seen.length, some[name as keyof typeof some], `${name}: ${text}`);
    assert.doesNotMatch(text, /office|cellar|a0b765000002/i, name);
  }
  const { edits } = (await own('edits')).body as { edits: { id: number }[] };
  assert.deepEqual(
    edits.map(({ id }) => id),
    [5, 3, 1],
    'the one that moved a device here came from a room that it may not know',
  );
  const refused = await ask(bridge.url, 'api/v1/edits', {
    method: 'POST',
    token: reader,
    body: { verb: 'room-floor', room: 'kitchen', floor: '2' },
  });
  assert.deepEqual([refused.status, refused.code], [403, 'wrong-scope']);
});

test('edits come in pages, the newest first', async (t) => {
  const here = await building(t);
  await using bridge = await bridgeIn(here.folder);
  const { post, get } = admin(bridge, here);
  for (let n = 1; n <= 5; n++)
    madeBy(await post('edits', { verb: 'room-floor', room: 'kitchen', floor: String(n) }));
  madeBy(await post('edits/5/undo'));
  const page = async (query: string): Promise<[number[], unknown]> => {
    const { edits, next } = (await get(`edits?${query}`)).body as { edits: { id: number }[]; next: unknown };
    return [edits.map(({ id }) => id), next];
  };
  assert.deepEqual(await page('limit=4'), [[6, 5, 4, 3], 3]);
  assert.deepEqual(await page('limit=4&before=3'), [[2, 1], null]);
  const { edits } = (await get('edits?limit=2')).body as { edits: { undoes: unknown; undoneBy: unknown }[] };
  assert.deepEqual(
    edits.map(({ undoes, undoneBy }) => [undoes, undoneBy]),
    [
      [5, null],
      [null, 6],
    ],
  );
});

test('while nobody knows what time it is, an edit that says when is made, and one of now is refused', async (t) => {
  const here = await building(t);
  // As a computer without a clock battery starts: in the past.
  await using bridge = await bridgeIn(here.folder, { clock: new SettableClock(false, -20 * day) });
  const { post } = admin(bridge, here);
  const move = { verb: 'device-move', device: mac(1), room: 'office' };
  for (const wish of [
    move,
    { verb: 'device-replace', old: mac(1), new: mac(3) },
    { verb: 'hold', sensor: first, holdSeconds: 60 },
    { verb: 'flag', sensor: first, from: iso(here.until - 25 * day), reason: 'wet' },
    // After what it knew for certain.
    { ...move, from: iso(Date.now() - 1000) },
  ]) {
    const { status, code, headers } = await post('edits', wish);
    assert.deepEqual(
      [status, code, headers['retry-after']],
      [503, 'clock-untrusted', '10'],
      JSON.stringify(wish),
    );
  }
  madeBy(await post('edits', { verb: 'room-rename', room: 'kitchen', name: 'Galley' }));
  const made = madeBy(await post('edits', { ...move, from: iso(here.until - 21 * day) }));
  madeBy(await post(`edits/${String(made.id)}/undo`));
});
