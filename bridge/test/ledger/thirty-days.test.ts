/**
 * The ledger on trial: thirty days, a cut each night, 500 faults whose labels the bridge cannot read. The devices are
 * simulated, as is time; door, chronicle, store and ledger are the bridge's own.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { LedgerSegment } from '../../src/store/explaining.ts';
import { mac } from '../../src/store/store-fixture.ts';
import { Building } from './building.ts';
import { models, planOf, type Plan } from './plan.ts';
import { labelsOf } from './truth.ts';
import { emptyVerdict, isWrong, judge, pieces, sentence } from './verdict.ts';

const seed = Number(process.env['LEDGER_SEED'] ?? 6);

/** A flag is what a person says, and is no secret; it may be said long after. */
function flag(plan: Plan, path: string): void {
  using database = new DatabaseSync(path);
  database.exec("INSERT INTO edit (at_ms, what, undo) VALUES (0, 'flags', '[]')");
  const add = database.prepare(
    `INSERT INTO flag (sensor, from_ms, until_ms, reason, edit)
     SELECT id, ?, ?, 'drifts', 1 FROM sensor WHERE device = ?`,
  );
  const stale = database.prepare(
    `INSERT INTO stale (kind, of_id, from_ms, until_ms) SELECT 'sensor', id, ?, ? FROM sensor WHERE device = ?`,
  );
  for (const { kind, device, from, until } of plan.faults) {
    if (kind !== 'flag') continue;
    add.run(from, until, mac((device ?? 0) + 1));
    stale.run(from, until, mac((device ?? 0) + 1));
  }
}

function assertWhole(segments: readonly LedgerSegment[], { start, end }: Plan): void {
  const edges = [...segments.map(({ from }) => from), end];
  assert.deepEqual(
    edges,
    [start, ...segments.map(({ until }) => until)],
    'one after the other, from beginning to end',
  );
  assert.equal(
    segments.reduce((sum, { from, until }) => sum + until - from, 0),
    end - start,
  );
}

test('thirty days: the sum is exact, the cause is right, and none is narrower than what is known', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-ledger-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const plan = planOf(seed, Date.UTC(2026, 9, 20));
  assert.equal(plan.faults.length, 500);
  await using building = new Building(plan, folder, seed);
  await building.live();
  flag(plan, building.host.path);
  const { reader } = building.host.run?.store ?? assert.fail('the bridge does not run');
  const asked = { rooms: null, from: plan.start, until: plan.end, now: plan.end };
  const verdict = emptyVerdict();
  for (const device of models.keys()) {
    const of = { device: mac(device + 1), entity: 'temperature', quantity: 'temperature' } as const;
    const segments = (await reader.ledger({ ...asked, of })) ?? assert.fail('there is no such sensor');
    assertWhole(segments, plan);
    for (const { kind, device: of, ...flagged } of plan.faults) {
      if (kind !== 'flag' || of !== device) continue;
      const read = segments.find(
        ({ from, until, cause }) => cause === null && from < flagged.until && until > flagged.from,
      );
      assert.equal(read, undefined, 'a flag leaves no reading');
    }
    judge(verdict, `device ${String(device)}`, segments, labelsOf(plan, device));
  }
  // Two devices stand in it: what is said of the room must hold of both.
  const room =
    (await reader.ledger({ ...asked, of: { room: 'lab' } })) ?? assert.fail('there is no such room');
  assertWhole(room, plan);
  for (const device of [0, 1]) {
    for (const piece of pieces(room, labelsOf(plan, device)))
      if (piece.active.length > 0 && isWrong(piece.answer, piece.active))
        verdict.wrong.push(sentence(`room of device ${String(device)}`, piece));
  }

  const { gaps, right, wrong, tooWide, byFault, answers } = verdict;
  const rightFaults = [...byFault.values()].filter((one) => one.right >= 0.95 * one.all).length;
  t.diagnostic(`${(gaps / 3_600_000).toFixed(0)} h of gaps, ${((right / gaps) * 100).toFixed(2)} % right`);
  t.diagnostic(`${String(rightFaults)} of ${String(byFault.size)} faults and nights that cost readings`);
  for (const [what, ms] of [...tooWide].sort((a, b) => b[1] - a[1]))
    t.diagnostic(`wider than need be: ${what}: ${(ms / 1000).toFixed(0)} s`);
  assert.deepEqual(wrong, []);
  assert.ok(right >= 0.95 * gaps, 'of the time');
  assert.ok(rightFaults >= 0.95 * byFault.size, 'of the faults');
  const unsaid = [
    ...['power-cut', 'bridge-failed', 'bridge-stopped', 'bridge-off', 'bridge-off-or-undated'],
    ...['clock-quarantine', 'wifi', 'device-off', 'device-away', 'wrong-key', 'sensor-fault'],
    ...['nothing-came', 'refused', 'flagged'],
  ].filter((cause) => !answers.has(cause));
  assert.deepEqual(unsaid, [], 'each cause is put to the test');
});
