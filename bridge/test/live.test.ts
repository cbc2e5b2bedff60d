/** `/api/v1/live` and `/api/v1/ws` side by side: the same messages, and of each room to those only who may read it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import WebSocket from 'ws';
import { ServerMessage } from '../api/schema.ts';
import { LiveRooms } from '../src/api/live-rooms.ts';
import { liveRoutes } from '../src/api/routes/live.ts';
import { systemClock, type Clock } from '../src/clock/clock.ts';
import { parseMac } from '../src/reading/mac.ts';
import type { Inventory, StoredSensor } from '../src/store/types.ts';
import { Heard } from './heard.ts';
import { partOfApi } from './part-of-api.ts';

const mac = parseMac('a0b765000001');
assert.ok(mac);
const sensorIn = (id: number, room: string): StoredSensor => ({
  id,
  device: mac,
  entity: `temperature_${room}`,
  quantity: 'temperature',
  room,
});
const lab = sensorIn(1, 'lab');
const cellar = sensorIn(2, 'cellar');
const inventory = (labName: string): Inventory => ({
  rooms: [
    { id: 'cellar', name: 'Cellar', floor: null },
    { id: 'lab', name: labName, floor: null },
  ],
  devices: [{ mac, name: 'esp', friendlyName: '', area: '' }],
  sensors: [lab, cellar],
});

/** Of one that is trusted when the test says so. */
interface World {
  readonly port: number;
  readonly rooms: LiveRooms;
  readonly commit: (through: number) => void;
  readonly trust: () => void;
}

async function world(t: TestContext): Promise<World> {
  const rooms = new LiveRooms();
  rooms.setInventory(inventory('Lab'));
  let isTrusted = false;
  let trusting: ((offsetMs: number) => void) | undefined;
  let committing: ((through: number) => void) | undefined;
  const clock: Clock = {
    ...systemClock,
    isTrusted: () => isTrusted,
    onTrust(listener) {
      trusting = listener;
      return () => undefined;
    },
  };
  const { app, port } = await partOfApi(
    t,
    liveRoutes({
      version: '0.1.0',
      bridgeId: 'b',
      site: { id: 'home', name: 'Home', timezone: 'Europe/Zurich' },
      clock,
      rooms,
      committedThrough: () => 7,
      onCommitted(listener) {
        committing = listener;
        return () => (committing = undefined);
      },
    }),
  );
  endOf(t).defer(async () => {
    await app.close();
    assert.equal(committing, undefined, 'what is closed listens to nothing');
  });
  return {
    rooms,
    port,
    commit: (through) => committing?.(through),
    trust: () => {
      isTrusted = true;
      trusting?.(0);
    },
  };
}

interface Listening {
  readonly messages: Heard<ServerMessage>;
  /** Of events only: the lines of each block. */
  readonly blocks: Heard<readonly string[]>;
  readonly response: IncomingMessage;
}

async function byEvents({ port }: World, headers: Record<string, string> = {}): Promise<Listening> {
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
  get({ host: '127.0.0.1', port, path: '/api/v1/live', headers }, resolve);
  const response = await promise;
  const blocks = new Heard<readonly string[]>();
  const messages = new Heard<ServerMessage>();
  let rest = '';
  response.setEncoding('utf8').on('data', (some: string) => {
    const parts = (rest + some).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const lines = part.split('\n');
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
      if (data !== undefined) messages.hear(JSON.parse(data) as ServerMessage);
      blocks.hear(lines);
    }
  });
  response.on('error', () => undefined);
  return { messages, blocks, response };
}

function bySocket({ port }: World, headers: Record<string, string> = {}): Pick<Listening, 'messages'> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/api/v1/ws`, { headers });
  const messages = new Heard<ServerMessage>();
  socket.on('message', (data: Buffer) => {
    messages.hear(JSON.parse(data.toString()) as ServerMessage);
  });
  socket.on('error', () => undefined);
  return { messages };
}

const at = { value: 21.6, measuredAt: 1_700_000_000_000 };
const isCommit = (through: number) => (message: ServerMessage) =>
  message.type === 'committed' && message.through === through;

test('the server speaks first, then tells a snapshot and each change: the same by events and by WebSocket', async (t) => {
  const here = await world(t);
  const events = await byEvents(here);
  const socket = bySocket(here);
  for (const { messages } of [events, socket]) await messages.until(({ type }) => type === 'snapshot');
  here.rooms.setValue(lab, { ...at, seq: 8 });
  here.rooms.setStatus(mac, { state: 'online', reason: null });
  here.trust();
  here.commit(8);
  for (const { messages } of [events, socket]) await messages.until(isCommit(8));
  assert.deepEqual(events.messages.all, socket.messages.all);
  assert.ok(Value.Check(Type.Array(ServerMessage), events.messages.all));
  const types = events.messages.all.map(({ type }) => type);
  assert.deepEqual(types, ['hello', 'snapshot', 'reading', 'room', 'room', 'clock', 'committed']);
  const [hello] = events.messages.all;
  assert.ok(hello?.type === 'hello' && !hello.clock.trusted);

  assert.equal(events.response.headers['content-type'], 'text/event-stream');
  assert.equal(events.response.headers['cache-control'], 'no-store');
  const [retry, first, second] = events.blocks.all;
  assert.deepEqual(retry, ['retry: 3000']);
  assert.equal(first?.[0], 'event: hello');
  assert.deepEqual(second?.slice(0, 2), ['id: 7', 'event: snapshot']);
});

test('one that may read one room hears of no other, by events or by WebSocket', async (t) => {
  const here = await world(t);
  const only = { 'x-rooms': 'lab,attic' };
  const limited = [await byEvents(here, only), bySocket(here, only)];
  for (const { messages } of limited) await messages.until(({ type }) => type === 'snapshot');
  here.rooms.setValue(cellar, { ...at, seq: 8 });
  here.rooms.setValue(lab, { ...at, seq: 9 });
  here.rooms.setStatus(mac, { state: 'online', reason: null });
  here.rooms.setInventory(inventory('Laboratory'));
  here.commit(9);
  for (const { messages } of limited) {
    await messages.until(isCommit(9));
    assert.equal(/cellar/i.exec(JSON.stringify(messages.all)), null);
    const rooms = messages.all.flatMap((message) =>
      message.type === 'snapshot' ? message.rooms.map(({ name }) => name) : [],
    );
    assert.deepEqual(rooms, ['Lab']);
    assert.deepEqual(
      messages.all.slice(2).map(({ type }) => type),
      ['reading', 'room', 'room', 'committed'],
    );
  }
});

test('a reader that does not read is let go of, and nobody else notices', async (t) => {
  const here = await world(t);
  const stuck = await byEvents(here);
  await stuck.messages.until(({ type }) => type === 'snapshot');
  stuck.response.pause();
  const well = await byEvents(here);
  await well.messages.until(({ type }) => type === 'snapshot');
  const closed = new Promise((resolve) => stuck.response.once('close', resolve));
  // Far more than what the system's own buffers take.
  const large = 'x'.repeat(500_000);
  for (let i = 0; i < 40; i++) {
    here.rooms.setInventory(inventory(`${large}${String(i)}`));
    here.commit(100 + i);
    await well.messages.until(isCommit(100 + i));
  }
  stuck.response.resume();
  await closed;
  assert.ok(!stuck.messages.all.some(isCommit(139)));
});

test('the example of the events is what the schema promises', () => {
  const text = readFileSync(new URL('../api/examples/live-events.json', import.meta.url), 'utf8');
  const Events = Type.Array(
    Type.Object({ event: Type.String(), id: Type.Optional(Type.String()), data: ServerMessage }),
  );
  const events = Value.Parse(Events, JSON.parse(text));
  for (const { event, id, data } of events) {
    assert.equal(event, data.type);
    assert.equal(id, 'through' in data ? String(data.through) : undefined);
  }
});
