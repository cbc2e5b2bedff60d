import { assert } from '@open-wc/testing';
import { sampleHass, sampleStates, studyEntities, type SampleEntity } from '../../test/samples.ts';
import { fromHass, mainEntity, placesFromHass } from './from-hass.ts';
import type { Hass } from './hass.ts';
import type { Room } from './room.ts';

const roomsOf = (hass: Hass): Room[] =>
  placesFromHass(hass).flatMap((place) => fromHass(place, hass.states) ?? []);

/** The study with one of its entities changed. */
const study = (change: Partial<SampleEntity>): SampleEntity[] =>
  studyEntities.map((entity) => ({ ...entity, ...change }));

describe('a room from Home Assistant', () => {
  it('is a device with our entities, told apart by their device class', () => {
    const [room, ...others] = roomsOf(sampleHass(studyEntities));
    assert.deepEqual(others, []);
    assert.deepEqual(room, {
      id: 'Study',
      name: 'Study',
      floor: null,
      temperature: { value: 21.46, unit: '°C', measuredAt: null },
      humidity: { value: 44.4, unit: '%', measuredAt: null },
      devices: [],
      silent: null,
    });
  });

  it('has the name that the user gave the device, and the floor of its area', () => {
    const hass = sampleHass(studyEntities, {
      devices: { Study: { id: 'Study', name: 'Study', name_by_user: 'Atelier', area_id: 'a' } },
      areas: { a: { floor_id: 'f' } },
      floors: { f: { name: 'Attic' } },
    });
    assert.include(roomsOf(hass)[0], { name: 'Atelier', floor: 'Attic' });
  });

  it('is not made of other integrations, diagnostic or hidden entities', () => {
    assert.deepEqual(roomsOf(sampleHass(study({ platform: 'esphome' }))), []);
    assert.deepEqual(roomsOf(sampleHass(study({ category: 'diagnostic' }))), []);
    assert.deepEqual(roomsOf(sampleHass(study({ hidden: true }))), []);
  });

  it('is not made of a device that measures no climate', () => {
    assert.deepEqual(roomsOf(sampleHass(study({ deviceClass: 'signal_strength' }))), []);
  });

  it('is silent, without values, when all of its entities are unavailable', () => {
    const [room] = roomsOf(sampleHass(study({ state: 'unavailable' })));
    assert.deepInclude(room, { temperature: null, humidity: null, silent: { cause: 'unavailable' } });
  });

  it('invents no number for a state that is none', () => {
    for (const state of ['unknown', '', ' ', 'NaN', 'Infinity']) {
      assert.include(roomsOf(sampleHass(study({ state })))[0], { temperature: null, silent: null }, state);
    }
  });

  it('leads to its temperature, else to its humidity', () => {
    const hass = sampleHass(studyEntities);
    const [place] = placesFromHass(hass);
    if (!place) throw new Error('no place');
    assert.strictEqual(mainEntity(place, hass.states), 'sensor.study_temperature');
    assert.strictEqual(mainEntity(place, sampleStates(studyEntities.slice(1))), 'sensor.study_humidity');
  });
});
