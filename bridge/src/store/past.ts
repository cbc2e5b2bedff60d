/** What sensors and rooms covered, from their blocks and from what is not folded yet. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Calibration } from '../reading/calibration.ts';
import { isDerived, sourcesOf } from '../reading/room-quantity.ts';
import type { Averaging, Cell, Cover, Flagged, Hold, Measured } from './averaging.ts';
import { hourMs, hourOf } from './blocks.ts';
import { MalformedBytes } from './bytes.ts';
import { unpackBlock } from './packing.ts';
import { maybeNumberIn, numberIn, packedIn } from './rows.ts';
import { endless } from './stale.ts';

/** Readings that are not in a block yet; by sensor, in the order of time. */
export type Unfolded = ReadonlyMap<number, readonly Measured[]>;

export interface PastOf {
  /** Both in thousandths, in the order of time. */
  readonly covers: readonly Cover[];
  /** Hours whose blocks are damaged: nobody knows what was in them. */
  readonly unreadable: readonly Cell[];
}

interface Stands {
  readonly sensor: number;
  readonly stretches: Cell[];
}

const nothing: Unfolded = new Map();

export class Past {
  readonly #averaging: Averaging;
  readonly #blocks: StatementSync;
  readonly #holds: StatementSync;
  readonly #flags: StatementSync;
  readonly #calibrations: StatementSync;
  readonly #placements: StatementSync;
  readonly #carried: StatementSync;

  constructor(database: DatabaseSync, averaging: Averaging) {
    this.#averaging = averaging;
    this.#blocks = database.prepare(
      'SELECT * FROM block WHERE sensor = ? AND hour >= ? AND hour <= ? ORDER BY hour',
    );
    this.#holds = database.prepare(
      'SELECT from_ms, hold_ms FROM hold WHERE sensor = ? ORDER BY from_ms DESC',
    );
    this.#flags = database.prepare(
      'SELECT from_ms, until_ms FROM flag WHERE sensor = ? AND from_ms < ? AND until_ms > ?',
    );
    this.#calibrations = database.prepare(
      'SELECT from_ms, gain, offset FROM calibration WHERE sensor = ? ORDER BY from_ms DESC',
    );
    this.#carried = database.prepare('SELECT at_ms, value FROM carried WHERE sensor = ?');
    this.#placements = database.prepare(
      `SELECT sensor.id, from_ms, until_ms FROM placement JOIN sensor ON sensor.id = placement.sensor
       WHERE room = ? AND quantity = ? AND from_ms < ? AND (until_ms IS NULL OR until_ms > ?)
       ORDER BY sensor.id, from_ms`,
    );
  }

  /** As measured; also what began before `from` and goes on. */
  ofSensor(sensor: number, from: number, until: number, unfolded: Unfolded = nothing): PastOf {
    const holds = this.holds(sensor);
    const begin = from - this.longestHold(holds);
    const unreadable: Cell[] = [];
    const readings: Measured[] = [];
    for (const row of this.#blocks.iterate(sensor, hourOf(begin), hourOf(until - 1))) {
      const hour = numberIn(row, 'hour');
      try {
        for (const sample of unpackBlock({ sensor, hour }, numberIn(row, 'n'), packedIn(row)))
          readings.push(sample);
      } catch (error) {
        if (!(error instanceof MalformedBytes)) throw error;
        unreadable.push({ start: hour * hourMs, until: (hour + 1) * hourMs });
      }
    }
    const before = this.#carried.get(sensor);
    const last = before && { at: numberIn(before, 'at_ms'), value: numberIn(before, 'value') };
    if (last !== undefined && last.at >= begin && last.at < (readings[0]?.at ?? until))
      readings.unshift(last);
    const late = (unfolded.get(sensor) ?? []).filter(({ at }) => at >= begin && at < until);
    if (late.length > 0) {
      readings.push(...late);
      readings.sort((a, b) => a.at - b.at);
    }
    const flags = this.#flagsOf(sensor, begin, until);
    const covers = this.#averaging
      .covers(readings, { holds, flags })
      .filter((cover) => cover.until > from && cover.from < until);
    return { covers, unreadable };
  }

  /** Whether an instant of that stretch is flagged. */
  flaggedAt(sensor: number, { start, until }: Cell): (at: number) => boolean {
    const flags = this.#flagsOf(sensor, start, until);
    return (at) => flags.some((flag) => flag.from <= at && at < flag.until);
  }

  /** As it is said to people. */
  ofRoom(
    room: string,
    quantity: string,
    { start, until }: Cell,
    sensorPast: (sensor: number) => PastOf = (sensor) => this.ofSensor(sensor, start, until),
  ): PastOf {
    if (isDerived(quantity)) {
      const parts = sourcesOf(quantity).map((source) =>
        this.ofRoom(room, source, { start, until }, sensorPast),
      );
      const covers = this.#averaging.derived(
        quantity,
        parts.map((part) => part.covers),
      );
      return { covers, unreadable: parts.flatMap((part) => part.unreadable) };
    }
    const unreadable: Cell[] = [];
    const all = this.standing(room, quantity, { start, until }).map(({ sensor, stretches }) => {
      const past = sensorPast(sensor);
      unreadable.push(...past.unreadable);
      const here = this.#averaging.within(past.covers, stretches);
      return this.#averaging.calibratedCovers(here, this.calibrations(sensor));
    });
    return { covers: this.#averaging.together(all), unreadable };
  }

  #flagsOf(sensor: number, from: number, until: number): Flagged[] {
    return this.#flags
      .all(sensor, until, from)
      .map((row) => ({ from: numberIn(row, 'from_ms'), until: numberIn(row, 'until_ms') }));
  }

  /**
   * Which sensors of a quantity stood in a room, and when of that time; by the sensor's number. Of what is derived, those
   * of each quantity that it is made of.
   */
  standing(room: string, quantity: string, { start, until }: Cell): readonly Stands[] {
    if (isDerived(quantity))
      return sourcesOf(quantity).flatMap((source) => this.standing(room, source, { start, until }));
    const all: Stands[] = [];
    for (const row of this.#placements.all(room, quantity, until, start)) {
      const sensor = numberIn(row, 'id');
      const stretch = {
        start: Math.max(start, numberIn(row, 'from_ms')),
        until: Math.min(until, maybeNumberIn(row, 'until_ms') ?? endless),
      };
      const last = all.at(-1);
      if (last?.sensor === sensor) last.stretches.push(stretch);
      else all.push({ sensor, stretches: [stretch] });
    }
    return all;
  }

  /** Newest first. */
  holds(sensor: number): Hold[] {
    return this.#holds
      .all(sensor)
      .map((row) => ({ from: numberIn(row, 'from_ms'), holdMs: numberIn(row, 'hold_ms') }));
  }

  longestHold(holds: readonly Hold[]): number {
    return Math.max(this.#averaging.usualHoldMs, ...holds.map(({ holdMs }) => holdMs));
  }

  /** Newest first. */
  calibrations(sensor: number): Calibration[] {
    return this.#calibrations.all(sensor).map((row) => ({
      from: numberIn(row, 'from_ms'),
      gain: numberIn(row, 'gain'),
      offset: numberIn(row, 'offset'),
    }));
  }
}
