/** What of a sensor is to be believed, and for how long: flags and holds. */
import { statedName } from '../reading/stated-text.ts';
import type { EditDraft } from './edit-draft.ts';
import { EditRefused } from './edit-refused.ts';
import type { FlagReadings, SetHold } from './edit-types.ts';
import { instant, sensorWords } from './edit-verbs.ts';
import { maybeNumberIn, numberIn, textIn } from './rows.ts';

/** As a sensor's own steps tell (docs/averages.md). */
const [leastHoldMs, mostHoldMs] = [10_000, 24 * 3_600_000];

/** @param now milliseconds UTC. */
export function flag(draft: EditDraft, wish: FlagReadings, now: number): string {
  const { sensor, from, until } = wish;
  const { database } = draft;
  const said = sensorWords(draft, sensor);
  const reason = statedName(wish.reason);
  if (reason === '') throw new EditRefused('malformed', 'A flag must have a reason.');
  if (until <= from)
    throw new EditRefused(
      'malformed',
      `It would end at ${instant(until)}, before it begins at ${instant(from)}.`,
    );
  // What nobody has measured yet, nobody can know to be wrong.
  if (until > now)
    throw new EditRefused('in-the-future', `${instant(until)} is still to come: it is ${instant(now)}.`);
  const what = `Readings of sensor ${said} from ${instant(from)} until ${instant(until)} are not to be believed: ${reason}.`;
  const inside = database
    .prepare('SELECT reason FROM flag WHERE sensor = ? AND from_ms <= ? AND until_ms >= ? LIMIT 1')
    .get(sensor, from, until);
  if (inside !== undefined)
    throw new EditRefused(
      'nothing-changes',
      `Nothing changes: these readings are flagged already (${textIn(inside, 'reason')}).`,
    );
  draft.insert('flag', { sensor, from_ms: from, until_ms: until, reason, edit: draft.id });
  return what;
}

export function setHold(draft: EditDraft, { sensor, holdMs, from }: SetHold): string {
  const { database } = draft;
  const said = sensorWords(draft, sensor);
  if (!Number.isInteger(holdMs) || holdMs < leastHoldMs || holdMs > mostHoldMs)
    throw new EditRefused('malformed', 'A hold must be from 10 seconds to 24 hours, in whole milliseconds.');
  const rolled = maybeNumberIn(
    database
      .prepare('SELECT max(until_ms) AS until FROM rollup WHERE sensor = ? AND covered > 0')
      .get(sensor),
    'until',
  );
  if (rolled !== null && from < rolled)
    throw new EditRefused(
      'too-early',
      `A hold is never retroactive: the averages of sensor ${said} are made until ${instant(rolled)}; from then on, it can be.`,
    );
  const before = database
    .prepare('SELECT * FROM hold WHERE sensor = ? AND from_ms <= ? ORDER BY from_ms DESC LIMIT 1')
    .get(sensor, from);
  if (before?.['hold_ms'] !== holdMs) {
    if (before?.['from_ms'] === from) draft.remove('hold', numberIn(before, 'id'));
    draft.insert('hold', { sensor, from_ms: from, hold_ms: holdMs, edit: draft.id });
  }
  return `A reading of sensor ${said} counts for ${String(holdMs / 1000)} s at most, from ${instant(from)} on.`;
}
