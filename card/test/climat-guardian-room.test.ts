import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoom } from '../src/elements/climat-guardian-room.ts';
import { RoomSelectEvent } from '../src/elements/room-events.ts';
import { createLocale } from '../src/i18n/locale.ts';
import { fromApi } from '../src/rooms/from-api.ts';
import type { Room } from '../src/rooms/room.ts';
import { HOUR, NOON, sampleDay } from './days.ts';
import { exampleRooms } from './examples.ts';
import { measuredAt, sampleRoom } from './samples.ts';

const locale = createLocale({ language: 'en-GB', timeZone: 'Europe/Zurich' });

type Options = Partial<
  Pick<ClimatGuardianRoom, 'stale' | 'selectable' | 'day' | 'now' | 'layout' | 'locale'>
>;

async function tile(room: Room, options: Options = {}) {
  const element = await fixture<ClimatGuardianRoom>(
    html`<climat-guardian-room
      .room=${room}
      .locale=${options.locale ?? locale}
      .day=${options.day ?? null}
      .now=${options.now ?? 0}
      .layout=${options.layout ?? 'tile'}
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
  it('shows name, temperature and humidity, and says the time of the reading to who cannot see that it is not old', async () => {
    const { element, text } = await tile(sampleRoom({ floor: 'Attic' }));
    assert.strictEqual(text('h2'), 'Study');
    assert.strictEqual(text('.floor'), 'Attic');
    assert.strictEqual(text('.temperature dd'), '21.5 °C');
    assert.strictEqual(text('.humidity dd'), '44 %');
    assert.strictEqual(text('time'), 'Last reading: 11:00.');
    await assert.isAccessible(element);
  });

  it('shows the name that a person gave as text, whatever is in it', async () => {
    const [, archive] = exampleRooms.map(fromApi);
    const { within, text } = await tile(archive ?? sampleRoom());
    assert.strictEqual(text('h2'), 'Archive <cellar> "B"');
    assert.strictEqual(within('h2 > bdi')?.childElementCount, 0);
    const { within: other } = await tile(sampleRoom({ name: '<img src=x onerror=alert(1)>' }));
    assert.isTrue(other('img') === null);
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
    assert.isTrue(within('.old') === null);
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
    assert.isTrue(within('time') === null);
  });

  it('shows no dash for a humidity that nothing measures there', async () => {
    for (const layout of ['tile', 'fit', 'line'] as const) {
      const { within } = await tile(sampleRoom({ humidity: undefined }), { layout });
      assert.isTrue(within('.humidity') === null);
      assert.isTrue(within('.none') === null);
    }
  });

  it('shows no time where none is known, and no tint for a value that is not present', async () => {
    const unknown = sampleRoom({ temperature: { value: 27, unit: '°C', measuredAt: null } });
    const { within } = await tile(unknown);
    assert.isTrue(within('time') === null);
    assert.isTrue(within('.warm') !== null);
    const stale = await tile(unknown, { stale: true });
    assert.isTrue(stale.within('.warm') === null);
    assert.isTrue(stale.within('.past') !== null);
  });

  it('is a button, with the room in its event, only where a tap leads anywhere', async () => {
    assert.isTrue((await tile(sampleRoom())).within('button') === null);
    const { element, within } = await tile(sampleRoom(), { selectable: true });
    await assert.isAccessible(element);
    setTimeout(() => within('button')?.click());
    const event = await oneEvent(element, 'climat-guardian-room-select');
    assert.instanceOf(event, RoomSelectEvent);
    assert.propertyVal(event, 'roomId', 'study');
    assert.isTrue(event.bubbles && event.composed);
  });

  it('shows whither the temperature goes, by arrow and word', async () => {
    const value = (hoursAgo: number): number => 20 - Math.max(0, 2 - hoursAgo);
    const day = sampleDay({ value });
    const { text, within } = await tile(at(NOON), { day, now: NOON });
    assert.strictEqual(text('.trend'), 'Trend of the last hour Falling');
    assert.isTrue(within('.trend.falling svg') !== null);
    const stale = await tile(at(NOON), { day, now: NOON, stale: true });
    assert.isTrue(stale.within('.trend') === null);
  });

  it('tells by shape, word and colour what deviates from comfort, and nothing at all when all is well', async () => {
    const cold = sampleRoom({ comfort: 'too-cold-and-humid' });
    const { element, text, within } = await tile(cold);
    assert.strictEqual(text('.deviation'), 'Too cold and humid');
    assert.isTrue(within('.deviation svg') !== null);
    assert.isTrue(within('article.cold') !== null);
    await assert.isAccessible(element);
    for (const shown of [
      await tile(sampleRoom({ comfort: 'comfortable' })),
      await tile(sampleRoom()),
      await tile(cold, { stale: true }),
      await tile({ ...cold, silent: { cause: 'unavailable' } }),
    ]) {
      assert.isTrue(shown.within('.deviation') === null);
      assert.isTrue(shown.within('article.cold') === null);
    }
  });

  it('says how old a reading is that is old, and no more of a room than that', async () => {
    const room = { ...at(NOON - 2.5 * HOUR), comfort: 'too-cold' } as const;
    const { element, text, within } = await tile(room, { now: NOON });
    assert.strictEqual(text('.old'), '2 h old');
    assert.isTrue(within('article.past') !== null);
    assert.isTrue(within('.deviation') === null);
    await assert.isAccessible(element);
    const { within: fresh } = await tile(at(NOON - 0.2 * HOUR), { now: NOON });
    assert.isTrue(fresh('.old') === null);
    assert.isTrue(fresh('article.present') !== null);
  });

  it('says since when its room is silent, and why, if the ledger knows it better', async () => {
    const silent = { cause: 'unreachable', device: 'a', reason: 'Nobody answers at 10.0.3.17.' } as const;
    const day = sampleDay({ gaps: [[4.8, 0, 'wifi']] });
    const { element, text } = await tile(sampleRoom({ silent }), { day, now: NOON });
    assert.strictEqual(text('.cause'), 'Wi-Fi lost 08:12');
    assert.strictEqual(text('.detail'), 'Nobody answers at 10.0.3.17.');
    await assert.isAccessible(element);
    // What a person can remedy is not hidden by what the ledger says.
    const key = await tile(sampleRoom({ silent: { ...silent, cause: 'wrong-key' } }), { day, now: NOON });
    assert.strictEqual(key.text('.cause'), 'Wrong encryption key 08:12');
  });

  it('draws its day as one path of no more points than it has pixels, with the gaps hatched beside it', async () => {
    const day = sampleDay({
      step: 1 / 6,
      gaps: [
        [20, 18, 'wifi'],
        [3, 2, 'wifi'],
      ],
      value: Math.sin,
    });
    for (const layout of ['tile', 'fit', 'line'] as const) {
      const { element, within } = await tile(at(NOON), { day, now: NOON, layout });
      element.style.inlineSize = '360px';
      const paths = element.shadowRoot?.querySelectorAll('.sparkline path.line') ?? [];
      assert.strictEqual(paths.length, 1);
      const d = paths[0]?.getAttribute('d') ?? '';
      assert.strictEqual(d.match(/M/g)?.length, 3, 'a line each before, between and after the gaps');
      const points = d.match(/[ML]/g)?.length ?? Infinity;
      assert.isAbove(points, 30);
      assert.isAtMost(points, within('.day')?.clientWidth ?? 0, layout);
      assert.strictEqual(element.shadowRoot?.querySelectorAll('rect.gap').length, 2);
      assert.strictEqual(
        within('.sparkline')?.getAttribute('aria-label'),
        'Last 24 hours: -1.0 °C to 1.0 °C; for 3 h no values.',
      );
      await assert.isAccessible(element);
    }
  });

  it('is not disturbed by values, times and days that are none', async () => {
    const nan = { value: NaN, unit: '°C', measuredAt: new Date(NaN) };
    const { element, text } = await tile(sampleRoom({ temperature: nan, humidity: null }), {
      day: sampleDay({ value: () => NaN }),
      now: NOON,
    });
    assert.strictEqual(text('.temperature dd'), '– No value');
    await assert.isAccessible(element);
    const undated = { value: 20, unit: '°C', measuredAt: new Date(NaN) };
    assert.isTrue((await tile(sampleRoom({ temperature: undated }))).within('time') === null);
  });

  it('speaks German and French as its locale does', async () => {
    const room = sampleRoom({ comfort: 'too-dry' });
    const de = await tile(room, { locale: createLocale({ language: 'de' }) });
    assert.strictEqual(de.text('.deviation'), 'Zu trocken');
    const fr = await tile(room, { locale: createLocale({ language: 'fr' }) });
    assert.strictEqual(fr.text('.deviation'), 'Trop sec');
  });
});

/** Measured at that instant. */
function at(instant: number): Room {
  return sampleRoom({ temperature: { value: 21, unit: '°C', measuredAt: new Date(instant) } });
}
