import { assert } from '@open-wc/testing';
import { sampleHass, studyEntities, type SampleEntity } from '../../test/samples.ts';
import { stubConfig } from './card-stub.ts';
import { suggestBadge, suggestCard } from './suggest-card.ts';

const type = 'custom:climat-guardian-card';
const oneTile = { columns: 6, rows: 2 };

const station: readonly SampleEntity[] = ['Attic', 'Cellar'].map((room) => ({
  id: `sensor.${room.toLowerCase()}_temperature`,
  device: 'Station',
  deviceClass: 'temperature',
  state: '12.0',
}));

const named = (device: string): SampleEntity => ({
  id: 'sensor.x_temperature',
  device,
  deviceClass: 'temperature',
  state: '3.0',
});

describe('what the card picker suggests for an entity', () => {
  it('is its room as one tile, with all that the device measures', () => {
    const hass = sampleHass(studyEntities);
    for (const id of ['sensor.study_temperature', 'sensor.study_humidity']) {
      assert.deepEqual(suggestCard(hass, id), {
        config: { type, devices: ['Study'], grid_options: oneTile },
      });
      assert.deepEqual(suggestBadge(hass, id), {
        config: { type: 'custom:climat-guardian-badge', devices: ['Study'] },
      });
    }
  });

  it('is the entity itself where its device measures several rooms, or where it has none', () => {
    const hass = sampleHass(station);
    assert.deepEqual(suggestCard(hass, 'sensor.cellar_temperature')?.config['entities'], [
      'sensor.cellar_temperature',
    ]);
    const alone = { ...hass, entities: {}, devices: {} };
    assert.deepEqual(suggestCard(alone, 'sensor.attic_temperature')?.config['entities'], [
      'sensor.attic_temperature',
    ]);
  });

  it('is nothing for what is diagnostic, hidden, no climate, or not there', () => {
    const [temperature] = studyEntities;
    assert.ok(temperature);
    const of = (change: Partial<SampleEntity>) =>
      suggestCard(sampleHass([{ ...temperature, ...change }]), temperature.id);
    assert.notEqual(of({}), null);
    assert.isNull(of({ category: 'diagnostic' }));
    assert.isNull(of({ hidden: true }));
    assert.isNull(of({ deviceClass: 'battery' }));
    assert.isNull(suggestCard(sampleHass(studyEntities), 'sensor.elsewhere'));
    assert.isNull(
      suggestCard(
        sampleHass([{ ...temperature, id: 'number.study_temperature' }]),
        'number.study_temperature',
      ),
    );
  });

  it('is nothing for what stands outdoors, by the names that people give it', () => {
    for (const device of [
      'Outdoor sensor',
      'Weather outside',
      'Garten',
      'Außenfühler',
      'Sonde extérieure',
      'Balcony 2',
    ])
      assert.isNull(suggestCard(sampleHass([named(device)]), 'sensor.x_temperature'), device);
    for (const device of ['Kindergarten 2', 'Studio', 'Gardenia room', 'Outsider’s den'])
      assert.isNotNull(suggestCard(sampleHass([named(device)]), 'sensor.x_temperature'), device);
  });
});

describe('a card that was just picked', () => {
  it('shows every room of ours, also those that come later', () => {
    assert.deepEqual(stubConfig(sampleHass(studyEntities)), {});
  });

  it('shows the areas that measure where no room is ours', () => {
    const foreign = studyEntities.map((entity) => ({ ...entity, platform: 'zha' }));
    const hass = sampleHass(foreign);
    const devices = { Study: { id: 'Study', name: 'Study', area_id: 'study' } };
    assert.deepEqual(stubConfig({ ...hass, devices }), { areas: ['study'] });
    assert.deepEqual(stubConfig(hass), {
      entities: ['sensor.study_temperature', 'sensor.study_humidity'],
    });
  });
});
