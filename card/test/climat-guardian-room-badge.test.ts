import { assert, fixture, html } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoomBadge } from '../src/elements/climat-guardian-room-badge.ts';
import type { Room } from '../src/rooms/room.ts';
import { HOUR, NOON, sampleDay } from './days.ts';
import { measuredAt, sampleRoom } from './samples.ts';

type Options = Partial<Pick<ClimatGuardianRoomBadge, 'day' | 'now' | 'stale' | 'selectable'>>;

async function badge(room: Room, { day = null, now = 0, stale = false, selectable = false }: Options = {}) {
  const element = await fixture<ClimatGuardianRoomBadge>(
    html`<climat-guardian-room-badge
      .room=${room}
      .day=${day}
      .now=${now}
      .stale=${stale}
      .selectable=${selectable}
    ></climat-guardian-room-badge>`,
  );
  await assert.isAccessible(element);
  const root = element.shadowRoot ?? element;
  const said = () => root.querySelector<HTMLElement>('.badge')?.innerText.replace(/\s+/g, ' ').trim();
  return { element, root, said };
}

describe('a badge', () => {
  it('shows an icon, the name and the values', async () => {
    const { root, said } = await badge(sampleRoom());
    assert.strictEqual(said(), 'Study 21.5 °C · 44 %');
    assert.strictEqual(root.querySelectorAll('svg').length, 1);
  });

  it('says what deviates, what is silent and what is old in words', async () => {
    assert.strictEqual(
      (await badge(sampleRoom({ comfort: 'too-warm', humidity: null }))).said(),
      'Study 21.5 °C · Too warm',
    );
    const silent = { cause: 'unreachable', device: 'a', reason: null } as const;
    const day = sampleDay({ gaps: [[2, 0, 'wifi']] });
    assert.strictEqual((await badge(sampleRoom({ silent }), { day })).said(), 'Study Wi-Fi lost');
    const old = await badge(sampleRoom(), { now: measuredAt.getTime() + 3 * HOUR });
    assert.strictEqual(old.said(), 'Study 21.5 °C · 44 % · 3 h old');
  });

  it('says no more than the last values while the source is gone', async () => {
    const { said, root } = await badge(sampleRoom({ comfort: 'too-warm' }), {
      stale: true,
      now: NOON - 2 * HOUR,
    });
    assert.strictEqual(said(), 'Study 21.5 °C · 44 %');
    assert.isTrue(root.querySelector('.past') !== null);
  });

  it('says that there is no value, and shows names as text', async () => {
    const room = sampleRoom({ name: '<b>x</b>', humidity: null });
    const nan = { value: NaN, unit: '°C', measuredAt: null };
    assert.strictEqual((await badge({ ...room, temperature: nan })).said(), '<b>x</b> No value');
  });

  it('is a button where a tap leads anywhere', async () => {
    assert.isTrue((await badge(sampleRoom())).root.querySelector('button') === null);
    assert.notStrictEqual(
      (await badge(sampleRoom(), { selectable: true })).root.querySelector('button'),
      null,
    );
  });

  it('cuts a long name rather than leaving its place', async () => {
    const { element } = await badge(sampleRoom({ name: 'Donaudampfschifffahrt '.repeat(9) }));
    const place = element.parentElement ?? element;
    place.style.inlineSize = '200px';
    assert.isAtMost(element.getBoundingClientRect().width, 200);
    place.style.inlineSize = '';
  });
});
