/** What the ledger said, beside what really was the matter: instant by instant. */
import type { LedgerSegment } from '../../src/store/explaining.ts';
import type { Fault } from './plan.ts';
import { holds, type Label } from './truth.ts';

export interface Verdict {
  /** Milliseconds of gaps. */
  gaps: number;
  /** Of these, with the narrowest cause that the evidence tells. */
  right: number;
  /** A sentence for each stretch whose answer is narrower than what is known, or simply wrong. */
  readonly wrong: string[];
  /** By what befell and what was said: milliseconds of what is not wrong, but wider than need be. */
  readonly tooWide: Map<string, number>;
  readonly byFault: Map<Fault, { right: number; all: number }>;
  readonly answers: Set<string>;
}

export function emptyVerdict(): Verdict {
  return { gaps: 0, right: 0, wrong: [], tooWide: new Map(), byFault: new Map(), answers: new Set() };
}

interface Piece {
  readonly from: number;
  readonly until: number;
  readonly answer: string;
  readonly active: readonly Label[];
}

/** Gaps, split wherever something befalls or is over. */
export function* pieces(segments: readonly LedgerSegment[], labels: readonly Label[]): Generator<Piece> {
  for (const { from, until, cause } of segments) {
    if (cause === null || cause === 'before-first') continue;
    const near = labels.filter((label) => label.from < until && label.until + label.tailMs > from);
    // What is over may still be what the gap is due to: until the device is connected again, and measures.
    const lasting = near.map((label) => ({ ...label, until: label.until + label.tailMs }));
    const edges = lasting.flatMap((label) => [label.from, label.until]);
    const inside = edges.filter((at) => at > from && at < until).sort((a, b) => a - b);
    for (const [i, end] of [...inside, until].entries()) {
      const begin = inside[i - 1] ?? from;
      if (begin === end) continue;
      const active = lasting.filter((label) => label.from <= begin && label.until >= end);
      yield { from: begin, until: end, answer: cause, active };
    }
  }
}

export function judge(
  verdict: Verdict,
  of: string,
  segments: readonly LedgerSegment[],
  labels: readonly Label[],
): void {
  for (const { from, until, answer, active } of pieces(segments, labels)) {
    const ms = until - from;
    verdict.answers.add(answer);
    verdict.gaps += ms;
    const isRight = active.some(({ expected }) => expected.includes(answer));
    if (isRight) verdict.right += ms;
    else if (isWrong(answer, active)) verdict.wrong.push(sentence(of, { from, until, answer, active }));
    else {
      const key = `${active.map(({ fault }) => fault.kind).join(' and ')}: ${answer}`;
      verdict.tooWide.set(key, (verdict.tooWide.get(key) ?? 0) + ms);
    }
    for (const { fault } of active) {
      const one = verdict.byFault.get(fault) ?? { right: 0, all: 0 };
      one.all += ms;
      if (isRight) one.right += ms;
      verdict.byFault.set(fault, one);
    }
  }
}

/** `unknown` holds of everything. */
export function isWrong(answer: string, active: readonly Label[]): boolean {
  return answer !== 'unknown' && !active.some(({ cause }) => holds(answer, cause));
}

export function sentence(of: string, { from, until, answer, active }: Piece): string {
  const really = active.map(({ cause }) => cause).join(', ') || 'nothing';
  return `${of}, ${new Date(from).toISOString()} for ${String(until - from)} ms: ${answer}; really: ${really}`;
}
