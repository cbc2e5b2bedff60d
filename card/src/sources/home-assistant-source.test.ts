import { assert } from '@open-wc/testing';
import { sampleHass, sampleStates, studyEntities } from '../../test/samples.ts';
import type { RoomsState } from '../rooms/rooms-state.ts';
import { HomeAssistantSource } from './home-assistant-source.ts';

const entities = [
  ...studyEntities,
  { id: 'sensor.attic_temperature', device: 'Attic', deviceClass: 'temperature', state: '12' },
];

function listening(): { source: HomeAssistantSource; heard: RoomsState[]; stop: () => void } {
  const source = new HomeAssistantSource();
  const heard: RoomsState[] = [];
  return { source, heard, stop: source.subscribe((state) => heard.push(state)) };
}

const rooms = (state: RoomsState | undefined) => (state?.status === 'ready' ? state.rooms : []);

describe('Home Assistant as a source', () => {
  it('is loading until it has been given a hass, then has its rooms in order', () => {
    const { source, heard } = listening();
    source.update(sampleHass(entities));
    assert.deepEqual(
      heard.map(({ status }) => status),
      ['loading', 'ready'],
    );
    assert.deepEqual(
      rooms(heard[1]).map(({ name }) => name),
      ['Attic', 'Study'],
    );
  });

  it('says nothing while only what is not ours changes', () => {
    const { source, heard } = listening();
    const hass = sampleHass(entities);
    source.update(hass);
    const light = sampleStates([{ id: 'light.hall', device: '', deviceClass: '', state: 'on' }]);
    source.update({ ...hass, states: { ...hass.states, ...light } });
    assert.strictEqual(heard.length, 2);
  });

  it('makes only that room anew whose state was replaced', () => {
    const { source, heard } = listening();
    const hass = sampleHass(entities);
    source.update(hass);
    const warmer = sampleStates([
      {
        ...entities[2],
        id: 'sensor.attic_temperature',
        device: 'Attic',
        deviceClass: 'temperature',
        state: '13',
      },
    ]);
    source.update({ ...hass, states: { ...hass.states, ...warmer } });
    const [before, after] = [rooms(heard[1]), rooms(heard[2])];
    assert.strictEqual(after[0]?.temperature?.value, 13);
    assert.strictEqual(after[1], before[1]);
  });

  it('shows a room whose states arrive after its registry entries, as while Home Assistant starts', () => {
    const { source, heard } = listening();
    const hass = sampleHass(entities);
    source.update({ ...hass, states: {} });
    source.update(hass);
    assert.deepEqual(
      heard.map((state) => rooms(state).length),
      [0, 0, 2],
    );
  });

  it('notices a renamed device', () => {
    const { source, heard } = listening();
    const hass = sampleHass(studyEntities);
    source.update(hass);
    source.update({ ...hass, devices: { Study: { id: 'Study', name: 'Study', name_by_user: 'Atelier' } } });
    assert.strictEqual(rooms(heard.at(-1))[0]?.name, 'Atelier');
  });

  it('says nothing more to who has unsubscribed, and names the entity to show more of', () => {
    const { source, heard, stop } = listening();
    stop();
    source.update(sampleHass(entities));
    assert.strictEqual(heard.length, 1);
    assert.strictEqual(source.mainEntity('Study'), 'sensor.study_temperature');
    assert.strictEqual(source.mainEntity('Nowhere'), undefined);
  });
});
