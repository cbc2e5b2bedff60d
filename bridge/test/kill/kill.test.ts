/**
 * A hundred times the bridge is killed, each time after it has acknowledged a thousand readings and in another phase of
 * its work, while its sink is well, stopped or hostile. Other processes have written down what was sent and what was
 * acknowledged; one store and one InfluxDB go through all of it.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { chance } from '../chance.ts';
import { storedReadings } from '../stored-readings.ts';
import { Building, commitIntervalMs } from './building.ts';
import type { Phase } from './life.ts';
import { schedule } from './schedule.ts';
import { judge, keyOf, surplus } from './verdict.ts';

/** To see a failure again, KILL_SEED is what its message names; KILL_LIVES makes it shorter. */
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 2 ** 31);
const lives = Number(process.env['KILL_LIVES'] ?? 100);

const phases: readonly Phase[] = ['commit', 'fold', 'checkpoint', 'forward', 'signal'];

test('killed a hundred times, the store has what was acknowledged, once, and InfluxDB what the store has', async (t) => {
  await using building = await Building.raise();
  const plan = schedule(lives, chance(seed));
  const deaths: { phase: Phase; sink: string; diedUs: number }[] = [];
  for (const [n, planned] of plan.entries()) {
    const { phase, diedUs } = await building.live(n, planned);
    deaths.push({ phase, diedUs, sink: String(planned.sink) });
  }
  const deviceIn = await building.drain(plan.length);

  const stored = storedReadings(building.database);
  const { faults, ...figures } = judge(
    {
      senderLog: await readFile(building.senderLog, 'utf8'),
      listenerLog: await readFile(building.listenerLog, 'utf8'),
      deviceIn,
      stored: stored.readings,
      deaths: deaths.map(({ diedUs }) => diedUs),
    },
    commitIntervalMs,
  );
  const byPhase = countBy(deaths.map(({ phase }) => phase));
  const bySink = countBy(deaths.map(({ sink }) => sink));
  const inSeed = `KILL_SEED=${String(seed)}`;
  t.diagnostic(`${String(deaths.length)} kills, by phase ${shown(byPhase)}, by sink ${shown(bySink)}`);
  t.diagnostic(`${JSON.stringify({ stored: stored.readings.length, ...figures })} ${inSeed}`);

  const inStore = stored.readings.map(keyOf);
  const inInflux = await building.inInflux();
  const all = [
    ...faults,
    ...damages(building.database),
    ...stored.undated.map((reading) => `not dated: ${keyOf(reading)}`),
    ...surplus(inStore, inInflux).map((key) => `in the store, and not in InfluxDB: ${key}`),
    ...surplus(inInflux, inStore).map((key) => `in InfluxDB, and not, or not so often, in the store: ${key}`),
  ];
  assert.equal(all.length, 0, `${String(all.length)} faults, ${inSeed}:\n${all.slice(0, 20).join('\n')}`);
  for (const phase of phases) assert.ok((byPhase.get(phase) ?? 0) > 0, `none was killed in phase ${phase}`);
  assert.ok(figures.fewest >= 1000, `a life acknowledged only ${String(figures.fewest)} readings`);
  assert.ok(figures.marked > 0, 'the WebSocket has marked some');
});

/** What starts of the bridge found wrong with the store: nothing, after a mere kill. */
function damages(path: string): string[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database
    .prepare("SELECT cause FROM event WHERE kind = 'store-damaged'")
    .all()
    .map(({ cause }) => `damage was found: ${String(cause)}`);
}

function countBy(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function shown(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([word, count]) => `${word} ${String(count)}`).join(', ');
}
