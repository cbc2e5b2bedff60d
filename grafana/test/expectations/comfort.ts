import { shows, showsHours, type Expectation, type Kind } from '../expected.ts';

const none: Kind = { name: 'no readings' };

function outside(quantity: string): Kind[] {
  const [low, high] = [`${quantity}_low`, `${quantity}_high`];
  return [
    { name: 'too low', within: (limit) => ({ below: limit(low) }) },
    { name: 'in the band', within: (limit) => ({ from: limit(low), to: limit(high) }) },
    { name: 'too high', within: (limit) => ({ above: limit(high) }) },
    none,
  ];
}

const damp: readonly Kind[] = [
  { name: 'up to 70 %', within: () => ({ to: 70 }) },
  { name: '70 to 80 %', within: () => ({ above: 70, to: 80 }) },
  { name: 'over 80 %', within: () => ({ above: 80 }) },
  none,
];

export const comfort: Readonly<Record<number, Expectation>> = {
  1: eachRoom('dew_point'),
  2: eachRoom('absolute_humidity'),
  3: coverage('dew_point'),
  4: coverage('absolute_humidity'),
  5: byMonth('temperature', outside('temperature')),
  6: byMonth('humidity', outside('humidity')),
  7: byMonth('humidity', damp),
  8: byRoom('humidity', damp),
  9: byRoom('temperature', outside('temperature')),
  10: byRoom('humidity', outside('humidity')),
};

function eachRoom(quantity: string): Expectation {
  return shows(['Time'], {
    ...{ stats: ['mean'], tier: 'day', smaller: 'day', rooms: 'each' },
    ...{ quantity, column: '{group}', row: '{time}' },
  });
}

function coverage(quantity: string): Expectation {
  return shows(['Time'], {
    ...{ stats: ['coverage'], tier: 'day', smaller: 'day', rooms: 'together' },
    ...{ quantity, column: '{stat}', row: '{time}' },
  });
}

function byMonth(quantity: string, kinds: readonly Kind[]): Expectation {
  return showsHours(['Time'], { tier: 'month', rooms: 'together', quantity, row: '{year}-{month}', kinds });
}

function byRoom(quantity: string, kinds: readonly Kind[]): Expectation {
  return showsHours(['room'], { tier: 'all', rooms: 'each', quantity, row: '{group}', kinds });
}
