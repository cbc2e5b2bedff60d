import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../reading/mac.ts';
import { lineOf, pointOfReading } from '../reading/line-protocol.ts';
import { pointOfRollup } from './points.ts';

const device = parseMac('020000000001') ?? assert.fail();
const base = { device, entity: 'aht10', quantity: 'temperature', room: 'kitchen' } as const;

test('a reading is one float field of its quantity, tagged with where and what', () => {
  const point = pointOfReading({ ...base, measuredAt: 1_789_999_200_001, value: 21 }, 'office');
  assert.equal(
    lineOf(point),
    'climate,site=office,room=kitchen,device=02:00:00:00:00:01,sensor=aht10 temperature=21 1789999200001',
  );
});

test('a tag says what it can: no room is no tag, and what line protocol cannot write is left out of it', () => {
  const lines = [
    { entity: 'a b,c=d', room: null },
    { entity: 'ends\\', room: '' },
    { entity: 'two\nlines\\ \\', room: '\n' },
    { entity: 'büro\u0000', room: 'a\\b' },
  ].map((odd) => lineOf(pointOfReading({ ...base, ...odd, measuredAt: 1, value: -0.5 }, 's')));
  assert.deepEqual(lines, [
    'climate,site=s,device=02:00:00:00:00:01,sensor=a\\ b\\,c\\=d temperature=-0.5 1',
    'climate,site=s,device=02:00:00:00:00:01,sensor=ends temperature=-0.5 1',
    'climate,site=s,device=02:00:00:00:00:01,sensor=two\\ lines temperature=-0.5 1',
    'climate,site=s,room=a\\b,device=02:00:00:00:00:01,sensor=büro temperature=-0.5 1',
  ]);
});

test('a rollup has sums and what they cover, no mean, and an extreme only where there is one', () => {
  const rollup = {
    ...({ device, entity: 'aht10', quantity: 'temperature', start: 3_600_000, until: 7_200_000 } as const),
    ...{ count: 2, weightedSum: 42_000, covered: 2000 },
  };
  assert.equal(
    lineOf(pointOfRollup({ ...rollup, min: 20, max: 22 }, 'office')),
    'sensor_hour,site=office,device=02:00:00:00:00:01,sensor=aht10 temperature_sum=42000,temperature_covered=2000,temperature_span=3600000,temperature_count=2,temperature_min=20,temperature_max=22 3600000',
  );
  assert.equal(
    lineOf(
      pointOfRollup({ ...rollup, count: 0, weightedSum: 0, covered: 0, min: null, max: null }, 'office'),
    ),
    'sensor_hour,site=office,device=02:00:00:00:00:01,sensor=aht10 temperature_sum=0,temperature_covered=0,temperature_span=3600000,temperature_count=0 3600000',
  );
});
