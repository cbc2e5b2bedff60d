/** An outbox without a disk: rows in order, a cursor for each sink and lane, as the port promises. */
import { EventEmitter } from 'node:events';
import {
  laneNames,
  type ForwardEvent,
  type ForwardReading,
  type Lane,
  type LanePage,
  type LaneSpan,
  type LaneState,
  type LongRow,
  type Outbox,
  type RefusedPoint,
} from '../../src/store/outbox-types.ts';

type LongLane = Exclude<Lane, 'inbox' | 'block' | 'event'>;

type Row = ForwardReading | LongRow | ForwardEvent;

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
  readonly #long = {
    rollup: [] as LongRow[],
    room_hour: [] as LongRow[],
    room_day: [] as LongRow[],
    room_month: [] as LongRow[],
  };
  readonly #happened: ForwardEvent[] = [];
  /** Lanes whose sink is to be emptied first, until they are settled. */
  readonly anew = new Set<Lane>();
  readonly #cursors = new Map<string, number>();
  readonly #events = new EventEmitter<{ moved: [Lane]; settled: [] }>();

  append(lane: 'inbox' | 'block', rows: readonly ForwardReading[]): void {
    // Not by spreading: a backlog is longer than an argument list can be.
    for (const row of rows) this.#readings[lane].push(row);
    this.#events.emit('moved', lane);
  }

  appendLong(lane: LongLane, rows: readonly LongRow[]): void {
    this.#long[lane].push(...rows);
    this.#events.emit('moved', lane);
  }

  appendEvents(rows: readonly ForwardEvent[]): void {
    this.#happened.push(...rows);
    this.#events.emit('moved', 'event');
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
    for (const lane of laneNames) {
      if (!this.#cursors.has(key(sink, lane)))
        this.#cursors.set(key(sink, lane), from === 'all' ? 0 : this.#rows(lane).length);
    }
    return Promise.resolve();
  }

  next(sink: string, lane: Lane, limit: number): Promise<LanePage> {
    const span = this.#span(sink, lane, limit);
    if (lane === 'inbox' || lane === 'block') {
      const rows = this.#readings[lane].slice(span.from, span.to);
      return Promise.resolve({ kind: 'readings', rows, ...span });
    }
    if (lane === 'event') {
      const rows = this.#happened.slice(span.from, span.to);
      return Promise.resolve({ kind: 'events', rows, ...span });
    }
    const rows = this.#long[lane].slice(span.from, span.to);
    const measurement = lane === 'rollup' ? 'sensor_hour' : lane;
    return Promise.resolve({ kind: 'long', measurement, rows, isAnew: this.anew.has(lane), ...span });
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
      this.anew.delete(lane);
    }
    this.#events.emit('settled');
    return Promise.resolve();
  }

  lanes(sink: string): Promise<readonly LaneState[]> {
    return Promise.resolve(
      laneNames.map((lane) => {
        const waiting = this.#rows(lane).slice(this.#at(sink, lane));
        const times = waiting.map((row) => timeOf(row));
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

  #rows(lane: Lane): readonly Row[] {
    if (lane === 'event') return this.#happened;
    return lane === 'inbox' || lane === 'block' ? this.#readings[lane] : this.#long[lane];
  }

  #at(sink: string, lane: Lane): number {
    const at = this.#cursors.get(key(sink, lane));
    if (at === undefined) throw new Error(`no sink ${sink}`);
    return at;
  }

  #span(sink: string, lane: Lane, limit: number): LaneSpan {
    const from = this.#at(sink, lane);
    return { from, to: Math.min(from + limit, this.#rows(lane).length) };
  }
}

function timeOf(row: Row): number {
  if ('start' in row) return row.start;
  return 'at' in row ? row.at : row.measuredAt;
}

function key(sink: string, lane: Lane): string {
  return `${sink} ${lane}`;
}
