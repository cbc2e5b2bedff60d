import { assert, fixture, html } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoom } from '../src/elements/climat-guardian-room.ts';
import type { ClimatGuardianRooms } from '../src/elements/climat-guardian-rooms.ts';
import { fromApi, withReading } from '../src/rooms/from-api.ts';
import type { Room } from '../src/rooms/room.ts';
import { LOADING, type RoomsState } from '../src/rooms/rooms-state.ts';
import { NOON, sampleDay } from './days.ts';
import { exampleRooms, exampleSession, understood } from './examples.ts';
import { measuredAt, sampleRoom } from './samples.ts';

const rooms = exampleRooms.map(fromApi);
const reading = understood(exampleSession[2] ?? {}, 'reading');

async function grid(state: RoomsState) {
  const element = await fixture<ClimatGuardianRooms>(
    html`<climat-guardian-rooms .state=${state}></climat-guardian-rooms>`,
  );
  const root = element.shadowRoot ?? element;
  const tiles = () => [...root.querySelectorAll('climat-guardian-room')];
  const status = () =>
    root.querySelector<HTMLElement>('[role=status]')?.innerText.replace(/\s+/g, ' ').trim() ?? '';
  return { element, tiles, status, root };
}

/** How often each of the tiles is rendered from now on. */
function countRenders(tiles: readonly ClimatGuardianRoom[]): number[] {
  const counts = tiles.map(() => 0);
  for (const [n, tile] of tiles.entries()) {
    tile.addController({ hostUpdated: () => (counts[n] = (counts[n] ?? 0) + 1) });
  }
  return counts;
}

describe('the rooms', () => {
  it('are a list with one tile each', async () => {
    const { element, tiles, root } = await grid({ status: 'ready', rooms });
    assert.deepEqual(
      tiles().map(({ room }) => room?.id),
      ['living-room', 'archive', 'meeting'],
    );
    assert.strictEqual(root.querySelectorAll('ul[role=list] > li').length, 3);
    await assert.isAccessible(element);
  });

  it('render only the room that a reading is of', async () => {
    const { element, tiles } = await grid({ status: 'ready', rooms });
    const counts = countRenders(tiles());
    element.state = { status: 'ready', rooms: withReading(rooms, reading) };
    await element.updateComplete;
    await Promise.all(tiles().map(({ updateComplete }) => updateComplete));
    assert.deepEqual(counts, [1, 0, 0]);
  });

  it('render one of forty for one reading, and one for one day, in whatever layout and grouping', async () => {
    const forty = Array.from({ length: 40 }, (_, n) =>
      sampleRoom({ id: String(n), name: `Room ${String(n)}`, floor: n % 3 === 0 ? 'Cellar' : null }),
    );
    const days = new Map(forty.map(({ id }) => [id, sampleDay()]));
    for (const [layout, grouped] of [
      ['tile', false],
      ['line', true],
    ] as const) {
      const { element, tiles } = await grid({ status: 'ready', rooms: forty });
      Object.assign(element, { layout, grouped, days });
      const settled = async (): Promise<void> => {
        await element.updateComplete;
        await Promise.all(tiles().map(({ updateComplete }) => updateComplete));
      };
      await settled();
      const rendered = countRenders(tiles());
      const ofThem = (): string[] =>
        tiles().flatMap(({ room }, n) => Array<string>(rendered[n] ?? 0).fill(room?.id ?? ''));
      const temperature = { value: 19, unit: '°C', measuredAt };
      const changed = forty.map((room): Room => (room.id === '17' ? { ...room, temperature } : room));
      element.state = { status: 'ready', rooms: changed };
      await settled();
      assert.deepEqual(ofThem(), ['17']);
      element.days = new Map([...days, ['23', sampleDay({ until: NOON + 1 })]]);
      await settled();
      assert.deepEqual(ofThem().toSorted(), ['17', '23']);
    }
  });

  it('get their days by their ids, and none where there is none', async () => {
    const { element, tiles } = await grid({ status: 'ready', rooms });
    const day = sampleDay();
    element.days = new Map([['archive', day]]);
    await element.updateComplete;
    assert.deepEqual(
      tiles().map((tile) => tile.day),
      [null, day, null],
    );
  });

  it('stand below the heading of their floor where any has one, and say it no more', async () => {
    const { element, root, tiles } = await grid({ status: 'ready', rooms });
    element.grouped = true;
    await element.updateComplete;
    await Promise.all(tiles().map(({ updateComplete }) => updateComplete));
    assert.deepEqual(
      [...root.querySelectorAll('h2')].map(({ textContent }) => textContent),
      ['Cellar', 'On no floor'],
    );
    assert.deepEqual(
      tiles().map(({ shadowRoot }) => shadowRoot?.querySelector('h3')?.textContent),
      ['Archive <cellar> "B"', 'Living room', 'Meeting'],
    );
    assert.isTrue(tiles()[0]?.shadowRoot?.querySelector('.floor') === null);
    await assert.isAccessible(element);
    element.state = { status: 'ready', rooms: rooms.filter(({ floor }) => floor === null) };
    await element.updateComplete;
    assert.isTrue(root.querySelector('h2') === null);
  });

  it('keep each its own element when another is added before it', async () => {
    const { element, tiles } = await grid({ status: 'ready', rooms: rooms.slice(1) });
    const [archive, meeting] = tiles();
    element.state = { status: 'ready', rooms };
    await element.updateComplete;
    assert.deepEqual(tiles().slice(1), [archive, meeting]);
  });

  it('say that they are loading', async () => {
    const { element, status } = await grid(LOADING);
    assert.strictEqual(status(), 'Loading the rooms…');
    await assert.isAccessible(element);
  });

  it('say what to do when there are none', async () => {
    const { element, status } = await grid({ status: 'ready', rooms: [] });
    assert.match(status(), /^No rooms yet Power up an ESP32/);
    element.emptyHint = 'rooms.empty.home-assistant';
    await element.updateComplete;
    assert.match(status(), /^No rooms yet Add the Climat Guardian integration/);
    await assert.isAccessible(element);
  });

  it('stay, and are called old, while the connection is lost', async () => {
    const { element, status, tiles } = await grid({ status: 'error', reason: 'lost', rooms });
    assert.match(status(), /^The connection to the bridge was lost/);
    assert.deepEqual(
      tiles().map(({ stale }) => stale),
      [true, true, true],
    );
    await assert.isAccessible(element);
  });

  it('are replaced by what to do when the bridge was never reached', async () => {
    const { status, tiles } = await grid({ status: 'error', reason: 'unreachable', rooms: [] });
    assert.match(status(), /^The bridge does not answer Check that it is running/);
    assert.deepEqual(tiles(), []);
  });
});
