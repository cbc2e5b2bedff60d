/** A PastSource of weather and habits that nobody had, for pictures: the same for the same question. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIERS = [
  ['raw', 30_000],
  ['hour', HOUR],
  ['day', DAY],
  ['week', 7 * DAY],
  ['month', 30 * DAY],
];
const FIRST = Date.UTC(2019, 3, 2, 9, 12);

/** A number of 0 … 1 that is the same for the same two. */
function noise(n, seed) {
  const x = Math.sin(n * 127.1 + seed * 311.7) * 43_758.545;
  return x - Math.floor(x);
}

function smooth(t, seed) {
  const n = Math.floor(t);
  const share = t - n;
  return noise(n, seed) * (1 - share) + noise(n + 1, seed) * share;
}

function valueAt(at, seed, quantity) {
  const day = (at % DAY) / DAY;
  const year = ((at / DAY) % 365.24) / 365.24;
  const season = -Math.cos((year - 0.04) * 2 * Math.PI);
  const warm = Math.exp(-(((day - 0.62) * 5) ** 2));
  const temperature =
    19.2 +
    seed * 0.9 +
    3.2 * season +
    2.1 * warm +
    2.2 * (smooth(at / (3 * DAY), seed) - 0.5) +
    0.5 * smooth(at / HOUR, seed);
  if (quantity === 'temperature') return temperature;
  return 46 + 9 * season + 14 * (smooth(at / (5 * HOUR), seed + 7) - 0.5) - 3 * warm + seed;
}

/** When it was silent, and why: single ones near the end, and one every few weeks. */
function gapsOf(seed, now) {
  const known = [
    [now - 7.6 * HOUR, now - 6.9 * HOUR, 'wifi'],
    [now - 15.2 * HOUR, now - 13.1 * HOUR, 'power-cut'],
    [now - 3.3 * DAY, now - 2.9 * DAY, 'device-off'],
    [now - 19 * DAY, now - 12 * DAY, 'not-placed'],
    [now - 230 * DAY, now - 198 * DAY, 'sensor-fault'],
    [now - 1500 * DAY, now - 1420 * DAY, 'bridge-stopped'],
  ].filter((_, n) => (n + seed) % 2 === 0 || n === 1);
  for (let n = 1; n < 60; n++) {
    const from = now - (n * 41 + 30 * noise(n, seed + 3) + 25) * DAY;
    known.push([from, from + (2 + 60 * noise(n, seed + 4)) * HOUR, n % 3 === 0 ? 'unknown' : 'wifi']);
  }
  known.push([FIRST - 80 * 366 * DAY, FIRST, 'before-first']);
  return known.map(([from, until, cause]) => ({ from, until, cause })).sort((a, b) => a.from - b.from);
}

export function inventedSource({ now, can = {}, timeZone = 'Europe/Zurich', meansBy = 'bridge' }) {
  const abilities = { causes: true, coverage: true, earlierYears: true, ...can };
  const seedOf = (room) => Number(/\d+$/.exec(room)?.[0] ?? 0);

  function gapsIn({ room, from, until }) {
    return gapsOf(seedOf(room), now)
      .filter((gap) => gap.from < until && gap.until > from)
      .map((gap) => ({
        from: Math.max(from, gap.from),
        until: Math.min(until, gap.until),
        cause: abilities.causes ? gap.cause : null,
      }));
  }

  function pointsOf({ room, quantity, from, until }, tier, length) {
    const seed = seedOf(room);
    const gaps = gapsIn({ room, from: from - length, until: until + length });
    const points = [];
    const end = Math.min(until, now);
    for (let at = Math.floor(from / length) * length; at < end; at += length) {
      const missing = gaps.reduce(
        (sum, gap) => sum + Math.max(0, Math.min(at + length, gap.until) - Math.max(at, gap.from)),
        0,
      );
      if (missing >= length * 0.999 || (tier === 'raw' && missing > 0)) continue;
      const samples = Array.from({ length: 12 }, (_, n) => valueAt(at + (n / 12) * length, seed, quantity));
      const raw = Math.round(samples[0] * 10) / 10;
      points.push({
        from: at,
        until: at + length,
        mean: tier === 'raw' ? raw : samples.reduce((a, b) => a + b, 0) / 12,
        min: tier === 'raw' ? raw : Math.min(...samples) - 0.2,
        max: tier === 'raw' ? raw : Math.max(...samples) + 0.3,
        coverage: abilities.coverage
          ? (1 - missing / length) * (noise(at / length, seed) > 0.97 ? 0.8 : 1)
          : null,
      });
    }
    return points;
  }

  function past(question, tier, length) {
    return {
      quantity: question.quantity,
      unit: question.quantity === 'temperature' ? '°C' : '%',
      from: question.from,
      until: question.until,
      tier,
      points: pointsOf(question, tier, length),
      gaps: gapsIn({ ...question, until: Math.min(now, question.until) }),
      meansBy,
    };
  }

  return {
    can: abilities,
    timeZone,
    async past(question) {
      const span = question.until - question.from;
      const [tier, length] = TIERS.find(([, each]) => span / each <= question.points) ?? TIERS.at(-1);
      return past(question, tier, length);
    },
    async periods(question) {
      return {
        past: past(question, 'day', DAY),
        earlier: Array.from({ length: question.earlierYears }, (_, n) => {
          const by = Math.round((n + 1) * 365.2425) * DAY;
          const of = { ...question, from: question.from - by, until: question.until - by };
          return { yearsBefore: n + 1, past: past(of, 'day', DAY) };
        }).filter((each) => each.past.points.length > 0),
      };
    },
    async gaps(question) {
      return gapsIn({ ...question, until: Math.min(now, question.until) });
    },
    watchDay: () => () => undefined,
  };
}
