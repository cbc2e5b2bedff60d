import { assert } from '@open-wc/testing';
import { sampleHass, sampleStates, studyEntities, type SampleEntity } from '../../test/samples.ts';
import { fromHass, mainEntity, placesFromHass, roomsFromHass } from './from-hass.ts';
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
      comfort: null,
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

  it('has no humidity to miss where no entity is of any', () => {
    const alone = roomsOf(sampleHass(studyEntities.slice(0, 1)));
    assert.isTrue(alone[0]?.humidity === undefined);
    const broken = studyEntities.map((one, n) => (n === 0 ? one : { ...one, state: 'unknown' }));
    assert.isTrue(roomsOf(sampleHass(broken))[0]?.humidity === null);
  });

  it('leads to its temperature, else to its humidity', () => {
    const hass = sampleHass(studyEntities);
    const [place] = placesFromHass(hass);
    if (!place) throw new Error('no place');
    assert.strictEqual(mainEntity(place, hass.states), 'sensor.study_temperature');
    assert.strictEqual(mainEntity(place, sampleStates(studyEntities.slice(1))), 'sensor.study_humidity');
  });
});

/** Two thermometers of others in one area, a diagnostic one, and a lamp. */
const elsewhere = (): Hass => {
  const hass = sampleHass([
    {
      id: 'sensor.desk_temperature',
      device: 'Desk',
      deviceClass: 'temperature',
      state: '22',
      platform: 'esphome',
    },
    { id: 'sensor.desk_humidity', device: 'Desk', deviceClass: 'humidity', state: '40', platform: 'esphome' },
    {
      id: 'sensor.wall_temperature',
      device: 'Wall',
      deviceClass: 'temperature',
      state: '19',
      platform: 'zha',
    },
    {
      id: 'sensor.chip_temperature',
      device: 'Chip',
      deviceClass: 'temperature',
      state: '60',
      platform: 'esphome',
      category: 'diagnostic',
    },
    { id: 'sensor.hall_light', device: 'Hall', deviceClass: 'illuminance', state: '5', platform: 'zha' },
  ]);
  const place = (id: string, area_id: string) => ({ ...hass.devices[id], id, name: id, area_id });
  return {
    ...hass,
    areas: { office: { name: 'Office', floor_id: 'f' }, hall: { name: 'Hall' } },
    floors: { f: { name: 'Ground' } },
    devices: {
      Desk: place('Desk', 'office'),
      Wall: place('Wall', 'office'),
      Chip: place('Chip', 'hall'),
      Hall: place('Hall', 'hall'),
    },
  };
};

const shown = (rooms: readonly Room[]) =>
  rooms.map(({ id, name, temperature }) => [id, name, temperature?.value ?? null]);

describe('rooms of Home Assistant alone', () => {
  it('are the areas in which something measures, where nothing is chosen and none is ours', () => {
    const [office, ...others] = roomsFromHass(elsewhere());
    assert.deepInclude(office, { id: 'area:office', name: 'Office', floor: 'Ground', silent: null });
    assert.strictEqual(office?.temperature?.value, 22);
    assert.strictEqual(office?.humidity?.value, 40);
    assert.isEmpty(others);
  });

  it('show of an area what the user says measures it', () => {
    const hass = elsewhere();
    const areas = { office: { name: 'Office', temperature_entity_id: 'sensor.wall_temperature' } };
    assert.strictEqual(roomsFromHass({ ...hass, areas })[0]?.temperature?.value, 19);
  });

  it('are devices, areas or entities as chosen, in that order', () => {
    const choice = { devices: ['Wall', 'Desk'], areas: ['office'], entities: ['sensor.wall_temperature'] };
    assert.deepEqual(shown(roomsFromHass(elsewhere(), choice)), [
      ['Wall', 'Wall', 19],
      ['Desk', 'Desk', 22],
      ['area:office', 'Office', 22],
      ['sensor.wall_temperature', 'Wall', 19],
    ]);
  });

  it('take two entities of one device for one room', () => {
    const entities = ['sensor.desk_humidity', 'sensor.wall_temperature', 'sensor.desk_temperature'];
    const rooms = roomsFromHass(elsewhere(), { entities });
    assert.deepEqual(shown(rooms), [
      ['sensor.desk_humidity', 'Desk', 22],
      ['sensor.wall_temperature', 'Wall', 19],
    ]);
  });

  it('may be diagnostic where the user picks just that entity', () => {
    assert.deepEqual(shown(roomsFromHass(elsewhere(), { entities: ['sensor.chip_temperature'] })), [
      ['sensor.chip_temperature', 'Chip', 60],
    ]);
    assert.deepInclude(roomsFromHass(elsewhere(), { devices: ['Chip'] })[0], { temperature: null });
  });

  it('that were chosen stay in their places while nothing measures there, but for devices and areas that were deleted', () => {
    const rooms = roomsFromHass(elsewhere(), {
      devices: ['gone'],
      areas: ['hall', 'demolished'],
      entities: ['sensor.gone'],
    });
    assert.deepEqual(
      rooms.map(({ name, silent }) => [name, silent?.cause]),
      [
        ['Hall', 'unavailable'],
        ['sensor.gone', 'unavailable'],
      ],
    );
  });

  it('of an area are our own, each by itself, where there are any', () => {
    const hass = sampleHass(studyEntities, {
      devices: { Study: { id: 'Study', name: 'Study', area_id: 'office' } },
      areas: { office: { name: 'Office' } },
    });
    assert.deepEqual(shown(roomsFromHass(hass, { areas: ['office'] })), [['Study', 'Study', 21.46]]);
  });

  it('have the comfort that an entity of ours says, and of nobody else', () => {
    const comfort = (platform: string) => {
      const hass = sampleHass([
        ...studyEntities,
        { id: 'sensor.any_name', device: 'Study', deviceClass: 'enum', state: 'too_cold_and_dry', platform },
      ]);
      const entry = {
        ...hass.entities['sensor.any_name'],
        entity_id: 'sensor.any_name',
        translation_key: 'comfort',
      };
      return roomsFromHass({ ...hass, entities: { ...hass.entities, 'sensor.any_name': entry } })[0]?.comfort;
    };
    assert.strictEqual(comfort('climat_guardian'), 'too-cold-and-dry');
    assert.strictEqual(comfort('thermal_comfort'), null);
  });
});
