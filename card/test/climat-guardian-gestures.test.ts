/** What a tap and a hold lead to, on the card and on the badge, as Home Assistant hears it. */
import { assert, fixture, html } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianBadge } from '../src/card/climat-guardian-badge.ts';
import type { ClimatGuardianCard } from '../src/card/climat-guardian-card.ts';
import { RoomHoldEvent, RoomSelectEvent } from '../src/elements/room-events.ts';
import type { Hass } from '../src/rooms/hass.ts';
import { connectionTo } from './past-sources.ts';
import { sampleHass, studyEntities } from './samples.ts';
import { until } from './until.ts';

const temperature = 'sensor.study_temperature';

async function card(config: object, hass: Hass = sampleHass(studyEntities)) {
  const element = await fixture<ClimatGuardianCard>(html`<climat-guardian-card></climat-guardian-card>`);
  element.setConfig({ type: 'custom:climat-guardian-card', ...config });
  element.hass = hass;
  await element.updateComplete;
  const rooms = element.shadowRoot?.querySelector('climat-guardian-rooms');
  await rooms?.updateComplete;
  const room = rooms?.shadowRoot?.querySelector('climat-guardian-room');
  if (!room) throw new Error('no room');
  return { element, room };
}

/** What Home Assistant is told. */
function heard(element: Element): [type: string, detail: unknown][] {
  const all: [string, unknown][] = [];
  for (const type of ['hass-action', 'hass-more-info'])
    element.addEventListener(type, (event) => {
      assert.isTrue(event.bubbles && event.composed);
      all.push([type, event instanceof CustomEvent ? event.detail : null]);
    });
  return all;
}

describe('a gesture on a room of the card', () => {
  it('opens its past by a tap, and Home Assistant’s more by a hold', async () => {
    const connection = await connectionTo(crypto.randomUUID());
    const hass = { ...sampleHass(studyEntities), connection };
    const { element, room } = await card({}, hass);
    const all = heard(element);
    room.dispatchEvent(new RoomSelectEvent('Study'));
    const dialog = () => element.shadowRoot?.querySelector('climat-guardian-history-dialog');
    await until(() => dialog()?.shadowRoot?.querySelector('dialog')?.open === true, 'the history');
    assert.strictEqual(dialog()?.roomId, 'Study');
    assert.deepEqual(all, []);

    const hold = new RoomHoldEvent('Study');
    room.dispatchEvent(hold);
    assert.deepEqual(all, [['hass-more-info', { entityId: temperature }]]);
    assert.isTrue(hold.defaultPrevented, 'the browser’s own menu stays away');
    element.remove();
    connection.close();
  });

  it('is carried out by Home Assistant where the configuration says what', async () => {
    const navigate = { action: 'navigate', navigation_path: '/climate' };
    const none = { action: 'none' };
    const { element, room } = await card({ tap_action: navigate, hold_action: none });
    const all = heard(element);
    room.dispatchEvent(new RoomSelectEvent('Study'));
    room.dispatchEvent(new RoomHoldEvent('Study'));
    assert.deepEqual(all, [
      ['hass-action', { config: { entity: temperature, tap_action: navigate }, action: 'tap' }],
      ['hass-action', { config: { entity: temperature, hold_action: none }, action: 'hold' }],
    ]);
  });
});

describe('a card of one room', () => {
  it('that was chosen is a tile of six columns and two rows', async () => {
    const { element, room } = await card({ devices: ['Study'] });
    assert.deepEqual(element.getGridOptions(), { columns: 6, rows: 2, min_columns: 4, min_rows: 2 });
    assert.strictEqual(room.layout, 'fit');
  });

  it('is as others are where it has a title, or is a list, or was not chosen', async () => {
    for (const config of [{ devices: ['Study'], title: 'T' }, { devices: ['Study'], layout: 'list' }, {}])
      assert.strictEqual((await card(config)).element.getGridOptions()['rows'], 'auto');
  });

  it('calls it as the configuration does, and draws it no more often for that', async () => {
    const hass = sampleHass(studyEntities);
    const { element, room } = await card({ overrides: [{ room: 'Study', name: 'Den' }] }, hass);
    assert.strictEqual(room.room?.name, 'Den');
    let renders = 0;
    room.addController({ hostUpdated: () => (renders += 1) });
    element.hass = { ...hass, states: { ...hass.states } };
    await element.updateComplete;
    assert.strictEqual(renders, 0);
  });
});

describe('the badge', () => {
  it('is a pill for each room, and opens more of it by a hold', async () => {
    const badge = await fixture<ClimatGuardianBadge>(html`<climat-guardian-badge></climat-guardian-badge>`);
    badge.setConfig({ type: 'custom:climat-guardian-badge', devices: ['Study'] });
    badge.hass = sampleHass(studyEntities);
    await badge.updateComplete;
    const [pill, ...others] = badge.shadowRoot?.querySelectorAll('climat-guardian-room-badge') ?? [];
    assert.deepEqual(others, []);
    assert.strictEqual(pill?.room?.name, 'Study');
    const all = heard(badge);
    pill?.dispatchEvent(new RoomHoldEvent('Study'));
    assert.deepEqual(all, [['hass-more-info', { entityId: temperature }]]);
    await assert.isAccessible(badge);
  });

  it('is offered in Home Assistant’s picker, once', () => {
    const offered = (window.customBadges ?? []).filter(({ type }) => type === 'climat-guardian-badge');
    assert.strictEqual(offered.length, 1);
  });
});
