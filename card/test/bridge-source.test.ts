import { assert } from '@open-wc/testing';
import type { RoomsState } from '../src/rooms/rooms-state.ts';
import { BridgeSource, type BridgeSourceOptions } from '../src/sources/bridge-source.ts';
import { exampleSession } from './examples.ts';
import { until } from './until.ts';

/** An object is sent as JSON, a text as it is; null: the server hangs up. See card/dev/bridge-stub.js. */
type Step = object | string | null;

const [hello, snapshot] = exampleSession;
if (!hello || !snapshot) throw new Error('ws-session.json begins with hello and snapshot');

let stops: (() => void)[] = [];

function listen(connections: readonly Step[][], options: Partial<BridgeSourceOptions> = {}) {
  const url = new URL('/stub/ws', location.href);
  url.protocol = 'ws:';
  url.searchParams.set('id', crypto.randomUUID());
  url.searchParams.set('connections', JSON.stringify(connections));
  const attempts: number[] = [];
  const source = new BridgeSource({
    url: url.href,
    snapshotTimeoutMs: 10_000,
    isSignedOut: () => Promise.resolve(false),
    ...options,
    retryDelay: (attempt) => {
      attempts.push(attempt);
      return 5;
    },
  });
  const heard: RoomsState[] = [];
  let look: () => void = () => undefined;
  const listener = (state: RoomsState): void => {
    heard.push(state);
    look();
  };
  const stop = source.subscribe(listener);
  stops.push(stop);
  /** Resolves with the first state, heard or to be heard, that is meant. */
  const state = (meant: (state: RoomsState) => boolean): Promise<RoomsState> =>
    new Promise((resolve) => {
      look = () => {
        const found = heard.find(meant);
        if (found) resolve(found);
      };
      look();
    });
  return { source, heard, state, stop, attempts };
}

const temperature = (state: RoomsState, id = 'living-room'): number | undefined =>
  state.status === 'loading' ? undefined : state.rooms.find((room) => room.id === id)?.temperature?.value;

/** console.warn's first arguments until the test is over. */
function warnings(): string[] {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (first: string, ...rest: unknown[]) => said.push([first, ...rest].join(' '));
  stops.push(() => (console.warn = warn));
  return said;
}

afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
});

describe('a bridge as a source', () => {
  it('has the rooms of the snapshot, then each change, in the session of the examples', async () => {
    const { heard, state } = listen([[...exampleSession]]);
    const last = await state((each) => each.status === 'ready' && each.rooms.length === 2);
    assert.deepEqual(
      heard.map(({ status }) => status),
      ['loading', 'ready', 'ready', 'ready'],
    );
    assert.deepEqual(
      heard.map((each) => temperature(each)),
      [undefined, 21.53, 21.6, 21.6],
    );
    assert.deepEqual(last.status === 'loading' ? undefined : last.site, {
      name: 'Office',
      timezone: 'Europe/Zurich',
    });
  });

  it('passes over what is malformed, with one warning, and goes on', async () => {
    const said = warnings();
    const noise = ['{', '[]', { type: 'reading', room: 7 }, { type: 'from-the-future' }];
    const { state } = listen([[hello, ...noise, snapshot, ...noise, ...exampleSession.slice(2)]]);
    await state((each) => temperature(each) === 21.6);
    assert.strictEqual(said.length, 1);
    assert.match(said[0] ?? '', /^Climat Guardian: a message of the bridge was passed over\. SyntaxError/);
  });

  it('believes nothing before the greeting', async () => {
    const said = warnings();
    const { heard, state } = listen([
      [snapshot, null],
      [hello, snapshot],
    ]);
    await state((each) => each.status === 'ready');
    assert.deepEqual(
      heard.map(({ status }) => status),
      ['loading', 'error', 'ready'],
    );
    assert.include(said[0], 'snapshot came before hello');
  });

  it('says so when the bridge speaks another version, and shows nothing of it', async () => {
    const { state } = listen([[{ ...hello, api: 2 }, snapshot]]);
    const error = await state((each) => each.status === 'error');
    assert.deepEqual(error, { status: 'error', reason: 'other-version', rooms: [] });
  });

  it('keeps the rooms, with the fault, while the connection is lost, and is back by itself', async () => {
    const { heard, state } = listen([
      [hello, snapshot, null],
      [hello, { ...snapshot, rooms: [] }],
    ]);
    await state((each) => each.status === 'ready' && each.rooms.length === 0);
    assert.deepEqual(
      heard.map(({ status }) => status),
      ['loading', 'ready', 'error', 'ready'],
    );
    assert.include(heard[2], { reason: 'lost' });
    assert.deepEqual(
      heard.map((each) => temperature(each)),
      [undefined, 21.53, 21.53, undefined],
    );
  });

  it('counts its attempts until a snapshot arrives, then from the beginning', async () => {
    const { attempts, state } = listen([
      [null],
      [hello, null],
      [hello, snapshot, null],
      [null],
      [hello, { ...snapshot, rooms: [] }],
    ]);
    await state((each) => each.status === 'ready' && each.rooms.length === 0);
    assert.deepEqual(attempts, [0, 1, 0, 1]);
  });

  it('was never connected: that is another fault than a lost connection', async () => {
    const { state } = listen([[null]]);
    assert.include(await state((each) => each.status === 'error'), { reason: 'unreachable' });
  });

  it('says so and forgets the rooms where the bridge wants a token, and is back once there is one', async () => {
    const answers = [true, true, false];
    const { heard, state, attempts } = listen(
      [[hello, snapshot, null], [null], [null], [hello, { ...snapshot, rooms: [] }]],
      { isSignedOut: () => Promise.resolve(answers.shift() ?? false) },
    );
    await state((each) => each.status === 'ready' && each.rooms.length === 0);
    assert.deepEqual(
      heard.map((each) =>
        each.status === 'error' ? [each.reason, each.rooms.length, each.site] : each.status,
      ),
      [
        'loading',
        'ready',
        ['lost', 1, { name: 'Office', timezone: 'Europe/Zurich' }],
        ['signed-out', 0, undefined],
        ['signed-out', 0, undefined],
        ['unreachable', 0, undefined],
        'ready',
      ],
    );
    assert.deepEqual(attempts, [0, 1, 2]);
  });

  it('passes over an answer that comes after everybody has gone', async () => {
    const answers: ((is: boolean) => void)[] = [];
    const { source, stop } = listen([[null], [hello, snapshot]], {
      isSignedOut: () => new Promise((resolve) => answers.push(resolve)),
    });
    await until(() => answers.length === 1, 'asked');
    stop();
    const again: RoomsState[] = [];
    stops.push(source.subscribe((each) => again.push(each)));
    answers[0]?.(true);
    await until(() => again.some(({ status }) => status === 'ready'), 'live');
    assert.deepEqual(
      again.map(({ status }) => status),
      ['loading', 'ready'],
    );
  });

  it('gives up a server that shows no rooms in time', async () => {
    const { heard, state } = listen([[hello], [hello, snapshot]], { snapshotTimeoutMs: 100 });
    await state((each) => each.status === 'ready');
    // More than one error where this machine itself is late.
    assert.deepEqual([...new Set(heard.map(({ status }) => status))], ['loading', 'error', 'ready']);
  });

  it('connects once for several listeners, and afresh after the last has gone', async () => {
    const { source, state, stop } = listen([
      [hello, snapshot],
      [hello, { ...snapshot, rooms: [] }],
    ]);
    await state((each) => each.status === 'ready');
    const second: RoomsState[] = [];
    const stopSecond = source.subscribe((each) => second.push(each));
    assert.deepEqual(
      second.map((each) => temperature(each)),
      [21.53],
    );
    stop();
    stopSecond();
    const again: RoomsState[] = [];
    stops.push(source.subscribe((each) => again.push(each)));
    assert.deepEqual(again, [{ status: 'loading' }]);
  });
});
