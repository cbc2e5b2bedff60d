/** A device in the place of another, whose rooms' histories go on. */
import type { Mac } from '../reading/mac.ts';
import type { EditDraft } from './edit-draft.ts';
import { EditRefused } from './edit-refused.ts';
import type { DeviceReplace } from './edit-types.ts';
import { instant, roomSensors } from './edit-verbs.ts';
import { mayHaveMeasured, spanOf } from './kept-readings.ts';
import { place, placementAt, placementsOf } from './placing.ts';
import { numberIn, textIn } from './rows.ts';

export function replaceDevice(draft: EditDraft, wish: DeviceReplace, now: number): string {
  const { database } = draft;
  const { old, by } = wish;
  if (old === by) throw new EditRefused('nothing-changes', `${old} cannot replace itself.`);
  const leaving = roomSensors(draft, old);
  const coming = roomSensors(draft, by);
  const from = wish.from ?? takenOver(draft, leaving, coming, now);
  const places = leaving.flatMap((sensor) => {
    const at = placementAt(database, sensor.id, from);
    return at === undefined ? [] : [{ ...sensor, room: at.room }];
  });
  const [home] = places;
  if (home === undefined)
    throw new EditRefused('nowhere', `Device ${old} stands in no room at ${instant(from)}.`);
  const own = new Set(coming.flatMap(({ id }) => placementsOf(database, id)).map(({ room }) => room));
  for (const { id, entity, quantity } of coming) {
    const same = places.filter((one) => one.quantity === quantity);
    // What only the new one measures, it measures where it hangs.
    const { room } = same.find((one) => one.entity === entity) ?? same[0] ?? home;
    place(draft, id, room, from);
  }
  for (const { id } of leaving) place(draft, id, null, from);
  for (const room of own) dropIfNeverUsed(draft, room, by, now);
  return `Device ${by} has replaced ${old} in ${home.room} from ${instant(from)} on.`;
}

interface HasId {
  readonly id: number;
}

/** When one took over from the other, as their readings tell. */
function takenOver(
  { database }: EditDraft,
  leaving: readonly HasId[],
  coming: readonly HasId[],
  now: number,
): number {
  const [old, by] = [leaving, coming].map((sensors) =>
    spanOf(
      database,
      sensors.map(({ id }) => id),
    ),
  );
  const first = by?.first ?? Infinity;
  return first <= now && (old?.last ?? Infinity) < first ? first : now;
}

/** A room that the new device had made by itself, in which nothing was ever measured, and of which nobody knows. */
function dropIfNeverUsed(draft: EditDraft, room: string, device: Mac, now: number): void {
  const { database } = draft;
  const isEdited = database
    .prepare(
      `SELECT 1 FROM edit, json_each(edit.undo) AS change
       WHERE change.value->>'table' = 'room' AND change.value->>'id' = ?`,
    )
    .get(room);
  const left = database
    .prepare(
      `SELECT placement.id, sensor, device, until_ms, edit FROM placement
       JOIN sensor ON sensor.id = placement.sensor WHERE room = ?`,
    )
    .all(room);
  const isUsed = left.some(
    (row) =>
      textIn(row, 'device') !== device ||
      row['edit'] !== null ||
      row['until_ms'] === null ||
      mayHaveMeasured(database, numberIn(row, 'sensor'), Math.min(numberIn(row, 'until_ms'), now)),
  );
  if (isEdited !== undefined || isUsed) return;
  for (const row of left) draft.remove('placement', numberIn(row, 'id'));
  draft.remove('room', room);
}
