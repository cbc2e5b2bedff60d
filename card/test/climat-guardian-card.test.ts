import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import '../src/climat-guardian-card.ts';
import { ClimatGuardianCard } from '../src/card/climat-guardian-card.ts';
import { suggestCard } from '../src/card/suggest-card.ts';
import type { Hass } from '../src/rooms/hass.ts';
import { sampleHass, sampleStates, studyEntities, type SampleEntity } from './samples.ts';

const entities: readonly SampleEntity[] = [
  ...studyEntities,
  { id: 'sensor.attic_temperature', device: 'Attic', deviceClass: 'temperature', state: '12.04' },
];

async function card(config: object = {}, hass: Hass = sampleHass(entities)) {
  const element = await fixture<ClimatGuardianCard>(html`<climat-guardian-card></climat-guardian-card>`);
  element.setConfig({ type: 'custom:climat-guardian-card', ...config });
  element.hass = hass;
  await element.updateComplete;
  const rooms = element.shadowRoot?.querySelector('climat-guardian-rooms');
  if (!rooms) throw new Error('the card has no rooms');
  await rooms.updateComplete;
  const tiles = () => [...(rooms.shadowRoot?.querySelectorAll('climat-guardian-room') ?? [])];
  const names = () => tiles().map(({ room }) => room?.name);
  const said = () => rooms.shadowRoot?.textContent.replace(/\s+/g, ' ') ?? '';
  return { element, rooms, tiles, names, said };
}

describe("Home Assistant's card", () => {
  it('shows every room of the integration below its title', async () => {
    const { element, names } = await card({ title: 'Climate' });
    assert.propertyVal(element.shadowRoot?.querySelector('ha-card'), 'header', 'Climate');
    assert.deepEqual(names(), ['Attic', 'Study']);
  });

  it('shows the chosen rooms only, in the order of the choice', async () => {
    assert.deepEqual((await card({ devices: ['Study', 'Attic'] })).names(), ['Study', 'Attic']);
    assert.deepEqual((await card({ devices: ['Study'] })).names(), ['Study']);
    assert.deepEqual((await card({ devices: [] })).names(), ['Attic', 'Study']);
  });

  it('follows a change of its configuration, as in the editor', async () => {
    const { element, rooms, names } = await card();
    element.setConfig({ devices: ['Attic'] });
    await element.updateComplete;
    await rooms.updateComplete;
    assert.deepEqual(names(), ['Attic']);
  });

  it('says what to do when nothing is left to show', async () => {
    assert.include((await card({}, sampleHass([]))).said(), 'Add the Climat Guardian integration');
    assert.include((await card({ devices: ['gone'] })).said(), 'Edit the card to choose others');
  });

  it('follows the states, and does not render for those of others', async () => {
    const hass = sampleHass(entities);
    const { element, tiles } = await card({}, hass);
    let renders = 0;
    for (const tile of tiles()) tile.addController({ hostUpdated: () => (renders += 1) });
    const other = sampleStates([{ id: 'light.hall', device: '', deviceClass: '', state: 'on' }]);
    element.hass = { ...hass, states: { ...hass.states, ...other } };
    await element.updateComplete;
    assert.strictEqual(renders, 0);
  });

  it('writes numbers as the user’s profile has them', async () => {
    const locale = { language: 'en', number_format: 'decimal_comma', time_format: '24', time_zone: 'local' };
    const { tiles } = await card({}, sampleHass(entities, { locale }));
    assert.strictEqual(tiles()[0]?.shadowRoot?.querySelector('.number')?.textContent, '12,0');
  });

  it('opens more of a room when it is tapped', async () => {
    const { element, tiles } = await card();
    setTimeout(() => tiles()[1]?.shadowRoot?.querySelector('button')?.click());
    const event = await oneEvent(element, 'hass-more-info');
    assert.deepInclude(event, { bubbles: true, composed: true });
    assert.deepEqual(event.detail, { entityId: 'sensor.study_temperature' });
  });

  it('goes on when a dashboard moves it', async () => {
    const hass = sampleHass(entities);
    const { element, rooms, names } = await card({}, hass);
    const parent = element.parentElement;
    element.remove();
    element.hass = { ...hass, devices: { ...hass.devices, Study: { id: 'Study', name: 'Atelier' } } };
    parent?.append(element);
    await element.updateComplete;
    await rooms.updateComplete;
    assert.deepEqual(names(), ['Atelier', 'Attic']);
  });

  it('is accessible', async () => {
    await assert.isAccessible((await card({ title: 'Climate' })).element);
  });
});

describe('its configuration', () => {
  const refused = (config: unknown): string => {
    try {
      new ClimatGuardianCard().setConfig(config);
    } catch (error) {
      return String(error);
    }
    return 'accepted';
  };

  it('may hold what Home Assistant adds, and what its form leaves empty', () => {
    assert.strictEqual(
      refused({ type: 'custom:climat-guardian-card', grid_options: {}, visibility: [] }),
      'accepted',
    );
    assert.strictEqual(refused({ title: null, devices: undefined }), 'accepted');
  });

  it('starts from a stub that shows every room', async () => {
    assert.strictEqual(
      (await card(ClimatGuardianCard.getStubConfig(sampleHass(entities)))).names().length,
      2,
    );
  });

  it('takes the full width of a section, and a height that follows its rooms', async () => {
    const { element } = await card({ title: 'Climate' });
    assert.include(element.getGridOptions(), { columns: 12, rows: 'auto' });
    assert.strictEqual(element.getCardSize(), 4);
  });
});

describe('the module', () => {
  const offered = () => (window.customCards ?? []).filter(({ type }) => type === 'climat-guardian-card');

  it('offers the card once, with a preview', () => {
    const [ours, ...more] = offered();
    assert.deepEqual(more, []);
    assert.include(ours, { name: 'Climat Guardian', preview: true });
    assert.include(ours?.description, 'why a room is silent');
    assert.strictEqual(ours?.getEntitySuggestion, suggestCard);
  });

  it('may be loaded again, as source or as the committed bundle, and nothing changes', async () => {
    const defined = customElements.get('climat-guardian-card');
    for (const address of [
      '/card/src/climat-guardian-card.ts?again',
      '/custom_components/climat_guardian/www/climat-guardian-card.js',
    ]) {
      await import(address);
    }
    assert.strictEqual(customElements.get('climat-guardian-card'), defined);
    assert.strictEqual(offered().length, 1);
  });
});
