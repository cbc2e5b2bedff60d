/** What people do to a history: a device is moved, replaced, calibrated; readings are flagged; all of it is undone. */
import type { Dice } from './dice.ts';
import type { Plan } from './plan.ts';
import type { PlayedStore } from './played-store.ts';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** @returns what came of it, in a sentence. */
export function editSomething(dice: Dice, plan: Plan, store: PlayedStore): string {
  const sensors = [...store.ledger.keys()];
  if (sensors.length === 0) return 'nothing was measured yet';
  const sensor = dice.pick(sensors);
  const device = dice.pick(plan.devices).mac;
  const from = someTime(dice, plan, store, sensor);
  const kinds = [
    'calibrate',
    'calibrate',
    'flag',
    'flag',
    'hold',
    'move',
    'move',
    'replace',
    'undo',
    'undo',
  ] as const;
  switch (dice.pick(kinds)) {
    case 'calibrate': {
      const gain = dice.pick([1, 1, 1.02, 0.97, 1.5]);
      return store.edit({ verb: 'calibrate', sensor, gain, offset: dice.whole(-20, 20) / 10, from });
    }
    case 'flag': {
      const lasts = dice.pick([1, second, dice.whole(1, hour), dice.whole(1, day)]);
      const until = Math.min(from + lasts, store.now);
      return store.edit({ verb: 'flag', sensor, from, until, reason: 'frozen' });
    }
    case 'hold': {
      const holdMs = dice.pick([10 * second, 25 * second, 10 * minute, 2 * hour, day]);
      return store.edit({ verb: 'hold', sensor, holdMs, from: dice.happens(0.5) ? store.now : from });
    }
    case 'move': {
      const to = dice.happens(0.3)
        ? { newRoom: dice.pick(['Attic', 'Cellar']) }
        : { room: aRoom(dice, store) };
      return store.edit({ verb: 'device-move', device, to, from });
    }
    case 'replace':
      return store.edit({
        verb: 'device-replace',
        old: device,
        by: dice.pick(plan.devices).mac,
        from: dice.happens(0.5) ? undefined : from,
      });
    case 'undo': {
      const edits = store.database.prepare('SELECT id FROM edit').all();
      const edit = dice.happens(0.5) && edits.length > 0 ? Number(dice.pick(edits)['id']) : undefined;
      return store.edit({ verb: 'undo', edit });
    }
  }
}

/** Often just when a bucket begins, or a reading was measured. */
function someTime(dice: Dice, plan: Plan, { ledger, now }: PlayedStore, sensor: number): number {
  const latest = Math.min(now, plan.until);
  const any = dice.whole(plan.from - hour, latest);
  const of = [...(ledger.get(sensor)?.keys() ?? [])].filter((at) => at <= latest);
  switch (dice.pick(['any', 'edge', 'reading', 'reading', 'now'] as const)) {
    case 'any':
      return any;
    case 'edge':
      return Math.floor(any / (hour / 4)) * (hour / 4);
    case 'reading':
      return of.length === 0 ? any : dice.pick(of) + dice.pick([0, 0, 1, -1]);
    case 'now':
      return now;
  }
}

function aRoom(dice: Dice, { database }: PlayedStore): string {
  return String(dice.pick(database.prepare('SELECT id FROM room').all())['id']);
}
