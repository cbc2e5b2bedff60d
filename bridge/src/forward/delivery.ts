/**
 * Brings a batch into a sink and finds the points that the sink will never take: the splitting, once for all
 * types of sink.
 *
 * A refusal is not always a point's fault. A proxy can answer 400 to everything, and 5,000 good readings would
 * be set aside one by one. So a point is set aside only when it was refused alone, and either the sink's words
 * are about points (`namesPoints`), or the very next write, of a point that the sink had taken before (the
 * canary; writing it again changes nothing), is taken. While nothing at all is taken, nothing is set aside.
 */
import type { RefusedPoint } from '../store/outbox-types.ts';
import { lineOf, type Point } from '../reading/line-protocol.ts';
import type { Tier } from './points.ts';
import { SinkError, type Sink } from './sink.ts';

/**
 * InfluxData advises 5,000 to 10,000 points a write. Fewer, as their lines are made on the main thread, which
 * stands still meanwhile: about 10 ms for 2,000 on a machine where 5,000 take 25.
 */
export const batchSize = 2000;

/** How many points of a batch are tried alone, where nothing was ever taken, before all of it waits. */
const firstProbes = 16;

export class Delivery {
  readonly #sink: Sink;
  /** The latest point that the sink took of each tier. */
  readonly #canaries = new Map<Tier, Point>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /**
   * @returns the points that are to be set aside; all others are in.
   * @throws {SinkError} when none of them can be decided about now.
   */
  async send(tier: Tier, points: readonly Point[], signal: AbortSignal): Promise<RefusedPoint[]> {
    const error = await this.#try(tier, points, signal);
    if (error === undefined) return [];
    // What is refused for one cause mostly shares its field, or an end of the time: together, it goes together.
    const sorted = points.toSorted((a, b) => compare(fieldOf(a), fieldOf(b)) || timeOf(a) - timeOf(b));
    return this.#split(tier, sorted, error, signal);
  }

  /** @param error the refusal of all these points together. */
  async #split(
    tier: Tier,
    points: readonly Point[],
    error: SinkError,
    signal: AbortSignal,
  ): Promise<RefusedPoint[]> {
    const { fault } = error;
    if (fault.kind !== 'refused' && fault.kind !== 'too-large') throw error;
    const namesPoints = fault.kind === 'refused' && fault.namesPoints;
    const all = namesPoints && fault.dropped !== undefined && fault.dropped >= points.length;
    if (all || points.length === 1) {
      if (!namesPoints) await this.#sing(tier, error, signal);
      return points.map((point) => ({ line: lineOf(point), reason: fault.reason }));
    }
    if (!namesPoints && !this.#canaries.has(tier)) await this.#probe(tier, points, error, signal);
    const middle = Math.ceil(points.length / 2);
    const refused: RefusedPoint[] = [];
    for (const half of [points.slice(0, middle), points.slice(middle)]) {
      const again = await this.#try(tier, half, signal);
      if (again) refused.push(...(await this.#split(tier, half, again, signal)));
    }
    return refused;
  }

  /** @throws {SinkError} unless the canary is taken. */
  async #sing(tier: Tier, error: SinkError, signal: AbortSignal): Promise<void> {
    const canary = this.#canaries.get(tier);
    if (canary === undefined || (await this.#try(tier, [canary], signal))) throw takesNothing(error);
  }

  /** Looks for a first canary among points from all over the batch. */
  async #probe(tier: Tier, points: readonly Point[], error: SinkError, signal: AbortSignal): Promise<void> {
    const step = Math.max(1, points.length / firstProbes);
    for (let at = 0; at < points.length; at += step) {
      const point = points[Math.floor(at)];
      if (point && !(await this.#try(tier, [point], signal))) return;
    }
    throw takesNothing(error);
  }

  /** @returns the refusal; throws whatever else happened. */
  async #try(tier: Tier, points: readonly Point[], signal: AbortSignal): Promise<SinkError | undefined> {
    try {
      await this.#sink.write(tier, points, signal);
    } catch (error) {
      if (
        error instanceof SinkError &&
        (error.fault.kind === 'refused' || error.fault.kind === 'too-large')
      ) {
        return error;
      }
      throw error;
    }
    const latest = points.reduce<Point | undefined>(
      // Of one without a time, each writing is another point.
      (found, point) =>
        point.time !== null && (found === undefined || point.time > timeOf(found)) ? point : found,
      this.#canaries.get(tier),
    );
    if (latest) this.#canaries.set(tier, latest);
    return undefined;
  }
}

function takesNothing(error: SinkError): SinkError {
  return new SinkError(
    `${error.message} It takes nothing at all, so this is not the readings’ fault: none is set aside. ` +
      'Look at what stands between, such as a proxy.',
    { kind: 'operator' },
    { cause: error },
  );
}

function timeOf({ time }: Point): number {
  return time ?? -Infinity;
}

function fieldOf({ fields }: Point): string {
  return Object.keys(fields)[0] ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
