import { shows, type Expectation, type Stat } from '../expected.ts';

const dayMs = 86_400_000;
const band: readonly Stat[] = ['mean', 'min', 'max'];
const months = {
  tier: 'month',
  smaller: 'month',
  rooms: 'together',
  column: '{year}',
  row: '{month}',
} as const;
const years = { tier: 'year', smaller: 'month', rooms: 'together', row: '{year}' } as const;

export const longRange: Readonly<Record<number, Expectation>> = {
  1: overTime(band, 'day', 'day'),
  2: overTime(['coverage'], 'day', 'day', '{stat}'),
  3: overTime(band, 'week', 'day'),
  4: overTime(['coverage'], 'week', 'day', '{stat}'),
  5: overTime(band, 'month', 'month'),
  6: overTime(['coverage'], 'month', 'month', '{stat}'),
  7: shows(['year'], { ...years, stats: band, column: '{stat} {quantity}' }),
  8: shows(['year'], { ...years, stats: ['coverage'], column: '{stat}' }),
  9: shows(['month\\year'], { ...months, stats: ['mean'] }),
  10: shows(['Time'], {
    ...{ stats: ['mean'], tier: 'week', smaller: 'day', rooms: 'each' },
    ...{ column: '{group} {quantity}', row: '{time}' },
  }),
  11: shows(['Time'], {
    ...{ stats: ['mean'], tier: 'day', smaller: 'hour', by: 'hour', rooms: 'together' },
    ...{ column: '{hour}', row: '{time}', lastMs: 365 * dayMs },
  }),
  12: shows(['month\\year'], { ...months, stats: ['coverage'] }),
};

/** All chosen rooms together, each bucket at its start. */
function overTime(
  stats: readonly Stat[],
  tier: 'day' | 'week' | 'month',
  smaller: 'day' | 'month',
  column = '{stat} {quantity}',
): Expectation {
  return shows(['Time'], { stats, tier, smaller, rooms: 'together', column, row: '{time}' });
}
