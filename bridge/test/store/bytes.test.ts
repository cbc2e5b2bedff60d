import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryPath } from '../../src/store/store-fixture.ts';
import { keep, perReading } from './working-days.ts';

test('fifty devices that measure two things every 10 s take four bytes a reading, averages included, and write 20 MB each a day', async (t) => {
  const building = { devices: 50, everyS: 10 };
  const path = await temporaryPath(t);
  const costs = await keep(path, building, { hours: 4, commitEveryS: 1, synchronous: 'OFF' });
  const { restBytes, writtenBytes } = perReading(costs);
  const writtenADay = writtenBytes * 2 * 6 * 60 * 24;
  assert.ok(restBytes <= 4, `${restBytes.toFixed(2)} bytes a reading`);
  assert.ok(writtenADay <= 20e6, `${(writtenADay / 1e6).toFixed(1)} MB a device and day`);
  // Less than this cannot be: a store that lost readings, or skipped commits, would be smaller still.
  assert.ok(restBytes > 1.5, `${restBytes.toFixed(2)} bytes a reading`);
  const pages = (24 * 3600 * 4096) / building.devices;
  assert.ok(writtenADay > pages, `${(writtenADay / 1e6).toFixed(1)} MB a device and day`);
});
