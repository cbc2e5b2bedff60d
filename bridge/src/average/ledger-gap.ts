/**
 * One gap of one sensor, explained from what the bridge wrote down. Each piece is what was the matter at its instants;
 * what nobody could know at once (that a connection is dead, that a device is back but has not measured yet) is filled
 * in from what came after or before it.
 */
import type { Cause, LedgerSegment, SensorEvidence, Stretch } from '../store/explaining.ts';
import { away } from './ledger-away.ts';
import { startingMs } from './ledger-bridge.ts';
import { append, common } from './ledger-causes.ts';
import { firstAfter, type DeviceSeen, type Phase } from './ledger-device.ts';

export interface Gap extends Stretch {
  /** When the last reading before it was measured, else when the device was met. */
  readonly last: number;
}

/** What befalls a stretch of time besides. */
export interface Overlays {
  /** The disk took nothing, or too little. */
  readonly full: readonly Stretch[];
  /** The bridge stood still. */
  readonly paused: readonly Stretch[];
  /** When the store was found damaged. */
  readonly damagedAt: readonly number[];
  /** Of this sensor, with why. */
  readonly refusals: readonly { readonly at: number; readonly cause: Cause }[];
  /** Of a device that posts, nothing is ever known but what it posted. */
  readonly isConnectedTo: boolean;
}

/** A dead connection is noticed after 20 s of silence and 20 s without an answer, and a little. */
const noticedWithinMs = 45_000;
/** A device that was silent for longer, and not lost, has answered meanwhile: its sensor it was that did not. */
const surelySilentMs = 2 * noticedWithinMs;
/** Readings that a damaged store lost may be of a day before it was noticed. */
const damagedBeforeMs = 26 * 3_600_000;

const keyStates = new Set(['wrong-key', 'key-malformed', 'encryption-required', 'not-encrypted']);

/** The device was connected, and nothing came. */
interface Silence extends Stretch {
  readonly silentFrom: number;
  /** It follows on something that is over, whose end it may be. */
  readonly isAfter: boolean;
}

type Piece = LedgerSegment | Silence;

export class GapExplainer {
  readonly #sensor: SensorEvidence;
  readonly #seen: DeviceSeen;
  readonly #overlays: Overlays;
  /** Until the first reading of a device that is back. */
  readonly #settleMs: number;

  constructor(sensor: SensorEvidence, seen: DeviceSeen, overlays: Overlays) {
    this.#sensor = sensor;
    this.#seen = seen;
    this.#overlays = overlays;
    this.#settleMs = Math.max(startingMs, sensor.holdMs);
  }

  explain(gap: Gap): LedgerSegment[] {
    const segments: LedgerSegment[] = [];
    const { phases } = this.#seen;
    let at = gap.from;
    for (let i = firstAfter(phases, gap.from); at < gap.until; i++) {
      const phase = phases[i];
      if (phase === undefined || phase.from >= gap.until) break;
      append(segments, { from: at, until: phase.from, cause: 'unknown' });
      for (const piece of this.#piecesOf(phase, phases[i + 1], gap)) this.#resolve(piece, phase, segments);
      at = Math.min(phase.until, gap.until);
    }
    append(segments, { from: at, until: gap.until, cause: 'unknown' });
    return segments;
  }

  /** What a phase says of its part of the gap. */
  #piecesOf(phase: Phase, next: Phase | undefined, gap: Gap): Piece[] {
    const part = { from: Math.max(phase.from, gap.from), until: Math.min(phase.until, gap.until) };
    switch (phase.is) {
      case 'outage': {
        const { cause } = phase;
        const doubt = Math.min(part.until, Math.max(part.from, phase.doubtUntil));
        return [
          { from: part.from, until: doubt, cause },
          { from: doubt, until: part.until, cause },
        ];
      }
      case 'starting': {
        const isSoon = phase.until - phase.from <= startingMs;
        if (!this.#overlays.isConnectedTo) return [{ ...part, cause: 'nothing-came' }];
        if (!isSoon) return away(this.#seen, { phase, part, last: gap.last });
        if (next?.is === 'lost') return this.#lost(next, part, gap);
        // The bridge has only just started: it still is what it was.
        return [{ ...part, silentFrom: phase.from, isAfter: true }];
      }
      case 'lost':
        return this.#lost(phase, part, gap);
      case 'online': {
        const isAfter = gap.from < phase.from;
        const silentFrom = isAfter ? phase.from : gap.last;
        if (next?.is !== 'lost' || part.until < phase.until) return [{ ...part, silentFrom, isAfter }];
        // That a device has stalled is said after minutes, for all the time since its last value.
        const sinceMs = next.state === 'stalled' ? Infinity : noticedWithinMs;
        const begun = Math.max(part.from, part.until - sinceMs);
        return [
          { from: part.from, until: begun, silentFrom, isAfter },
          ...this.#lost(next, { from: begun, until: part.until }, gap),
        ];
      }
    }
  }

  #lost(phase: Stretch & { readonly state: string }, part: Stretch, { last }: Gap): LedgerSegment[] {
    const { state } = phase;
    if (keyStates.has(state)) return [{ ...part, cause: 'wrong-key' }];
    if (state === 'stalled') return [{ ...part, cause: 'sensor-fault' }];
    if (state === 'not-stored') return [{ ...part, cause: 'refused' }];
    return away(this.#seen, { phase, part, last });
  }

  #resolve(piece: Piece, phase: Phase, segments: LedgerSegment[]): void {
    const isOutage = phase.is === 'outage';
    for (const part of this.#cut(piece)) {
      const before = segments.at(-1)?.cause ?? undefined;
      const overlay = this.#overlay(part, { isOutage, isSilent: 'silentFrom' in piece });
      let cause = overlay;
      if (cause === undefined && 'silentFrom' in piece) {
        const isAfter = piece.isAfter || part.from > piece.from;
        cause = this.#silence({ ...part, silentFrom: piece.silentFrom, isAfter }, before);
      } else if (cause === undefined && 'cause' in piece) {
        cause = piece.cause ?? 'unknown';
        // The bridge may still have run, and the trouble of before have gone on.
        const isDoubtful = isOutage && part.from < phase.doubtUntil && before !== undefined;
        if (isDoubtful) cause = common(before, cause);
      }
      append(segments, { ...part, cause: cause ?? 'unknown' });
    }
  }

  /** The parts between which something else begins or ends. */
  #cut({ from, until }: Stretch): Stretch[] {
    const { flags, damaged } = this.#sensor;
    const { full, paused } = this.#overlays;
    const edges = [flags, damaged, full, paused]
      .flatMap((stretches) => stretches.flatMap((one) => [one.from, one.until]))
      .filter((at) => at > from && at < until);
    const all = [from, ...edges.sort((a, b) => a - b), until];
    return all.slice(1).flatMap((end, i) => {
      const start = all[i] ?? end;
      return start < end ? [{ from: start, until: end }] : [];
    });
  }

  #overlay(
    part: Stretch,
    { isOutage, isSilent }: { readonly isOutage: boolean; readonly isSilent: boolean },
  ): Cause | undefined {
    const isIn = (stretches: readonly Stretch[]): boolean =>
      stretches.some(({ from, until }) => from <= part.from && part.until <= until);
    if (isIn(this.#sensor.flags)) return 'flagged';
    if (isOutage) return undefined;
    if (isIn(this.#overlays.paused)) return 'bridge-off';
    if (isIn(this.#overlays.full)) return 'refused';
    return isSilent && isIn(this.#sensor.damaged) ? 'damaged' : undefined;
  }

  #silence({ from, until, silentFrom, isAfter }: Silence, before: Cause | undefined): Cause {
    const { damagedAt, refusals } = this.#overlays;
    const refusal = refusals.findLast(({ at }) => at >= silentFrom && at <= until);
    if (refusal !== undefined) return refusal.cause;
    if (isAfter && before !== undefined && until - from <= this.#settleMs) return before;
    if (damagedAt.some((at) => at >= from && at <= until + damagedBeforeMs)) return 'unknown';
    return until - silentFrom > surelySilentMs ? 'sensor-fault' : 'nothing-came';
  }
}
