import { assert } from '@open-wc/testing';
import type { Past, PastPoint } from '../history/past.ts';
import { inUnit } from './in-unit.ts';

const point: PastPoint = { from: 0, until: 1, mean: 20, min: 0, max: 100, coverage: 0.5 };

const past: Past = {
  quantity: 'temperature',
  unit: '°C',
  from: 0,
  until: 2,
  tier: 'raw',
  points: [point],
  gaps: [{ from: 1, until: 2, cause: 'wifi' }],
  meansBy: 'bridge',
};

describe('a past in the unit that is shown', () => {
  it('is converted where it is another', () => {
    const told = inUnit(past, '°F');
    assert.deepEqual(told, {
      ...past,
      unit: '°F',
      points: [{ ...point, mean: 68, min: 32, max: 212 }],
    });
    assert.strictEqual(inUnit(past, 'K').points[0]?.mean, 293.15);
  });

  it('is itself where it is the same, or none that a temperature has', () => {
    for (const unit of ['°C', '%', '', undefined]) assert.strictEqual(inUnit(past, unit), past);
    const humidity: Past = { ...past, quantity: 'humidity', unit: '%' };
    assert.strictEqual(inUnit(humidity, '°F'), humidity);
  });
});
