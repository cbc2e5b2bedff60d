/** How each of the lives is to end, and in what state the sink is meanwhile. */
import type { Phase } from './life.ts';

/** A number: what the proxy before it answers to everything. */
export type SinkState = 'up' | 'stopped' | 'stalls' | 400 | 401 | 413 | 429 | 503;

export interface PlannedLife {
  readonly sink: SinkState;
  readonly phase: Phase;
  readonly nth: number;
}

const all: readonly Phase[] = ['commit', 'forward', 'fold', 'checkpoint', 'forward', 'signal'];
/** Nothing, or hardly anything, is sent to a sink that refuses connections, stalls or wants an operator. */
const withoutForward: readonly Phase[] = ['commit', 'fold', 'checkpoint', 'signal'];

/** Some lives in each state one after the other, as a backlog grows over several lives; of a hundred. */
const blocks: readonly (readonly [sink: SinkState, lives: number, phases: readonly Phase[]])[] = [
  ['up', 12, all],
  ['stopped', 10, withoutForward],
  ['up', 8, all],
  ['stalls', 10, withoutForward],
  [400, 10, withoutForward],
  [401, 10, withoutForward],
  ['up', 12, all],
  [413, 9, withoutForward],
  [429, 9, withoutForward],
  [503, 10, all],
];

/** So that deaths fall on the first of such deeds and on later ones. */
const nthAtMost: Readonly<Record<Phase, number>> = {
  commit: 12,
  fold: 25,
  checkpoint: 20,
  forward: 3,
  signal: 30,
};

export function schedule(lives: number, chance: () => number): PlannedLife[] {
  return blocks.flatMap(([sink, count, phases], block) =>
    Array.from({ length: Math.max(1, Math.round((count * lives) / 100)) }, (_, i) => {
      const phase = phases[(block + i) % phases.length] ?? 'signal';
      return { sink, phase, nth: 1 + Math.floor(chance() * nthAtMost[phase]) };
    }),
  );
}
