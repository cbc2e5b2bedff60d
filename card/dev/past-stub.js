/**
 * The past for the tests, on the test server's own port: of a bridge over HTTP, and of a Home Assistant with and without
 * our integration over its websocket. All tell of the same rooms: a reading every ten minutes since FIRST, 20 °C and a
 * tenth more each hour of the day, and nothing from 03:00 to 06:00 UTC of each day, as the Wi-Fi was lost.
 *
 * `/past/bridge/ID/api/v1/…`: the bridge. `/past/home-assistant/ID/api/websocket`: Home Assistant, which says
 * `auth_required` first; `POST /past/say/ID` has it tell those who subscribed. `/past/asked/ID`: what was asked so far, in JSON. `/past/hang-up/ID`: ends its connections.
 *
 * Rooms that are another matter: `half` (half an answer), `locked` (a token is wanted), `not-yours`, `pending` (at the
 * first try), `never` (never measured), `newer` (a bridge with words of later), `many` (more points than were asked for),
 * `mad` (numbers that are none). Any other but `study`, `attic` and `cellar` is unknown.
 */
import { json } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const FIRST = Date.parse('2025-11-01T00:00:00.000Z');
/** What the time is to all of them. */
export const NOW = Date.parse('2026-11-22T00:00:00.000Z');

const KNOWN = ['study', 'attic', 'cellar'];
const ODD = ['half', 'locked', 'not-yours', 'pending', 'never', 'newer', 'many', 'mad'];
const LENGTHS = { raw: 10 * MINUTE, hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };

const iso = (at) => new Date(at).toISOString();
const isGap = (at) => at % DAY >= 3 * HOUR && at % DAY < 6 * HOUR;
const valueAt = (at) => 20 + Math.floor((at % DAY) / HOUR) / 10;

/** Whole ones, as far as anything was measured in them. */
function* cells(from, until, ms) {
  const start = Math.max(from, FIRST);
  for (let at = start - (start % ms); at < Math.min(until, NOW); at += ms) yield [at, at + ms];
}

function told(from, until) {
  const values = [];
  for (let at = from; at < until; at += 10 * MINUTE) if (!isGap(at)) values.push(valueAt(at));
  if (values.length === 0) return undefined;
  return {
    mean: Math.round((values.reduce((sum, one) => sum + one, 0) / values.length) * 1000) / 1000, // thousandths, as the bridge
    min: Math.min(...values),
    max: Math.max(...values),
    coverage: (values.length * 10 * MINUTE) / (until - from),
    readings: values.length,
  };
}

function mean(from, until) {
  const of = told(from, until);
  const extreme = (value) => ({ value, at: iso(from) });
  return {
    from: iso(from),
    to: iso(until),
    mean: of?.mean ?? null,
    min: of ? extreme(of.min) : null,
    max: of ? extreme(of.max) : null,
    readings: of?.readings ?? 0,
    coverage: of?.coverage ?? 0,
    coveredMs: Math.round((of?.coverage ?? 0) * (until - from)),
    spanMs: until - from,
  };
}

function without(points, from, until) {
  const gaps = [];
  let at = Math.max(from, FIRST);
  for (const point of points) {
    if (Date.parse(point.from) > at) gaps.push({ from: iso(at), to: point.from });
    at = Date.parse(point.to);
  }
  if (at < Math.min(until, NOW)) gaps.push({ from: iso(at), to: iso(Math.min(until, NOW)) });
  return gaps;
}

const about = (room, quantity) => ({
  room,
  quantity,
  unit: quantity === 'humidity' ? '%' : '°C',
  timezone: 'Europe/Zurich',
  firstReading: iso(FIRST),
});

const refuse = (status, code) => ({ status, body: { status, code, title: 'No', detail: `It is ${code}.` } });

export function bridgeAnswer(what, { room, quantity, ...asked }, tries) {
  const from = Date.parse(asked.from);
  const until = Date.parse(asked.to);
  if (what === 'days') return days(String(asked.rooms ?? room ?? KNOWN.join(',')).split(','), quantity);
  if (room === 'locked') return refuse(401, 'token-missing');
  if (room === 'not-yours') return refuse(403, 'wrong-scope');
  if (room === 'never') return refuse(404, 'never-measured');
  if (room === 'pending' && what === 'series' && tries < 2) return refuse(503, 'averages-pending');
  if (!KNOWN.includes(room) && !ODD.includes(room))
    return refuse(404, what === 'ledger' ? 'not-found' : 'unknown-room');
  const points = Number(asked.points ?? 500);
  switch (what) {
    case 'series': {
      const [tier, ms] = Object.entries(LENGTHS).find(([, ms]) => (until - from) / ms < points) ?? [];
      if (tier === undefined) return refuse(422, 'too-many-points');
      const means = [...cells(from, until, ms)]
        .map((cell) => mean(...cell))
        .filter((one) => one.mean !== null);
      const body = {
        ...about(room, quantity),
        period: { from: iso(from), to: iso(until) },
        tier,
        points: means,
        gaps: without(means, from, until),
      };
      if (room === 'newer') return { body: { ...body, tier: 'quarter', wind: 'north' } };
      if (room === 'many') return { body: { ...body, points: Array(points + 1).fill(means[0]) } };
      if (room === 'mad') return { body: { ...body, points: [{ ...means[0], mean: 'NaN' }] } };
      return room === 'half' ? { text: JSON.stringify(body).slice(0, -30) } : { body };
    }
    case 'averages': {
      const all = (years) =>
        [...cells(from - years * 365 * DAY, until - years * 365 * DAY, LENGTHS[asked.every])].map((cell) =>
          mean(...cell),
        );
      const earlier = [];
      for (let years = 1; years <= Number(asked.earlierYears ?? 0); years++)
        if (until - years * 365 * DAY > FIRST) earlier.push({ yearsBefore: years, averages: all(years) });
      const period = { from: iso(from), to: iso(until) };
      return { body: { ...about(room, quantity), every: asked.every, period, averages: all(0), earlier } };
    }
    default: {
      const cause = room === 'newer' ? 'solar-storm' : 'wifi';
      const all = [];
      for (const [start, end] of cells(from, until, HOUR)) {
        const why = isGap(start) ? cause : null;
        const last = all.at(-1);
        if (last?.cause === why) last.to = iso(end);
        else all.push({ from: iso(start), to: iso(end), cause: why });
      }
      // In pages of three, to be asked for all of them.
      const next = all[3]?.from ?? null;
      const period = { from: iso(from), to: iso(until) };
      return { body: { period, totals: [], segments: all.slice(0, 3), next } };
    }
  }
}

function days(rooms, quantity) {
  const unknown = rooms.find((room) => !KNOWN.includes(room));
  if (unknown !== undefined) return refuse(404, 'unknown-room');
  const means = [...cells(NOW - DAY, NOW, HOUR)].map((cell) => mean(...cell));
  return {
    body: {
      quantity,
      unit: '°C',
      timezone: 'Europe/Zurich',
      to: iso(NOW),
      hours: means.map(({ from }) => from),
      days: rooms.map((room) => ({
        room,
        firstReading: iso(FIRST),
        mean: means.map((one) => one.mean),
        min: means.map(({ min }) => min?.value ?? null),
        max: means.map(({ max }) => max?.value ?? null),
        coverage: means.map(({ coverage }) => coverage),
      })),
    },
  };
}

/** `sensor.ROOM_QUANTITY`, and of those only rooms that are known have any. */
function homeAssistantAnswer({ type, ...asked }) {
  const known = ({ id }) => KNOWN.includes(id.slice('sensor.'.length).split('_')[0]);
  const ids = (asked.statistic_ids ?? asked.entity_ids ?? []).map((id) => ({ id })).filter(known);
  const from = Date.parse(asked.start_time);
  const until = Date.parse(asked.end_time);
  if (type === 'history/stream') {
    const states = [];
    for (const [start] of cells(from, until, 10 * MINUTE)) {
      const s = isGap(start) ? 'unavailable' : String(valueAt(start));
      if (states.at(-1)?.s !== s) states.push({ s, lu: Math.max(start, from) / 1000 });
    }
    return {
      event: { states: Object.fromEntries(ids.map(({ id }) => [id, states])), start_time: from / 1000 },
    };
  }
  const ms = { '5minute': 5 * MINUTE }[asked.period] ?? LENGTHS[asked.period];
  // Of days Home Assistant goes to where they begin, and to where the last of them ends.
  const begin = asked.period === 'hour' || asked.period === '5minute' ? Math.ceil(from / ms) * ms : from;
  const rows = [...cells(begin, until, ms)].flatMap(([start, end]) => {
    const of = told(start, end);
    // An hour that was imported as a hole has a row without a mean.
    return of || start % DAY === 4 * HOUR
      ? [{ start, end, mean: of?.mean ?? null, min: of?.min ?? null, max: of?.max ?? null }]
      : [];
  });
  return { result: Object.fromEntries(ids.map(({ id }) => [id, rows])) };
}

export function pastStub() {
  const server = new WebSocketServer({ noServer: true });
  const asked = new Map(); // by id: [{what, …}]
  const opening = new Map(); // by id: what was said last of each entry
  const without = new Set(); // ids
  const note = (id, question) => {
    const all = asked.get(id) ?? [];
    all.push(question);
    asked.set(id, all);
    return all.filter(({ what, room }) => what === question.what && room === question.room).length;
  };

  const plugin = {
    name: 'past-stub',
    serverStart({ server: http }) {
      http.on('upgrade', (request, socket, head) => {
        const [, id] = /^\/past\/home-assistant\/([\w-]+)\/api\/websocket/.exec(request.url) ?? [];
        if (id === undefined) return;
        server.handleUpgrade(request, socket, head, (connection) => {
          connection.id = id;
          speak(connection, id);
        });
      });
    },
    serverStop() {
      for (const connection of server.clients) connection.terminate();
    },
  };
  return { plugin, middleware };

  function middleware(context, next) {
    const [, kind, id, what] =
      /^\/past\/(bridge|asked|hang-up|say)\/([\w-]+)(?:\/api\/v1\/(\w+))?/.exec(context.path) ?? [];
    if (kind === undefined) return next();
    if (kind === 'asked') return Object.assign(context, { body: asked.get(id) ?? [] });
    if (kind === 'say') return say(id, context);
    if (kind === 'hang-up') {
      for (const connection of server.clients) if (connection.id === id) connection.close();
      return Object.assign(context, { body: {} });
    }
    const question = Object.fromEntries(context.URL.searchParams);
    const tries = note(id, { what, ...question });
    const { status = 200, body, text } = bridgeAnswer(what, question, tries);
    return Object.assign(context, {
      status,
      type: status === 200 ? 'application/json' : 'application/problem+json',
      body: text ?? JSON.stringify(body),
    });
  }

  /** An event to those who subscribed; null: from now on there is no integration. */
  async function say(id, context) {
    const { later, ...event } = (await json(context.req)) ?? { later: null };
    if (later) {
      // Only to who comes again.
      opening.set(id, [later]);
      return Object.assign(context, { body: {} });
    }
    if (later === null) without.add(id);
    else
      opening.set(id, [...(opening.get(id) ?? []).filter((one) => one.entry_id !== event.entry_id), event]);
    for (const connection of server.clients)
      if (connection.id === id && connection.subscription)
        connection.send(JSON.stringify({ id: connection.subscription, type: 'event', event }));
    return Object.assign(context, { body: {} });
  }

  /** Home Assistant's own words: homeassistant/components/websocket_api/auth.py and messages.py. */
  function speak(connection, id) {
    const say = (message) => connection.send(JSON.stringify(message));
    say({ type: 'auth_required', ha_version: '2026.11.0' });
    connection.on('message', (data) => {
      const { id: number, type, ...question } = JSON.parse(data);
      if (type === 'auth') return say({ type: 'auth_ok', ha_version: '2026.11.0' });
      const result = (result) => say({ id: number, type: 'result', success: true, result });
      if (type === 'supported_features' || type === 'unsubscribe_events') return result(null);
      const [domain, what] = type.split('/');
      const tries = note(id, { what: type, ...question });
      const error = (code) =>
        say({ id: number, type: 'result', success: false, error: { code, message: `It is ${code}.` } });
      if (domain !== 'climat_guardian') {
        const { event, result: told } = homeAssistantAnswer({ type, ...question });
        result(told ?? null);
        return event && say({ id: number, type: 'event', event });
      }
      if (without.has(id)) return error('unknown_command');
      if (what === 'subscribe') {
        connection.subscription = number;
        // In one frame, as Home Assistant sends what it says at one time.
        const events = (opening.get(id) ?? []).map((event) => ({
          id: number,
          type: 'event',
          event: { ...event, all: true },
        }));
        say([{ id: number, type: 'result', success: true, result: null }, ...events]);
        return undefined;
      }
      const rooms = Array.isArray(question.rooms) ? question.rooms.join(',') : undefined;
      const { status = 200, body } = bridgeAnswer(what, { ...question, rooms }, tries);
      if (body === undefined) return error('malformed'); // as the integration says of half an answer
      if (status === 200) return result(body);
      return error({ 'token-missing': 'not_paired', 'wrong-scope': 'unauthorized' }[body.code] ?? body.code);
    });
  }
}
