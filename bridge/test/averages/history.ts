/** Plays one history to a store, and has every average that comes of it computed again. */
import assert from 'node:assert/strict';
import { isQuantity } from '../../src/reading/quantity.ts';
import { derivedFrom } from '../../src/reading/room-quantity.ts';
import type { StoreReader } from '../stored-readings.ts';
import { differences, everyTable, rowsIn, type Reference } from './compare.ts';
import { Dice } from './dice.ts';
import { editSomething } from './edit-something.ts';
import { planHistory, type Plan } from './plan.ts';
import { PlayedStore } from './played-store.ts';
import type { PythonPeer } from './python.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
/** An hour is closed so long after its end. */
const grace = minute;
const mostReadings = 500;

export interface Peers {
  readonly exporter: StoreReader;
  readonly reference: PythonPeer;
}

export async function playHistory(seed: number, peers: Peers): Promise<void> {
  const story: string[] = [];
  try {
    const dice = new Dice(seed);
    const plan = planHistory(dice, mostReadings);
    using store = new PlayedStore(plan.zone, plan.from);
    await new History(plan, dice, store, peers, story).play();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${String(seed)}: ${why}\n  ${story.join('\n  ')}`, { cause: error });
  }
}

class History {
  readonly #plan: Plan;
  readonly #dice: Dice;
  readonly #store: PlayedStore;
  readonly #peers: Peers;
  readonly #story: string[];
  /** How many have arrived. */
  #arrived = 0;
  /** By index of the device. */
  readonly #known = new Set<number>();

  constructor(plan: Plan, dice: Dice, store: PlayedStore, peers: Peers, story: string[]) {
    this.#plan = plan;
    this.#dice = dice;
    this.#store = store;
    this.#peers = peers;
    this.#story = story;
  }

  async play(): Promise<void> {
    const { from, until, zone } = this.#plan;
    this.#tell(`in ${zone}, ${new Date(from).toISOString()} … ${new Date(until).toISOString()}`);
    const stride = 2 * Math.ceil((until - from) / this.#dice.whole(8, 20));
    const mayMove = this.#dice.happens(0.25);
    while (this.#store.now < until + 2 * hour) {
      this.#goTo(this.#store.now + this.#dice.whole(stride / 2, stride));
      if (this.#dice.happens(0.7)) this.#foldAndRoll();
      for (let i = this.#dice.whole(0, 2); i > 0; i--)
        this.#tell(editSomething(this.#dice, this.#plan, this.#store));
      if (this.#dice.happens(0.3)) this.#roll();
      if (this.#dice.happens(0.1)) this.#reopen(mayMove);
      if (this.#dice.happens(0.3)) await this.#checkAnswers();
      if (this.#dice.happens(0.15)) await this.#checkTables();
    }
    // All that was late, and an end to all that holds.
    this.#goTo(until + 6 * day);
    await this.#checkTables();
    for (let i = this.#dice.whole(0, 3); i > 0; i--)
      this.#tell(editSomething(this.#dice, this.#plan, this.#store));
    while (this.#dice.happens(0.7)) this.#tell(this.#store.edit({ verb: 'undo', edit: undefined }));
    this.#reopen(mayMove);
    await this.#checkTables();
  }

  #tell(what: string): void {
    this.#story.push(`${new Date(this.#store.now).toISOString()} ${what}`);
  }

  #goTo(now: number): void {
    this.#store.now = now;
    const due = this.#plan.deliveries.slice(this.#arrived).filter(({ arrivesAt }) => arrivesAt <= now);
    this.#arrived += due.length;
    while (due.length > 0) {
      const commit = due.splice(0, this.#dice.whole(1, 300));
      for (const { device } of commit) this.#register(device);
      this.#store.append(
        commit.map(({ device, sensor, at, value }) => ({ sensor: this.#sensor(device, sensor), at, value })),
      );
    }
    this.#tell(`${String(this.#arrived)} readings have arrived`);
  }

  #register(index: number): void {
    const device = this.#plan.devices[index];
    if (device === undefined || this.#known.has(index)) return;
    this.#known.add(index);
    this.#store.register(device);
  }

  #sensor(device: number, sensor: number): number {
    const its = this.#plan.devices[device];
    assert.ok(its);
    return this.#store.sensorOf(its, sensor);
  }

  #foldAndRoll(): void {
    this.#store.fold();
    this.#store.roll();
    this.#tell('folded and rolled');
  }

  #roll(): void {
    this.#store.roll();
    this.#tell('rolled');
  }

  #reopen(mayMove: boolean): void {
    const zone = mayMove
      ? this.#dice.pick(['Europe/Zurich', 'Asia/Kathmandu', this.#plan.zone])
      : this.#plan.zone;
    this.#store.reopen(zone);
    this.#tell(`opened again in ${zone}`);
  }

  /** Everything that is closed is in the tables, as it is computed from the raw readings. */
  async #checkTables(): Promise<void> {
    this.#foldAndRoll();
    this.#tell('tables compared');
    const closed = Math.floor((this.#store.now - grace) / hour) * hour;
    const reference = await this.#computed(closed);
    const ours = everyTable.map((table) => [table, rowsIn(this.#store.database, table)] as const);
    this.#complain(ours.flatMap(([table, rows]) => differences(table, rows, reference[table])));
  }

  /** Whatever is not folded or rolled yet: who asks is told what the raw readings say. */
  async #checkAnswers(): Promise<void> {
    const { now } = this.#store;
    const [from, until] = this.#dice.happens(0.3)
      ? [this.#plan.from - 35 * day, this.#plan.until + 35 * day]
      : [this.#dice.whole(this.#plan.from - day, now), now + this.#dice.whole(-day, day)];
    this.#tell(`asked for ${new Date(from).toISOString()} … ${new Date(until).toISOString()}`);
    if (until <= from) return;
    const { catchUps } = this.#store;
    let answers = this.#answers(from, until);
    // A sensor may have told its hold in the fold that this took: what is compared is all of after it.
    if (this.#store.catchUps > catchUps) answers = this.#answers(from, until);
    const reference = await this.#computed(now);
    for (const { room, quantity, table, rows } of answers) {
      const theirs = reference[table].filter(
        // Nobody who asks is told of empty ones.
        ([id, what, start, , , , covered]) =>
          Number(covered) > 0 &&
          id === room &&
          what === quantity &&
          Number(start) >= from &&
          Number(start) < until,
      );
      this.#complain(differences(table, rows, theirs));
    }
  }

  /** Of every room and quantity. */
  #answers(from: number, until: number) {
    const pairs = this.#store.database.prepare(
      'SELECT room.id, quantity FROM room, (SELECT DISTINCT quantity FROM sensor)',
    );
    return pairs.all().flatMap(({ id, quantity }) => {
      if (typeof quantity !== 'string' || !isQuantity(quantity)) throw new Error('no quantity');
      const room = String(id);
      // Of temperature and humidity both, but once is enough.
      const derived = quantity === 'humidity' ? derivedFrom(quantity) : [];
      return [quantity, ...derived].flatMap((what) =>
        (['hour', 'day', 'month'] as const).map((table) => ({
          ...{ room, quantity: what, table },
          rows: this.#store.answers([room, what], table, { from, until }),
        })),
      );
    });
  }

  #complain(wrong: readonly string[]): void {
    if (wrong.length > 0)
      throw new Error(`${String(wrong.length)} differences, ${wrong.slice(0, 4).join('; ')}`);
  }

  /** By reference.py, from what read-store.py reads. @param now until then. */
  async #computed(now: number): Promise<Reference> {
    const { database, ledger, path, zone } = this.#store;
    const rows = (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row));
    const sensors = rows('SELECT id, device, entity, quantity FROM sensor');
    const ids = new Map(
      sensors.map(([id, device, entity]) => [`${String(device)} ${String(entity)}`, Number(id)]),
    );
    const { readings } = await this.#peers.exporter.read(path);
    const exported = readings.map(([device, entity, at, value]) => [
      ids.get(`${device} ${entity}`) ?? 0,
      at,
      value,
    ]);
    const handedIn = [...ledger].flatMap(([sensor, values]) =>
      [...values].map(([at, value]) => [sensor, at, value]),
    );
    const inOrder = (all: number[][]): string[] => all.map((one) => one.join(' ')).sort();
    assert.deepEqual(inOrder(exported), inOrder(handedIn), 'what is stored is not what came first');
    const question = {
      zone,
      now,
      sensors: Object.fromEntries(sensors.map(([id, , , quantity]) => [String(id), quantity])),
      devices: Object.fromEntries(sensors.map(([id, device]) => [String(id), device])),
      readings: exported,
      placements: rows('SELECT sensor, room, from_ms, until_ms FROM placement'),
      calibrations: rows('SELECT sensor, from_ms, gain, offset FROM calibration'),
      holds: rows('SELECT sensor, from_ms, hold_ms FROM hold'),
      flags: rows('SELECT sensor, from_ms, until_ms FROM flag'),
    };
    // Its own words, a file beside this one.
    return (await this.#peers.reference.ask(JSON.stringify(question))) as Reference;
  }
}
