/** What the bridge answers to the status page in each scene, by path. */
import { apiRooms } from './scenes.js';

const GB = 1e9;
const REASONS = {
  3: [
    'unreachable',
    'Not reachable: 10.0.3.19:6053 did not answer in time.',
    'Device a0:b7:65:00:00:03: Not reachable: 10.0.3.19:6053 did not answer in time.',
  ],
  5: [
    'encryption-required',
    "It wants an encryption key and none is configured for it. Copy it from the device's YAML (api: encryption: key); under devices: keys by its MAC address, or at its static address.",
    'Device …',
  ],
  9: [
    'stalled',
    "Connected, but no sensor of it has sent a value since 2026-11-21T09:31:00.000Z. Check its sensors' wiring, or restart it.",
    'Device …',
  ],
  11: ['connecting', 'Not seen since the bridge started.'],
};

function devices(count, reasons = {}) {
  return apiRooms(count).map(({ id, name, values }, n) => {
    const [state, reason] = reasons[n] ?? ['online', null];
    return {
      mac: `a0:b7:65:00:00:${n.toString(16).padStart(2, '0')}`,
      name: `esp-${id}`,
      friendlyName: n === 7 ? name : `${name} climate`,
      address: n === 2 ? null : `10.0.3.${16 + n}:6053`,
      found: n === 2 ? 'posting' : 'mdns',
      esphomeVersion: '2026.10.0',
      encrypted: true,
      state,
      reason,
      since: state === 'online' ? '2026-11-20T06:12:03.120Z' : '2026-11-21T09:41:00.000Z',
      rooms: [id],
      sensors: Object.entries(values).map(([quantity, last], m) => ({
        ...{ id: n * 2 + m, entity: quantity, quantity, room: id, last },
      })),
      refused: n === 4 ? [{ entity: 'temperature', reason: 'not-a-number', count: 12 }] : [],
    };
  });
}

const lane = (name, waiting = 0, oldest = null) => ({ lane: name, waiting, oldest });
const sink = (name) => ({
  ...{ name, circuit: 'closed', failure: null, sent: 12_840_120, refused: 0 },
  lanes: ['inbox', 'block', 'rollup'].map((one) => lane(one)),
});

const well = {
  version: '0.1.0',
  id: '5d1c3f0e-8f1e-4c55-9d6f-2b6f0f6f7a10',
  site: { id: 'office', name: 'Seestrasse 12', timezone: 'Europe/Zurich' },
  uptimeSeconds: 9 * 86_400,
  sentences: [],
  store: {
    ...{ bytes: 92_400_000, readings: 12_840_120, inbox: 3120, quarantined: 0, waiting: 4 },
    ...{ waitingSeconds: 0.4, committedThrough: 12_840_400, sentences: [] },
    disk: { freeBytes: 21.4 * GB, totalBytes: 31.2 * GB, isLow: false, hasBallast: true },
  },
  clock: {
    ...{ trusted: true, source: 'the time daemon', since: '2026-11-12T06:12:02.000Z' },
    ...{ untrustedSeconds: null, accuracySeconds: 0.012, sentence: null },
  },
  sinks: [sink('influx')],
  devices: { total: 6, byState: { online: 6 }, notOnline: [] },
  readers: { webSocket: 3, eventStream: 0 },
  pairing: null,
};

const failure = 'InfluxDB at 10.0.3.9:8086 refuses connections. Is it running?';
const ill = {
  ...well,
  sentences: [failure, ...Object.values(REASONS).flatMap(([, , sentence]) => sentence ?? [])],
  sinks: [
    sink('influx'),
    {
      ...{ name: 'cloud', circuit: 'open', failure, sent: 0, refused: 14 },
      lanes: [
        lane('inbox', 812, '2026-11-21T09:00:00.000Z'),
        lane('block', 34_560, '2026-11-19T18:00:00.000Z'),
      ],
    },
  ],
};

const everythingIll = {
  ...ill,
  sentences: [...ill.sentences, 'The disk is nearly full.', 'It is not known what time it is.'],
  store: {
    ...{ ...well.store, waiting: 812, waitingSeconds: 75, quarantined: 1880 },
    disk: { freeBytes: 1.2 * GB, totalBytes: 31.2 * GB, isLow: true, hasBallast: false },
    sentences: ['The disk is nearly full: 1200 MB are free, less than a tenth. Make room on it.'],
  },
  clock: {
    ...{ trusted: false, source: null, since: null, untrustedSeconds: 1500, accuracySeconds: null },
    sentence:
      'It is not known what time it is, for 25 minutes now; readings wait until it is. Let this host reach an NTP server (UDP port 123), or, if its own clock is right, set clock: { trust: system }.',
  },
};

const administrator = { token: 3, name: 'Web page', scope: 'admin', rooms: null, expires: null };
const closed = { open: false, triesLeft: 0, secondsLeft: 0, code: null };
const open = { open: true, triesLeft: 5, secondsLeft: 512, code: '407193' };
const named = (count) => apiRooms(count).map(({ id, name, floor }) => ({ id, name, floor }));

const scene = (status, list, more = {}) => ({
  '/api/v1/status': status,
  '/api/v1/devices': { devices: list },
  '/api/v1/pair': closed,
  '/api/v1/session': administrator,
  '/api/v1/rooms': { rooms: named(list.length === 0 ? 0 : list.length + 1) },
  '/api/v1/edits': { edits: EDITS, next: null },
  '/api/v1/tokens': { tokens: TOKENS },
  ...more,
});
const EDITS = [
  edit(14, '2026-11-21T09:55:00.000Z', 'Room room-1 is called "Kitchen"; it was called "esp-kitchen".'),
  {
    ...edit(
      13,
      '2026-11-20T16:05:00.000Z',
      'Edit 12 is undone (Device a0:b7:65:00:00:01 stands in attic from 2026-11-20T08:00:00.000Z on.)',
    ),
    undoes: 12,
  },
  {
    ...edit(
      12,
      '2026-11-20T16:01:00.000Z',
      'Device a0:b7:65:00:00:01 stands in attic from 2026-11-20T08:00:00.000Z on.',
    ),
    undoneBy: 13,
  },
];
const TOKENS = [
  token(1, 'Home Assistant', { lastUsed: '2026-11-21T10:04:00.000Z' }),
  token(2, 'Hall tablet', {
    ...{ scope: 'read', rooms: ['room-0', 'room-6'], expires: '2027-02-18T06:31:00.000Z' },
  }),
  token(3, 'Web page', { lastUsed: '2026-11-21T10:04:10.000Z' }),
  token(4, 'Behind the router', {
    ...{ scope: 'ingest', device: 'a0:b7:65:00:00:02', lastUsed: '2026-11-20T22:12:00.000Z' },
  }),
  token(5, 'Old phone', { revoked: '2026-11-12T10:00:00.000Z' }),
];

function edit(id, at, what) {
  return { id, at, what, undoes: null, undoneBy: null };
}

function token(id, name, more) {
  return {
    ...{ id, name, scope: 'admin', device: null, rooms: null, created: '2026-11-10T06:30:00.000Z' },
    ...{ expires: null, revoked: null, lastUsed: null },
    ...more,
  };
}

/** What the bridge says of a move to a room that is to be made. */
const tried = {
  id: null,
  what: 'Device a0:b7:65:00:00:00 stands in attic from 2026-11-20T23:00:00.000Z on.',
  changes: [
    { of: 'room', before: null, after: { id: 'attic', name: 'Attic', floor: null } },
    ...[
      ['room-0', null, '2026-11-20T23:00:00.000Z'],
      ['attic', '2026-11-20T23:00:00.000Z', null],
    ].map(([room, from, until]) => ({
      of: 'placement',
      before: null,
      after: { id: 1, sensor: 'a0b765000000.temperature.temperature', room, from, until, edit: null },
    })),
  ],
  touched: {
    rooms: ['attic', 'room-0'].map((room) => ({
      ...{ room, quantity: 'temperature', from: '2026-11-20T23:00:00.000Z', until: null, buckets: 11 },
    })),
    sensors: [],
  },
  pending: false,
};
const refused = (status, detail) => ({ status, body: { status, code: 'x', title: 'x', detail } });
const asked = (pairing) =>
  scene(refused(401, ''), [], { '/api/v1/devices': refused(401, ''), '/api/v1/pair': pairing });

export const STATUS_SCENES = {
  'status-6': scene(well, devices(6)),
  'status-40': scene(ill, devices(40, REASONS)),
  'status-ill': scene(everythingIll, devices(6, REASONS), {
    '/api/v1/pair': open,
  }),
  'status-empty': scene({ ...well, sinks: [] }, []),
  'status-unauthorised': asked({ open: true, triesLeft: 4, secondsLeft: 512, code: null }),
  'status-unauthorised-closed': asked({ open: false, triesLeft: 0, secondsLeft: 0, code: null }),
  'status-error': scene(refused(503, ''), []),
  'devices-6': scene(ill, devices(6, REASONS)),
  'devices-40': scene(ill, devices(40, REASONS)),
  'devices-empty': scene(well, [], { '/api/v1/edits': { edits: [], next: null } }),
  'devices-reader': scene(well, devices(6), {
    '/api/v1/session': { ...administrator, name: 'Hall tablet', scope: 'read' },
  }),
  'devices-host': scene(well, devices(6), {
    '/api/v1/session': { ...administrator, token: null, name: null, scope: 'read' },
  }),
  'devices-move': scene(ill, devices(6, REASONS)),
  'devices-tried': scene(ill, devices(6, REASONS), { 'POST /api/v1/edits': tried }),
  'devices-made': scene(ill, devices(6, REASONS), { 'POST /api/v1/edits': { ...tried, id: 15 } }),
  'devices-rename': scene(ill, devices(6, REASONS)),
  'access-6': scene(well, devices(6)),
  'access-open': scene(well, devices(6), { '/api/v1/pair': open }),
  'access-host': scene(well, devices(6), {
    '/api/v1/session': { ...administrator, token: null, name: null, scope: 'read' },
    '/api/v1/tokens': refused(401, ''),
  }),
  'access-new': scene(well, devices(6)),
  'access-made': scene(well, devices(6), {
    'POST /api/v1/tokens': {
      ...token(6, 'Kitchen tablet', { scope: 'read' }),
      token: 'climat_q1Z3dV8yT0mJr5nXkL2hWcP9sBvF4gAe7uRiOxYtNzE',
    },
  }),
  'access-revoke': scene(well, devices(6)),
};

/** What is done on the page before it is looked at. */
export const DONE = {
  'devices-move': async (page) => {
    await page.getByRole('button', { name: 'Change Living room climate' }).click();
    await page.getByRole('button', { name: 'Move to another room' }).click();
    await page.getByLabel('Stands in', { exact: true }).selectOption('+');
  },
  'devices-tried': async (page) => {
    await DONE['devices-move'](page);
    await page.getByLabel('Name of the new room').fill('Attic');
    await page.getByRole('button', { name: 'What will change?' }).click();
    await page.getByRole('button', { name: 'Change it' }).waitFor();
  },
  'devices-made': async (page) => {
    await DONE['devices-tried'](page);
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('Done.').waitFor();
  },
  'devices-rename': async (page) => {
    await page.getByRole('button', { name: 'Change Kitchen climate' }).click();
    await page.getByRole('button', { name: 'Rename the room' }).click();
  },
  'access-new': async (page) => {
    await page.getByRole('button', { name: 'New token' }).click();
  },
  'access-made': async (page) => {
    await DONE['access-new'](page);
    await page.getByLabel('Name').fill('Kitchen tablet');
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('button', { name: 'I have it' }).waitFor();
  },
  'access-revoke': async (page) => {
    await page.getByRole('button', { name: 'Revoke “Hall tablet”' }).click();
  },
};

/** To the page of the rooms, where the bridge wants a token. */
export const SIGN_IN = {
  '/api/v1/session': refused(401, ''),
  '/api/v1/pair': { open: true, triesLeft: 4, secondsLeft: 512, code: null },
};
