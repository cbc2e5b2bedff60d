import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../reading/mac.ts';
import { lineOf, pointOfReading } from '../reading/line-protocol.ts';
import { Zone } from '../reading/zone.ts';
import type { LongMeasurement } from '../store/outbox-types.ts';
import { pointOfLong } from './points.ts';

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

const rollup = {
  of: { device, sensor: 'aht10' },
  start: 3_600_000,
  isEmptied: false,
} as const;
const bucket = { quantity: 'temperature', span: 3_600_000, count: 2, weightedSum: 42_000, covered: 2000 };
const by = { site: 'office', zone: new Zone('Europe/Zurich') };

test('a rollup has sums and what they cover, no mean, and an extreme only where there is one', () => {
  assert.equal(
    lineOf(pointOfLong({ ...rollup, buckets: [{ ...bucket, min: 20, max: 22 }] }, 'sensor_hour', by)),
    'sensor_hour,site=office,device=02:00:00:00:00:01,sensor=aht10 temperature_sum=42000,temperature_covered=2000,temperature_span=3600000,temperature_count=2,temperature_min=20,temperature_max=22 3600000',
  );
  const nothing = { ...bucket, count: 0, weightedSum: 0, covered: 0, min: null, max: null };
  assert.equal(
    lineOf(pointOfLong({ ...rollup, buckets: [nothing] }, 'sensor_hour', by)),
    'sensor_hour,site=office,device=02:00:00:00:00:01,sensor=aht10 temperature_sum=0,temperature_covered=0,temperature_span=3600000,temperature_count=0 3600000',
  );
});

test('a room’s point says in tags which hour, month and year the site’s clocks and calendar show', () => {
  const tagsOf = (measurement: LongMeasurement, at: string, zone = by.zone): unknown => {
    const row = { of: { room: 'kitchen' }, start: Date.parse(at), isEmptied: false, buckets: [] };
    const { site, room, ...rest } = pointOfLong(row, measurement, { site: 'office', zone }).tags;
    assert.deepEqual([site, room], ['office', 'kitchen']);
    return rest;
  };
  assert.deepEqual(tagsOf('room_hour', '2026-07-01T22:00:00Z'), { hour: '00' });
  assert.deepEqual(tagsOf('room_hour', '2026-01-01T22:00:00Z'), { hour: '23' });
  // Clocks that are set back show two o'clock twice.
  assert.deepEqual(tagsOf('room_hour', '2026-10-25T00:00:00Z'), { hour: '02' });
  assert.deepEqual(tagsOf('room_hour', '2026-10-25T01:00:00Z'), { hour: '02' });
  assert.deepEqual(tagsOf('room_hour', '2026-11-22T01:30:00Z', new Zone('Asia/Kathmandu')), { hour: '07' });
  assert.deepEqual(tagsOf('room_day', '2025-12-31T23:00:00Z'), { year: '2026' });
  assert.deepEqual(tagsOf('room_month', '2026-08-31T22:00:00Z'), { year: '2026', month: '09' });
  assert.deepEqual(tagsOf('room_month', '2025-12-31T23:00:00Z', new Zone('America/New_York')), {
    year: '2025',
    month: '12',
  });
});

test('a point of several quantities has the fields of each', () => {
  const others = { ...bucket, quantity: 'humidity', min: 1, max: 2 };
  const point = pointOfLong(
    { ...rollup, buckets: [{ ...bucket, min: 20, max: 22 }, others] },
    'sensor_hour',
    by,
  );
  assert.equal(Object.keys(point.fields).length, 12);
  assert.equal(point.fields['humidity_max'], 2);
});
