/** For the ledger: what was covered, and all that the bridge wrote down of the time. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Mac } from '../reading/mac.ts';
import type { Averaging, Measured } from './averaging.ts';
import { MalformedBytes } from './bytes.ts';
import type {
  BootRow,
  EventRow,
  Explain,
  LedgerEvidence,
  LedgerOf,
  LedgerQuestion,
  LedgerSegment,
  SensorEvidence,
  Stretch,
  UndatedStretch,
} from './explaining.ts';
import { unpackBatch } from './packing.ts';
import { CoveredTables } from './read-covered.ts';
import type { UnfiledReadings } from './read-inbox.ts';
import {
  macIn,
  maybeNumberIn,
  maybeTextIn,
  numberIn,
  packedIn,
  textIn,
  transaction,
  type Row,
} from './rows.ts';

interface Asked {
  readonly id: number;
  readonly device: Mac;
  readonly entity: string;
  readonly placed: Stretch[];
}

export class EvidenceTables {
  readonly #database: DatabaseSync;
  readonly #averaging: Averaging;
  readonly #explain: Explain;
  readonly #covered: CoveredTables;
  readonly #unfiled: UnfiledReadings;
  readonly #flags: StatementSync;
  readonly #boots: StatementSync;
  readonly #events: StatementSync;
  readonly #ofBridge: StatementSync;
  readonly #met: StatementSync;
  readonly #quarantine: StatementSync;

  constructor(
    database: DatabaseSync,
    { averaging, unfiled, explain }: { averaging: Averaging; unfiled: UnfiledReadings; explain: Explain },
  ) {
    this.#database = database;
    this.#averaging = averaging;
    this.#explain = explain;
    this.#covered = new CoveredTables(database, averaging);
    this.#unfiled = unfiled;
    this.#flags = database.prepare(
      'SELECT from_ms, until_ms FROM flag WHERE sensor = ? AND from_ms < ? AND until_ms > ? ORDER BY from_ms',
    );
    // From the last that had begun, to the first that had not ended: what is dated bounds what is not.
    this.#boots = database.prepare(
      `SELECT *, id = (SELECT max(id) FROM boot) AS is_running FROM boot
       WHERE id >= coalesce((SELECT max(id) FROM boot WHERE offset_ms + from_mono <= ?1), 0)
         AND id <= coalesce((SELECT min(id) FROM boot WHERE offset_ms + from_mono > ?2), ?3) ORDER BY id`,
    );
    const events = 'SELECT boot, mono_ms, kind, device, cause FROM event';
    this.#events = database.prepare(`${events} WHERE device = ? AND boot BETWEEN ? AND ? ORDER BY id`);
    this.#ofBridge = database.prepare(`${events} WHERE device IS NULL AND boot BETWEEN ? AND ? ORDER BY id`);
    this.#met = database.prepare(
      `SELECT coalesce(offset_ms + mono_ms, after_ms) AS at FROM event JOIN boot ON boot.id = event.boot
       WHERE event.device = ? AND kind IN ('device-online', 'device-lost') ORDER BY boot LIMIT 1`,
    );
    this.#quarantine = database.prepare(
      `SELECT quarantine.* FROM quarantine JOIN boot ON boot.id = quarantine.boot
       WHERE offset_ms IS NULL AND boot BETWEEN ? AND ? ORDER BY through`,
    );
  }

  /** @returns undefined where there is no such room or sensor, or the one who asks may not know of it. */
  ledger(question: LedgerQuestion): LedgerSegment[] | undefined {
    // One moment: a fold between two of its questions would move readings from one table to the other.
    return transaction(this.#database, () => this.#ledger(question), 'DEFERRED');
  }

  #ledger(question: LedgerQuestion): LedgerSegment[] | undefined {
    const asked = this.#asked(question);
    if (asked === undefined) return undefined;
    const period = { from: question.from, until: Math.min(question.until, question.now) };
    return this.#explain(period, this.#evidence(asked, period, question.now));
  }

  #evidence(asked: readonly Asked[], period: Stretch, now: number): LedgerEvidence {
    const ids = new Set(asked.map(({ id }) => id));
    const unfolded = new Map<number, Measured[]>([...ids].map((id) => [id, []]));
    for (const samples of this.#unfiled.between(-Infinity, Infinity, ids).samples.values())
      for (const sample of samples) unfolded.get(sample.sensor)?.push(sample);
    for (const samples of unfolded.values()) samples.sort((a, b) => a.at - b.at);
    const pasts = asked.map((sensor) => ({
      sensor,
      past: this.#covered.ofSensor(sensor.id, period, unfolded),
    }));
    // A gap is explained as a whole, though the period begins or ends in it.
    const whole = { ...period };
    for (const { past } of pasts) {
      whole.from = Math.min(whole.from, past.covered[0]?.from ?? period.from);
      whole.until = Math.max(whole.until, past.covered.at(-1)?.until ?? period.until);
    }
    const boots = this.#boots.all(whole.from, whole.until, Number.MAX_SAFE_INTEGER).map(bootIn);
    const [first, last] = [boots.at(0)?.id ?? 0, boots.at(-1)?.id ?? 0];
    const devices = [...new Set(asked.map(({ device }) => device))];
    const events = [
      ...this.#ofBridge.all(first, last),
      ...devices.flatMap((device) => this.#events.all(device, first, last)),
    ].map(eventIn);
    const met = new Map(
      devices.flatMap((device) => {
        const row = this.#met.get(device);
        return row === undefined ? [] : [[device, numberIn(row, 'at')] as const];
      }),
    );
    const undated = this.#undated(ids, first, last);
    const sensors = pasts.map(({ sensor, past }): SensorEvidence => ({
      ...sensor,
      ...past,
      holdMs: this.#covered.holdMs(sensor.id),
      flags: this.#flags.all(sensor.id, whole.until, whole.from).map(stretchIn),
      undated: undated.get(sensor.id) ?? [],
    }));
    return { sensors, boots, events, met, now };
  }

  /** Which sensors are meant, and when. */
  #asked({ of, quantity, rooms }: LedgerQuestion): Asked[] | undefined {
    if ('room' in of) {
      const isThere = this.#database.prepare('SELECT 1 FROM room WHERE id = ?').get(of.room) !== undefined;
      if (!isThere || rooms?.includes(of.room) === false) return undefined;
      return this.#standing([of.room]).filter(
        (one) => !one.isDiagnostic && (quantity === undefined || one.quantity === quantity),
      );
    }
    const row = this.#database
      .prepare('SELECT * FROM sensor WHERE device = ? AND entity = ? AND quantity = ?')
      .get(of.device, of.entity, of.quantity);
    if (row === undefined) return undefined;
    const id = numberIn(row, 'id');
    if (rooms === null) return [{ id, ...sensorOf(of), placed: [{ from: -Infinity, until: Infinity }] }];
    const known = this.#standing(rooms).filter((one) => one.id === id);
    return known.length === 0 ? undefined : known;
  }

  #standing(
    rooms: readonly string[],
  ): (Asked & { readonly isDiagnostic: boolean; readonly quantity: string })[] {
    const all = new Map<number, Asked & { readonly isDiagnostic: boolean; readonly quantity: string }>();
    for (const row of this.#database
      .prepare(
        `SELECT sensor.*, room, from_ms, until_ms FROM placement JOIN sensor ON sensor.id = placement.sensor
         ORDER BY sensor.id, from_ms`,
      )
      .iterate()) {
      if (!rooms.includes(textIn(row, 'room'))) continue;
      const stretch = { from: numberIn(row, 'from_ms'), until: maybeNumberIn(row, 'until_ms') ?? Infinity };
      const id = numberIn(row, 'id');
      const known = all.get(id);
      if (known) known.placed.push(stretch);
      else {
        all.set(id, {
          id,
          device: macIn(row, 'device'),
          entity: textIn(row, 'entity'),
          quantity: textIn(row, 'quantity'),
          isDiagnostic: numberIn(row, 'diagnostic') === 1,
          placed: [stretch],
        });
      }
    }
    return [...all.values()];
  }

  /** By sensor: when it was heard by boots that nobody can date. */
  #undated(ids: ReadonlySet<number>, first: number, last: number): Map<number, UndatedStretch[]> {
    const heard = new Map<string, { sensor: number; boot: number; readings: Measured[] }>();
    for (const row of this.#quarantine.iterate(first, last)) {
      const boot = numberIn(row, 'boot');
      for (const { sensor, at, value } of samplesIn(row)) {
        if (!ids.has(sensor)) continue;
        const key = `${String(sensor)} ${String(boot)}`;
        const known = heard.get(key);
        if (known) known.readings.push({ at, value });
        else heard.set(key, { sensor, boot, readings: [{ at, value }] });
      }
    }
    const all = new Map<number, UndatedStretch[]>();
    for (const { sensor, boot, readings } of heard.values()) {
      readings.sort((a, b) => a.at - b.at);
      const holds = [{ from: -Infinity, holdMs: this.#covered.holdMs(sensor) }];
      const stretches: { boot: number; from: number; until: number }[] = [];
      for (const { from, until } of this.#averaging.covers(readings, { holds, flags: [] })) {
        const before = stretches.at(-1);
        if (before?.until === from) before.until = until;
        else stretches.push({ boot, from, until });
      }
      all.set(sensor, [...(all.get(sensor) ?? []), ...stretches]);
    }
    return all;
  }
}

function sensorOf({ device, entity }: Exclude<LedgerOf, { room: string }>): Pick<Asked, 'device' | 'entity'> {
  return { device, entity };
}

function bootIn(row: Row): BootRow {
  return {
    id: numberIn(row, 'id'),
    osBoot: textIn(row, 'os_boot'),
    fromMono: numberIn(row, 'from_mono'),
    lastMono: numberIn(row, 'last_mono'),
    offsetMs: maybeNumberIn(row, 'offset_ms'),
    isRunning: numberIn(row, 'is_running') === 1,
  };
}

function eventIn(row: Row): EventRow {
  return {
    boot: numberIn(row, 'boot'),
    monoMs: numberIn(row, 'mono_ms'),
    kind: textIn(row, 'kind'),
    device: maybeTextIn(row, 'device'),
    cause: maybeTextIn(row, 'cause'),
  };
}

function stretchIn(row: Row): Stretch {
  return { from: numberIn(row, 'from_ms'), until: numberIn(row, 'until_ms') };
}

function samplesIn(row: Row): { readonly sensor: number; readonly at: number; readonly value: number }[] {
  try {
    return unpackBatch(numberIn(row, 'through'), numberIn(row, 'n'), packedIn(row));
  } catch (error) {
    if (error instanceof MalformedBytes) return [];
    throw error;
  }
}
