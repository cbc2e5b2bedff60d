/** An outbox without a disk: rows in order, a cursor for each sink and lane, as the port promises. */
import { EventEmitter } from 'node:events';
import type {
  ForwardReading,
  ForwardRollup,
  Lane,
  LanePage,
  LaneState,
  Outbox,
  RefusedPoint,
} from '../../src/store/types.ts';

interface Settled {
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
}

export class MemoryOutbox implements Outbox {
  readonly refused: RefusedPoint[] = [];
  /** Each settling that moved a cursor, in order. */
  readonly settled: Settled[] = [];
  readonly #readings = { inbox: [] as ForwardReading[], block: [] as ForwardReading[] };
  readonly #rollups: ForwardRollup[] = [];
  readonly #cursors = new Map<string, number>();
  readonly #events = new EventEmitter<{ moved: [Lane]; settled: [] }>();

  append(lane: 'inbox' | 'block', rows: readonly ForwardReading[]): void {
    // Not by spreading: a backlog is longer than an argument list can be.
    for (const row of rows) this.#readings[lane].push(row);
    this.#events.emit('moved', lane);
  }

  appendRollups(rows: readonly ForwardRollup[]): void {
    this.#rollups.push(...rows);
    this.#events.emit('moved', 'rollup');
  }

  /** As `replay` does: everything from there on is sent again. */
  moveBack(sink: string, lane: Lane, to: number): void {
    this.#cursors.set(key(sink, lane), to);
    this.#events.emit('moved', lane);
  }

  cursor(sink: string, lane: Lane): number | undefined {
    return this.#cursors.get(key(sink, lane));
  }

  /** Resolves when it is so, looked at after each settling. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#events.once('settled', resolve);
      });
    }
  }

  addSink(sink: string, from: 'all' | 'now'): Promise<void> {
    for (const lane of ['inbox', 'block', 'rollup'] as const) {
      if (!this.#cursors.has(key(sink, lane)))
        this.#cursors.set(key(sink, lane), from === 'all' ? 0 : this.#rows(lane).length);
    }
    return Promise.resolve();
  }

  next(sink: string, lane: 'inbox' | 'block', limit: number): Promise<LanePage<ForwardReading>> {
    return Promise.resolve(this.#page(sink, lane, this.#readings[lane], limit));
  }

  nextRollups(sink: string, limit: number): Promise<LanePage<ForwardRollup>> {
    return Promise.resolve(this.#page(sink, 'rollup', this.#rollups, limit));
  }

  settle(
    sink: string,
    lane: Lane,
    { from, to }: { from: number; to: number },
    refused: readonly RefusedPoint[],
  ): Promise<void> {
    if (this.#at(sink, lane) === from) {
      this.#cursors.set(key(sink, lane), to);
      this.refused.push(...refused);
      this.settled.push({ lane, from, to });
    }
    this.#events.emit('settled');
    return Promise.resolve();
  }

  lanes(sink: string): Promise<readonly LaneState[]> {
    return Promise.resolve(
      (['inbox', 'block', 'rollup'] as const).map((lane) => {
        const waiting = this.#rows(lane).slice(this.#at(sink, lane));
        const times = waiting.map((row) => ('start' in row ? row.start : row.measuredAt));
        return {
          lane,
          waiting: waiting.length,
          oldest: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
        };
      }),
    );
  }

  onMoved(listener: (lane: Lane) => void): () => void {
    this.#events.on('moved', listener);
    return () => this.#events.off('moved', listener);
  }

  #rows(lane: Lane): readonly (ForwardReading | ForwardRollup)[] {
    return lane === 'rollup' ? this.#rollups : this.#readings[lane];
  }

  #at(sink: string, lane: Lane): number {
    const at = this.#cursors.get(key(sink, lane));
    if (at === undefined) throw new Error(`no sink ${sink}`);
    return at;
  }

  #page<Row>(sink: string, lane: Lane, rows: readonly Row[], limit: number): LanePage<Row> {
    const from = this.#at(sink, lane);
    const page = rows.slice(from, from + limit);
    return { rows: page, from, to: from + page.length };
  }
}

function key(sink: string, lane: Lane): string {
  return `${sink} ${lane}`;
}
