/** How far the cut-corrected mean is off, and how often its interval holds. */
import { cutCorrection } from '../../../src/average/cut-corrected.ts';
import { calendar } from './calendar.ts';
import { type Cut, observe, powerOf } from './cuts.ts';
import type { Use } from './habits.ts';
import { simulateRoom } from './room-model.ts';

/** The estimator was chosen by looking at these … */
export const tuningSeeds = [1, 2, 3, 4] as const;
/** … and is judged by these, at which nobody looked before. */
export const heldOutSeeds = [101, 102, 103, 104, 105, 106] as const;

export const uses: readonly Use[] = ['office', 'bedroom', 'living room', 'store', 'attic'];
export const cuts: readonly Cut[] = [
  'one night in five is seen',
  'only nights before a day off are seen',
  'one afternoon in six is cut',
];
export const quantities = ['temperature', 'humidity'] as const;
type Quantity = (typeof quantities)[number];

/** One day that was cut. */
interface Outcome {
  /** What the plain and the corrected mean are off by; the latter NaN where there is none. */
  readonly plain: number;
  readonly corrected: number;
  /** Half the interval's width. */
  readonly half: number;
}

export interface Figures {
  readonly cut: Cut;
  readonly quantity: Quantity;
  readonly use: Use;
  readonly outcomes: readonly Outcome[];
}

/** More than a year, with both changes of the clocks in it. */
export const testCalendar = calendar(Date.UTC(2025, 0, 1), 400);

export function evaluate(seeds: readonly number[]): readonly Figures[] {
  return uses.flatMap((use) => {
    const rooms = seeds.map((seed) => ({ seed, room: simulateRoom(seed, use, testCalendar) }));
    return cuts.flatMap((cut) =>
      quantities.map((quantity) => {
        const outcomes = rooms.flatMap(({ seed, room }) =>
          outcomesOf(room[quantity], powerOf(cut, seed, testCalendar)),
        );
        return { cut, quantity, use, outcomes };
      }),
    );
  });
}

function outcomesOf(values: Float32Array, power: ReturnType<typeof powerOf>): readonly Outcome[] {
  const { days, truths } = observe(values, testCalendar, power);
  const correct = cutCorrection(days, testCalendar.firstDay);
  return truths.flatMap((truth, day) => {
    const result = correct(day);
    if (result.is === 'whole') return [];
    const hours = days[day] ?? [];
    const [wsum, covered] = [total(hours.map((hour) => hour.wsum)), total(hours.map((hour) => hour.covered))];
    const plain = Math.abs(wsum / covered - truth);
    if (result.is === 'not-enough') return [{ plain, corrected: NaN, half: NaN }];
    const { mean, low, high } = result;
    return [{ plain, corrected: Math.abs(mean - truth), half: (high - low) / 2 }];
  });
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export interface Summary {
  readonly days: number;
  /** Share of the days that have a corrected mean, and of these whose interval holds the truth. */
  readonly answered: number;
  readonly held: number;
  readonly plain: Errors;
  readonly corrected: Errors;
  /** Mean of half the intervals' widths. */
  readonly half: number;
}

interface Errors {
  readonly mean: number;
  /** 95 % of the days are not further off. */
  readonly most: number;
  readonly largest: number;
}

export function summary(figures: readonly Figures[]): Summary {
  const all = figures.flatMap(({ outcomes }) => outcomes);
  const answered = all.filter(({ corrected }) => !Number.isNaN(corrected));
  return {
    days: all.length,
    answered: answered.length / all.length,
    held: answered.filter(({ corrected, half }) => corrected <= half).length / answered.length,
    plain: errors(answered.map(({ plain }) => plain)),
    corrected: errors(answered.map(({ corrected }) => corrected)),
    half: total(answered.map(({ half }) => half)) / answered.length,
  };
}

function errors(values: readonly number[]): Errors {
  const sorted = values.toSorted((one, other) => one - other);
  return {
    mean: total(sorted) / sorted.length,
    most: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? NaN,
    largest: sorted.at(-1) ?? NaN,
  };
}

/** The tables of docs/cut-corrected-mean.md. */
export function tables(figures: readonly Figures[]): string {
  return cuts.map((cut) => table(cut, figures)).join('\n\n');
}

function table(cut: Cut, figures: readonly Figures[]): string {
  const lines = quantities.flatMap((quantity) => {
    const own = figures.filter((one) => one.cut === cut && one.quantity === quantity);
    return [...own.map((one) => line(one.use, quantity, [one])), line('all', quantity, own)];
  });
  const head = [
    cut,
    'days',
    'plain mean is off by',
    'corrected mean is off by',
    'largest',
    'interval ±',
    'holds',
  ];
  return [row(head), row(head.map(() => '---')), ...lines].join('\n');
}

function line(name: string, quantity: Quantity, figures: readonly Figures[]): string {
  const { days, answered, held, plain, corrected, half } = summary(figures);
  const unit = quantity === 'temperature' ? '°C' : '%';
  const pair = ({ mean, most }: Errors): string => `${mean.toFixed(2)} (${most.toFixed(2)}) ${unit}`;
  return row([
    `${name}, ${quantity}`,
    Math.round(days * answered).toString() + (answered < 1 ? ` of ${String(days)}` : ''),
    pair(plain),
    pair(corrected),
    `${corrected.largest.toFixed(2)} ${unit}`,
    `${half.toFixed(2)} ${unit}`,
    `${(100 * held).toFixed(1)} %`,
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
