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

const scene = (status, list, more = {}) => ({
  '/api/v1/status': status,
  '/api/v1/devices': { devices: list },
  ...more,
});
const refused = (status, detail) => ({ status, body: { status, code: 'x', title: 'x', detail } });
const asked = (pairing) =>
  scene(refused(401, ''), [], { '/api/v1/devices': refused(401, ''), '/api/v1/pair': pairing });

export const STATUS_SCENES = {
  'status-6': scene(well, devices(6)),
  'status-40': scene(ill, devices(40, REASONS)),
  'status-ill': scene(everythingIll, devices(6, REASONS), {
    '/api/v1/pair': { open: true, triesLeft: 5, secondsLeft: 512, code: '407193' },
  }),
  'status-empty': scene({ ...well, sinks: [] }, []),
  'status-unauthorised': asked({ open: true, triesLeft: 4, secondsLeft: 512, code: null }),
  'status-unauthorised-closed': asked({ open: false, triesLeft: 0, secondsLeft: 0, code: null }),
  'status-error': scene(refused(503, ''), []),
};

/** To the page of the rooms, where the bridge wants a token. */
export const SIGN_IN = {
  '/api/v1/session': refused(401, ''),
  '/api/v1/pair': { open: true, triesLeft: 4, secondsLeft: 512, code: null },
};
