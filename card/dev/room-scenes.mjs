/** Invented rooms as the elements get them: each state of one, and a building. Runs in the page that is pictured. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const NAMES = [
  'Living room',
  'Kitchen',
  'Bedroom',
  'Children’s room',
  'Bathroom',
  'Study',
  'Hall',
  'Archive <cellar> "B"',
  'Meeting',
  'Workshop',
  'Library',
  'Server room',
  'Reception',
  'Conference room Matterhorn',
  'Laboratory 2',
  'Attic',
];
const FLOORS = ['Ground floor', '1st floor', '2nd floor', 'Cellar'];

/** Of five minutes each, warmest at four, and heading whither `slope` (K/h) leads in the last two hours. */
export function dayOf(now, { mean = 21, swing = 0.9, slope = 0, gaps = [], seed = 0 } = {}) {
  const from = now - 24 * HOUR;
  const points = [];
  for (let at = from; at < now; at += 5 * MINUTE) {
    if (gaps.some((gap) => at >= gap.from && at < gap.until)) continue;
    const hour = (at / HOUR) % 24;
    const wave = swing * Math.cos(((hour - 16) / 12) * Math.PI) + 0.04 * Math.sin(at / (17 * MINUTE) + seed);
    const value = mean + wave + slope * Math.max(0, (at - now) / HOUR + 2);
    points.push({ from: at, until: at + 5 * MINUTE, mean: value, min: value, max: value, coverage: 1 });
  }
  return {
    quantity: 'temperature',
    unit: '°C',
    from,
    until: now,
    tier: 'raw',
    points,
    gaps,
    meansBy: 'bridge',
  };
}

/** A room and its day, which ends with the value that the room has. */
function scene(now, { id = 'study', name = 'Study', temperature = 21.4, ago = 0, ...more } = {}) {
  const { humidity = 44, room = {}, ...day } = more;
  const measuredAt = new Date(now - ago);
  const past = dayOf(now, day);
  const last = past.points.at(-1)?.mean ?? 0;
  const points = past.points.map((point) => ({
    ...point,
    mean: point.mean - last + temperature,
    min: point.min - last + temperature,
    max: point.max - last + temperature,
  }));
  return {
    room: {
      id,
      name,
      floor: null,
      temperature: { value: temperature, unit: '°C', measuredAt },
      humidity: humidity === null ? undefined : { value: humidity, unit: '%', measuredAt },
      comfort: 'comfortable',
      devices: [],
      silent: null,
      ...room,
    },
    day: { ...past, points },
  };
}

const unreachable = {
  comfort: null,
  silent: { cause: 'unreachable', device: 'sensor', reason: '10.0.3.17:6053 refused the connection.' },
};

/** Each state of one room, by name. */
export function oneRoom(now) {
  const since = now - 2.87 * HOUR;
  return {
    well: scene(now, { room: { floor: 'Attic' } }),
    cold: scene(now, {
      temperature: 17.2,
      humidity: 66,
      slope: -1.2,
      room: { comfort: 'too-cold-and-humid' },
    }),
    warm: scene(now, { temperature: 27.8, slope: 0.9, swing: 2, room: { comfort: 'too-warm' } }),
    dry: scene(now, { humidity: 21, room: { comfort: 'too-dry' } }),
    silent: scene(now, {
      ago: now - since,
      gaps: [
        { from: now - 14 * HOUR, until: now - 13.2 * HOUR, cause: 'device-off' },
        { from: since, until: now, cause: 'wifi' },
      ],
      room: unreachable,
    }),
    old: scene(now, { ago: 2.2 * HOUR, gaps: [{ from: now - 2.2 * HOUR, until: now, cause: null }] }),
    'no-humidity': scene(now, { humidity: null, slope: 0.8, room: { comfort: null } }),
    'no-values': {
      room: {
        ...scene(now).room,
        ...{ temperature: null, humidity: null, comfort: null },
        silent: { cause: 'connecting', device: 'sensor', reason: 'Connecting for the first time.' },
      },
      day: null,
    },
    long: scene(now, {
      name: 'Donaudampfschifffahrtsgesellschaftskapitänskajüte',
      temperature: -12.5,
      room: { floor: 'Zwischengeschoss im Hinterhaus', comfort: 'too-cold-and-dry' },
    }),
    arabic: scene(now, { name: 'غرفة المعيشة (A1)', room: { floor: 'الطابق الأول', comfort: 'too-cold' } }),
  };
}

/** As many as wanted, most of them well. */
export function building(now, count) {
  return Array.from({ length: count }, (_, n) => {
    const round = Math.floor(n / NAMES.length);
    const temperature = 20.1 + ((n * 37 + 59) % 50) / 10;
    const options = {
      id: `room-${n}`,
      name: NAMES[n % NAMES.length] + (round === 0 ? '' : ` ${round + 1}`),
      temperature,
      humidity: 38 + ((n * 13) % 21),
      slope: [0, 0, 0.8, 0, -0.9][n % 5],
      swing: 0.4 + (n % 4) * 0.4,
      seed: n,
      room: { floor: count > 8 ? FLOORS[n % 4] : null },
    };
    if (n % 17 === 4) {
      Object.assign(options, { temperature: 17.6, humidity: 64 });
      options.room.comfort = 'too-cold-and-humid';
    }
    if (n % 19 === 2)
      Object.assign(options, { temperature: 27.2, room: { ...options.room, comfort: 'too-warm' } });
    if (n % 23 === 6) Object.assign(options, { humidity: 22, room: { ...options.room, comfort: 'too-dry' } });
    if (n % 29 === 1) {
      Object.assign(options, {
        ago: 3 * HOUR,
        gaps: [{ from: now - 3 * HOUR, until: now, cause: 'wifi' }],
        room: { ...options.room, ...unreachable },
      });
    }
    return scene(now, options);
  });
}
