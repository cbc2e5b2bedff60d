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
  /** When the last reading before it was measured, else when the device was met: what it is due to, began after that. */
  readonly last: number;
}

/** null: a reading still held. */
type Explained = Stretch & { readonly cause: Cause | null };

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
/** That a host had slept is known as soon as that its connections are gone. */
const noticedAtOnceMs = 5000;
/** A reading holds for so many steps (docs/averages.md). */
const stepsHeld = 2.5;
const settleSlackMs = 15_000;
/** A device that was silent for longer, and not lost, has answered meanwhile: its sensor it was that did not. */
const surelySilentMs = 2 * noticedWithinMs;
/** Readings that a damaged store lost may be of a day before it was noticed. */
const damagedBeforeMs = 26 * 3_600_000;

const keyStates = new Set(['wrong-key', 'key-malformed', 'encryption-required', 'not-encrypted']);

/** The device was connected, and nothing came. */
interface Silence extends Stretch {
  readonly silentFrom: number;
  /** For so long it is due to what was before: until a device that is back is connected, or measures. In ms. */
  readonly settleMs: number;
}

interface Known extends LedgerSegment {
  /** What was before it may have gone on. */
  readonly isVague?: boolean;
}

type Piece = Known | Silence;

export class GapExplainer {
  readonly #sensor: SensorEvidence;
  readonly #seen: DeviceSeen;
  readonly #overlays: Overlays;
  /** Until the first reading of a device that is back: its step, and a little. */
  readonly #settleMs: number;

  constructor(sensor: SensorEvidence, seen: DeviceSeen, overlays: Overlays) {
    this.#sensor = sensor;
    this.#seen = seen;
    this.#overlays = overlays;
    this.#settleMs = sensor.holdMs / stepsHeld + settleSlackMs;
  }

  explain(gap: Gap): LedgerSegment[] {
    const segments: Explained[] = [];
    const { phases } = this.#seen;
    let at = gap.last;
    for (let i = firstAfter(phases, gap.last); at < gap.until; i++) {
      const phase = phases[i];
      if (phase === undefined || phase.from >= gap.until) break;
      append(segments, { from: at, until: phase.from, cause: 'unknown' });
      for (const piece of this.#piecesOf(i, gap)) this.#resolve(piece, { phase, gap, segments });
      at = Math.min(phase.until, gap.until);
    }
    append(segments, { from: at, until: gap.until, cause: 'unknown' });
    return segments
      .filter(({ until }) => until > gap.from)
      .map(({ from, until, cause }) => ({
        from: Math.max(from, gap.from),
        until,
        cause: cause ?? 'unknown',
      }));
  }

  /** What a phase says of its part of the gap. */
  #piecesOf(place: number, gap: Gap): Piece[] {
    const [before, phase, next] = [place - 1, place, place + 1].map((i) => this.#seen.phases[i]);
    if (phase === undefined) return [];
    const part = { from: Math.max(phase.from, gap.last), until: Math.min(phase.until, gap.until) };
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
        if (!this.#overlays.isConnectedTo)
          return [{ ...part, silentFrom: gap.last, settleMs: gap.last < phase.from ? this.#settleMs : 0 }];
        if (!isSoon) return away(this.#seen, { phase, part, last: gap.last });
        if (next?.is === 'lost' && !this.#isAftermath(next, phase, this.#seen.phases[place + 2]))
          return this.#lost(next, part, gap);
        // The bridge has only just started: it still is what it was.
        return [{ ...part, silentFrom: phase.from, settleMs: Infinity }];
      }
      case 'lost': {
        if (this.#isAftermath(phase, before, next))
          return [{ ...part, silentFrom: phase.from, settleMs: Infinity }];
        // It may have been back for long before the bridge woke and called it.
        const isVague =
          next?.is === 'online' &&
          this.#overlays.paused.some(
            ({ until }) => until > phase.from && until < phase.until && phase.until - until <= startingMs,
          );
        return this.#lost(phase, part, gap).map((lost) => ({ ...lost, isVague }));
      }
      case 'online': {
        const isBack = gap.last < phase.from;
        const silentFrom = isBack ? phase.from : gap.last;
        const settleMs = isBack ? this.#settleMs : 0;
        if (next?.is !== 'lost' || part.until < phase.until) return [{ ...part, silentFrom, settleMs }];
        // That a device has stalled is said after minutes, for all the time since its last value.
        const sinceMs = next.state === 'stalled' ? Infinity : noticedWithinMs;
        const begun = Math.max(part.from, part.until - sinceMs);
        return [
          { from: part.from, until: begun, silentFrom, settleMs },
          // One that had been silent for longer already may have lost its connection any time since.
          ...this.#lost(next, { from: begun, until: part.until }, gap).map((lost) => ({
            ...lost,
            isVague: begun > part.from,
          })),
        ];
      }
    }
  }

  /**
   * What was cut off while the bridge stood still, or whose network starts with the building, is back soon: it never had
   * a trouble of its own.
   */
  #isAftermath(phase: Stretch, before: Phase | undefined, next: Phase | undefined): boolean {
    if (next?.is !== 'online') return false;
    const isPaused = this.#overlays.paused.some(
      ({ until }) => Math.abs(until - phase.from) < noticedAtOnceMs && phase.until - until <= startingMs,
    );
    if (isPaused || before?.is !== 'starting') return isPaused;
    const outage = this.#seen.phases[firstAfter(this.#seen.phases, before.from - 1)];
    return outage?.is === 'outage' && outage.isHostDown && phase.until - before.from <= startingMs;
  }

  #lost(phase: Stretch & { readonly state: string }, part: Stretch, { last }: Gap): LedgerSegment[] {
    const { state } = phase;
    if (keyStates.has(state)) return [{ ...part, cause: 'wrong-key' }];
    if (state === 'stalled') return [{ ...part, cause: 'sensor-fault' }];
    if (state === 'not-stored') return [{ ...part, cause: 'refused' }];
    return away(this.#seen, { phase, part, last });
  }

  #resolve(
    piece: Piece,
    { phase, gap, segments }: { readonly phase: Phase; readonly gap: Gap; readonly segments: Explained[] },
  ): void {
    const isOutage = phase.is === 'outage';
    const isSilent = 'silentFrom' in piece;
    /** Until when it is due to what was before. */
    let settled = piece.from + (isSilent ? piece.settleMs : 0);
    let silentFrom = isSilent ? piece.silentFrom : piece.from;
    for (const part of this.#cut(piece, gap.from)) {
      const before = segments.at(-1)?.cause ?? undefined;
      const overlay = this.#overlay(part, { isOutage, isSilent });
      if (overlay !== undefined) {
        append(segments, { ...part, cause: overlay });
        settled = part.until + this.#settleMs;
        silentFrom = part.until;
      } else if (!isSilent) {
        const cause = piece.cause ?? 'unknown';
        // The bridge may still have run, too.
        const isDoubtful = piece.isVague === true || (isOutage && part.from < phase.doubtUntil);
        const known = isDoubtful && before !== undefined ? common(before, cause) : cause;
        append(segments, { ...part, cause: known });
      } else {
        const { until } = part;
        const refusal = this.#refusal(silentFrom, until);
        // A reading still holds: all is well as long as the next one is not overdue, nor was refused.
        const isWell =
          before === undefined && until <= gap.from && until - silentFrom <= this.#settleMs && !refusal;
        const end = before === undefined ? part.from : Math.min(until, Math.max(part.from, settled));
        append(segments, { from: part.from, until: end, cause: refusal ?? before ?? null });
        const cause = isWell ? null : (refusal ?? this.#silence({ ...part, silentFrom }));
        append(segments, { from: end, until, cause });
      }
    }
  }

  /** The parts between which something else begins or ends. */
  #cut({ from, until }: Stretch, edge: number): Stretch[] {
    const { flags, damaged, vague } = this.#sensor;
    const { full, paused } = this.#overlays;
    const edges = [vague, flags, damaged, full, paused]
      .flatMap((stretches) => stretches.flatMap((one) => [one.from, one.until]))
      .concat(edge)
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
    if (isIn(this.#sensor.vague)) return 'unknown';
    if (isIn(this.#sensor.flags)) return 'flagged';
    if (isOutage) return undefined;
    if (isIn(this.#overlays.paused)) return 'bridge-off';
    if (isIn(this.#overlays.full)) return 'refused';
    return isSilent && isIn(this.#sensor.damaged) ? 'damaged' : undefined;
  }

  #silence({ from, until, silentFrom }: Omit<Silence, 'settleMs'>): Cause {
    const { damagedAt, isConnectedTo } = this.#overlays;
    if (damagedAt.some((at) => at >= from && at <= until + damagedBeforeMs)) return 'unknown';
    return isConnectedTo && until - silentFrom > surelySilentMs ? 'sensor-fault' : 'nothing-came';
  }

  #refusal(from: number, until: number): Cause | undefined {
    return this.#overlays.refusals.findLast(({ at }) => at >= from && at <= until)?.cause;
  }
}
