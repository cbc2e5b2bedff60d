import { assert, fixture, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRooms } from '../src/elements/climat-guardian-rooms.ts';
import type { Room } from '../src/rooms/room.ts';
import { sampleRoom } from './samples.ts';

const eight = Array.from({ length: 8 }, (_, n) => sampleRoom({ id: String(n), name: `Room ${String(n)}` }));
const silent: Partial<Room> = {
  temperature: null,
  humidity: null,
  silent: {
    cause: 'wrong-key',
    device: 'sensor',
    reason: 'The sensor refuses the encryption key that is set for it, and will until another is entered.',
  },
};

async function grid(rooms: readonly Room[], inlineSize: string) {
  const element = await fixture<ClimatGuardianRooms>(
    html`<climat-guardian-rooms
      style="inline-size: ${inlineSize}"
      .state=${{ status: 'ready', rooms }}
      selectable
    ></climat-guardian-rooms>`,
  );
  const tiles = [...(element.shadowRoot?.querySelectorAll('climat-guardian-room') ?? [])];
  await Promise.all(tiles.map(({ updateComplete }) => updateComplete));
  /** Where each tile's part begins, and how tall it is. */
  const boxes = (selector: string) =>
    tiles.map((tile) => tile.shadowRoot?.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect());
  return { element, boxes };
}

/** How many there are with each of the values, in the order in which they come. */
const tally = (values: readonly number[]): number[] =>
  [...new Set(values)].map((each) => values.filter((value) => value === each).length);

describe('the grid of tiles', () => {
  it('has six in a row of a wide screen and two on a phone', async () => {
    await setViewport({ width: 1280, height: 800 });
    const wide = await grid(eight, '76rem');
    assert.deepEqual(tally(wide.boxes('article').map(({ y }) => y)), [6, 2]);
    const narrow = await grid(eight, '358px');
    assert.deepEqual(tally(narrow.boxes('article').map(({ y }) => y)), [2, 2, 2, 2]);
  });

  it('has tiles of one height in a row, with the values at the top of each', async () => {
    await setViewport({ width: 1280, height: 800 });
    const six = eight.slice(0, 6).map((room, n) => (n === 2 ? { ...room, ...silent } : room));
    const { boxes } = await grid(six, '76rem');
    for (const part of ['article', '.temperature', '.humidity']) {
      assert.strictEqual(new Set(boxes(part).map(({ y }) => y)).size, 1, part);
    }
    assert.strictEqual(new Set(boxes('article').map(({ height }) => height)).size, 1);
    const [tile = new DOMRect(), humidity = new DOMRect()] = [boxes('article')[0], boxes('.humidity')[0]];
    assert.isAbove(tile.bottom - humidity.bottom, 40, 'what the tall tile needs more is left below');
  });

  it('keeps everything within its tile, however long the words', async () => {
    const long = { ...sampleRoom(silent), name: 'Donaudampfschifffahrtsgesellschaftskapitänskajüte' };
    const { element, boxes } = await grid([long, ...eight], '358px');
    assert.isAtMost(element.scrollWidth, 358);
    for (const part of ['h2', '.silence']) {
      const [tile = new DOMRect(), words = new DOMRect()] = [boxes('article')[0], boxes(part)[0]];
      assert.isAtMost(words.right, tile.right, part);
      assert.isAtMost(words.bottom, tile.bottom, part);
    }
  });

  it('is gone through and opened with the keyboard', async () => {
    const { element } = await grid(eight, '76rem');
    const selected: string[] = [];
    element.addEventListener('climat-guardian-room-select', ({ roomId }) => selected.push(roomId));
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Space' });
    assert.deepEqual(selected, ['0', '1']);
  });
});
