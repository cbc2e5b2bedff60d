import { assert, fixture, html } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoom } from '../src/elements/climat-guardian-room.ts';
import type { ClimatGuardianRooms } from '../src/elements/climat-guardian-rooms.ts';
import { createLocale } from '../src/i18n/locale.ts';
import type { Room } from '../src/rooms/room.ts';
import { sampleDay } from './days.ts';
import { measuredAt, sampleRoom } from './samples.ts';

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

async function grid(
  rooms: readonly Room[],
  inlineSize: string,
  { layout = 'tile', grouped = false }: Partial<Pick<ClimatGuardianRooms, 'layout' | 'grouped'>> = {},
) {
  const element = await fixture<ClimatGuardianRooms>(
    html`<climat-guardian-rooms
      style="inline-size: ${inlineSize}"
      .state=${{ status: 'ready', rooms }}
      .layout=${layout}
      .grouped=${grouped}
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

/** In the width of six columns of a narrow, a usual and a wide section. */
describe('a room in two rows of the sections grid', () => {
  const day = sampleDay({ until: measuredAt.getTime(), value: (ago) => 20 - Math.max(0, 2 - ago) });
  const ends = (tile: ClimatGuardianRoom) => (part: string) =>
    tile.shadowRoot?.querySelector(part)?.getBoundingClientRect() ?? new DOMRect();
  const states: Readonly<Record<string, Room>> = {
    well: sampleRoom(),
    deviating: sampleRoom({
      comfort: 'too-cold-and-humid',
      name: 'Conference room Matterhorn',
      floor: 'Cellar',
    }),
    silent: sampleRoom({ ...silent, name: 'x'.repeat(90) }),
    empty: sampleRoom({ temperature: null, humidity: null }),
  };

  for (const [name, room] of Object.entries(states)) {
    it(`holds all within its 120 px, when it is ${name}, beside its border`, async () => {
      for (const width of [165, 246, 500]) {
        const place = await fixture(
          html`<div style="block-size: 118px; inline-size: ${String(width)}px">
            <climat-guardian-room
              .room=${room}
              .day=${day}
              .now=${measuredAt.getTime()}
              .layout=${'fit'}
              selectable
            ></climat-guardian-room>
          </div>`,
        );
        const tile = place.querySelector('climat-guardian-room');
        if (!tile) throw new Error('there is no room');
        await tile.updateComplete;
        const box = ends(tile);
        assert.strictEqual(box('article').height, 118);
        assert.strictEqual(box('article').width, width);
        const parts = ['h2', '.temperature', '.humidity', '.day', ...(room.silent ? ['.cause'] : ['.trend'])];
        if (room.comfort) parts.push('.deviation');
        for (const part of parts.filter((each) => tile.shadowRoot?.querySelector(each))) {
          const at = `${part} at ${String(width)}`;
          assert.isAtMost(box(part).bottom, box('article').bottom, at);
          assert.isAtMost(box(part).right, box('article').right, at);
          assert.isAbove(box(part).height, 6, at);
        }
        assert.isAtLeast(box('.humidity').left, box('.temperature dd').right - 1, String(width));
      }
    });
  }

  it('says what deviates to the end, in each language and also where six columns are narrow', async () => {
    for (const language of ['en', 'fr', 'de']) {
      const tile = await fixture<ClimatGuardianRoom>(
        html`<climat-guardian-room
          style="block-size: 118px; inline-size: 165px"
          .room=${sampleRoom({ comfort: 'too-warm-and-humid' })}
          .day=${day}
          .layout=${'fit'}
          .locale=${createLocale({ language })}
        ></climat-guardian-room>`,
      );
      const words = tile.shadowRoot?.querySelector('.deviation span');
      assert.isAtMost(words?.scrollWidth ?? NaN, words?.clientWidth ?? NaN, language);
      assert.isAtMost(ends(tile)('.deviation').bottom, ends(tile)('.day').top, language);
      assert.isAbove(ends(tile)('.day').height, 6, language);
    }
  });

  it('is its own mirror image where one reads from the right, but for numbers and the course of the day', async () => {
    const place = await fixture(
      html`<div dir="rtl" style="block-size: 118px; inline-size: 246px">
        <climat-guardian-room
          .room=${sampleRoom({ name: 'غرفة المعيشة (A1)', comfort: 'too-cold' })}
          .day=${sampleDay({ until: measuredAt.getTime(), gaps: [[3, 0]] })}
          .layout=${'fit'}
        ></climat-guardian-room>
      </div>`,
    );
    const tile = place.querySelector('climat-guardian-room');
    if (!tile) throw new Error('there is no room');
    const box = ends(tile);
    assert.isAbove(box('.temperature').left, box('.humidity').right - 1);
    assert.isAbove(box('.temperature .unit').left, box('.temperature .number').right - 1);
    assert.isAbove(box('.gap').left, box('.day').left + box('.day').width / 2);
    for (const part of ['h2', '.deviation', '.temperature', '.humidity', '.day']) {
      assert.isAtLeast(box(part).left, box('article').left, part);
      assert.isAtMost(box(part).right, box('article').right, part);
    }
  });

  it('is two rows tall where nobody says how tall it is, and fills more', async () => {
    const tile = await fixture<ClimatGuardianRoom>(
      html`<climat-guardian-room .room=${sampleRoom()} .day=${day} .layout=${'fit'}></climat-guardian-room>`,
    );
    assert.strictEqual(ends(tile)('article').height, 118);
    tile.style.blockSize = '248px';
    assert.strictEqual(ends(tile)('article').height, 248);
    assert.isAbove(ends(tile)('.day').height, 110);
  });
});

describe('forty rooms in lines', () => {
  const forty = Array.from({ length: 40 }, (_, n) =>
    sampleRoom({
      id: String(n),
      name: n % 7 === 0 ? 'Donaudampfschifffahrtsgesellschaftskapitänskajüte' : `Room ${String(n)}`,
      floor: ['Cellar', 'First floor', 'Ground floor', 'Attic'][n % 4] ?? null,
      ...(n % 9 === 0 ? silent : {}),
    }),
  );

  it('fit a desktop’s screen below their floors', async () => {
    await setViewport({ width: 1280, height: 800 });
    const { element } = await grid(forty, '76rem', { layout: 'line', grouped: true });
    // What the page has above them is 160 px.
    assert.isAtMost(element.getBoundingClientRect().height, 800 - 160);
  });

  it('keep to the width of a phone, and to twice the size on one', async () => {
    for (const width of ['358px', '179px']) {
      const { element, boxes } = await grid(forty, width, { layout: 'line' });
      assert.isAtMost(element.scrollWidth, parseInt(width));
      for (const part of ['h2', '.temperature', '.humidity']) {
        for (const [n, words] of boxes(part).entries()) {
          assert.isAtMost(words.right, boxes('article')[n]?.right ?? 0, part);
        }
      }
    }
  });

  it('move nothing for who wants none of it', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const element = await fixture<ClimatGuardianRooms>(html`<climat-guardian-rooms></climat-guardian-rooms>`);
    assert.deepEqual(element.shadowRoot?.getAnimations(), []);
    await emulateMedia({ reducedMotion: 'no-preference' });
  });
});
