/** Twice the size, as a browser's zoom makes it: half as many pixels of CSS; and twice the letters alone. */
import { assert, fixture, html } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../src/climat-guardian-card.ts';
import { historyOf } from './rendered-history.ts';
import { SampleSource } from './sample-past.ts';
import { sampleRoom } from './samples.ts';

const rooms = Array.from({ length: 8 }, (_, n) =>
  sampleRoom({ id: String(n), name: n === 3 ? 'Donaudampfschifffahrtskapitänskajüte' : `Room ${String(n)}` }),
);
const halves = {
  'a desktop': { width: 640, height: 400 },
  'a phone': { width: 195, height: 422 },
};

/** What reaches beyond the window, and is not within something that is scrolled by itself. */
function beyond(root: DocumentFragment | null): string[] {
  return [...(root?.querySelectorAll('*') ?? [])]
    .filter((part) => part.closest('.table, svg') === null)
    .filter((part) => part.getBoundingClientRect().right > window.innerWidth + 1)
    .map((part) => `${part.localName}.${part.className}`);
}

describe('at twice the size', () => {
  afterEach(() => {
    document.documentElement.style.fontSize = '';
  });

  for (const [name, size] of Object.entries(halves)) {
    it(`the rooms keep to the width of ${name}`, async () => {
      await setViewport(size);
      const element = await fixture(
        html`<climat-guardian-rooms .state=${{ status: 'ready', rooms }} selectable></climat-guardian-rooms>`,
      );
      assert.deepEqual(beyond(element.shadowRoot), []);
      for (const tile of element.shadowRoot?.querySelectorAll('climat-guardian-room') ?? []) {
        await tile.updateComplete;
        const article = tile.shadowRoot?.querySelector('article')?.getBoundingClientRect();
        for (const part of tile.shadowRoot?.querySelectorAll('h2, dd') ?? [])
          assert.isAtMost(part.getBoundingClientRect().right, (article?.right ?? 0) + 1, part.className);
      }
    });

    it(`the history keeps to the width of ${name}, and is all within reach`, async () => {
      const { element, root, settled } = await historyOf(new SampleSource());
      await setViewport(size);
      await settled();
      assert.deepEqual(beyond(root), []);
      assert.isAtMost(element.scrollWidth, size.width);
    });
  }

  it('of the letters alone, rooms and history keep to the width of a phone', async () => {
    await setViewport({ width: 390, height: 844 });
    document.documentElement.style.fontSize = '200%';
    const element = await fixture(
      html`<climat-guardian-rooms .state=${{ status: 'ready', rooms }} selectable></climat-guardian-rooms>`,
    );
    assert.deepEqual(beyond(element.shadowRoot), []);
    const { root, settled } = await historyOf(new SampleSource());
    await setViewport({ width: 390, height: 844 });
    await settled();
    assert.deepEqual(beyond(root), []);
  });
});
