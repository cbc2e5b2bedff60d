import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import { type ClimatGuardianRoom, RoomSelectEvent } from '../src/elements/climat-guardian-room.ts';
import { createLocale } from '../src/i18n/locale.ts';
import { fromApi } from '../src/rooms/from-api.ts';
import type { Room } from '../src/rooms/room.ts';
import { exampleRooms } from './examples.ts';
import { measuredAt, sampleRoom } from './samples.ts';

const locale = createLocale({ language: 'en-GB', timeZone: 'Europe/Zurich' });

async function tile(room: Room, options: { stale?: boolean; selectable?: boolean } = {}) {
  const element = await fixture<ClimatGuardianRoom>(
    html`<climat-guardian-room
      .room=${room}
      .locale=${locale}
      .today=${locale.day(measuredAt)}
      .stale=${options.stale ?? false}
      .selectable=${options.selectable ?? false}
    ></climat-guardian-room>`,
  );
  const within = (selector: string) => element.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  const text = (selector: string) => within(selector)?.innerText.replace(/\s+/g, ' ').trim();
  return { element, within, text };
}

describe('a tile', () => {
  it('shows name, temperature, humidity and the time of the reading', async () => {
    const { element, text } = await tile(sampleRoom({ floor: 'Attic' }));
    assert.strictEqual(text('h2'), 'Study');
    assert.strictEqual(text('.floor'), 'Attic');
    assert.strictEqual(text('.temperature dd'), '21.5 °C');
    assert.strictEqual(text('.humidity dd'), '44 %');
    assert.strictEqual(text('time'), '11:00');
    await assert.isAccessible(element);
  });

  it('shows the name that a person gave as text, whatever is in it', async () => {
    const [, archive] = exampleRooms.map(fromApi);
    const { within, text } = await tile(archive ?? sampleRoom());
    assert.strictEqual(text('h2'), 'Archive <cellar> "B"');
    assert.strictEqual(within('h2')?.childElementCount, 0);
    const { within: other } = await tile(sampleRoom({ name: '<img src=x onerror=alert(1)>' }));
    assert.strictEqual(other('img'), null);
  });

  it('says why its room is silent, in the words of the bridge, and calls the value old', async () => {
    const [, archive] = exampleRooms.map(fromApi);
    const { element, within, text } = await tile(archive ?? sampleRoom());
    assert.strictEqual(
      text('.silence'),
      'Not reachable 10.0.3.17:6053 refused the connection. Last reading: time unknown.',
    );
    assert.strictEqual(text('.temperature dd'), '14.0 °C');
    assert.strictEqual(within('article')?.classList.contains('past'), true);
    assert.strictEqual(within('.moment'), null);
    await assert.isAccessible(element);
  });

  it('says when a silent room was last heard', async () => {
    const { text } = await tile(sampleRoom({ silent: { cause: 'unavailable' } }));
    assert.strictEqual(
      text('.silence'),
      'Not available No values arrive. Check the bridge and its sensors. Last reading: 11:00.',
    );
  });

  it('shows a dash where there is no value, and says so to who cannot see it', async () => {
    const { text, within } = await tile(sampleRoom({ temperature: null, humidity: null }));
    assert.strictEqual(text('.temperature dd'), '– No value');
    assert.strictEqual(text('.humidity dd'), '– No value');
    assert.strictEqual(within('.moment'), null);
  });

  it('shows no time where none is known, and no tint for a value that is not present', async () => {
    const unknown = sampleRoom({ temperature: { value: 21, unit: '°C', measuredAt: null } });
    const { within } = await tile(unknown);
    assert.strictEqual(within('time'), null);
    assert.notStrictEqual(within('.mild'), null);
    const stale = await tile(unknown, { stale: true });
    assert.strictEqual(stale.within('.mild'), null);
    assert.notStrictEqual(stale.within('.past'), null);
  });

  it('is a button, with the room in its event, only where a tap leads anywhere', async () => {
    assert.strictEqual((await tile(sampleRoom())).within('button'), null);
    const { element, within } = await tile(sampleRoom(), { selectable: true });
    await assert.isAccessible(element);
    setTimeout(() => within('button')?.click());
    const event = await oneEvent(element, 'climat-guardian-room-select');
    assert.instanceOf(event, RoomSelectEvent);
    assert.propertyVal(event, 'roomId', 'study');
    assert.isTrue(event.bubbles && event.composed);
  });
});
