/** The three forms of `GET /api/v1/readings`, read as a program that is not ours would. */
import assert from 'node:assert/strict';
import type { Readings } from '../api/schema.ts';
import type { Told } from './readings-history.ts';

export const toldBy = ({ readings }: Readings): Told[] =>
  readings.map(({ measuredAt, sensor, room, value }) => ({
    at: Date.parse(measuredAt),
    sensor,
    room,
    thousandths: Math.round(value * 1000),
  }));

export function toldByCsv(text: string): Told[] {
  assert.ok(text.endsWith('\r\n'));
  const [head = '', ...lines] = text.slice(0, -2).split('\r\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    assert.equal(cells.length, names.length, line);
    const [at = '', , room = '', device = '', entity = ''] = cells;
    const column = cells.findIndex((cell, i) => i > 4 && cell !== '');
    const [, quantity = '', unit] = /^(\w+) \[(.+)\]$/.exec(names[column] ?? '') ?? [];
    assert.ok(unit);
    return {
      at: Date.parse(at),
      sensor: `${device.replaceAll(':', '')}.${entity}.${quantity}`,
      room: room === '' ? null : room,
      thousandths: Math.round(Number(cells[column]) * 1000),
    };
  });
}

export function toldByLines(text: string): Told[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const match =
      /^climate,site=home(?:,room=(\w+))?,device=([\da-f:]+),sensor=(\w+) (\w+)=(-?[\d.]+) (\d+)$/.exec(line);
    assert.ok(match, line);
    const [, room = null, device = '', entity = '', quantity = '', value, at] = match;
    return [
      {
        at: Number(at),
        sensor: `${device.replaceAll(':', '')}.${entity}.${quantity}`,
        room,
        thousandths: Math.round(Number(value) * 1000),
      },
    ];
  });
}
