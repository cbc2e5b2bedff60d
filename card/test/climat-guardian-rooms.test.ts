import { assert, fixture, html } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoom } from '../src/elements/climat-guardian-room.ts';
import type { ClimatGuardianRooms } from '../src/elements/climat-guardian-rooms.ts';
import { fromApi, withReading } from '../src/rooms/from-api.ts';
import { LOADING, type RoomsState } from '../src/rooms/rooms-state.ts';
import { exampleRooms, exampleSession, understood } from './examples.ts';

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
