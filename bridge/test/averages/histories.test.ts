/**
 * Whether averages are right: histories by chance, and all that is said of them computed again (reference.py). One of
 * them alone: SEED=17 node bridge/test/averages/histories.test.ts
 */
import { test } from 'node:test';
import { StoreReader } from '../stored-readings.ts';
import { playHistory } from './history.ts';
import { PythonPeer } from './python.ts';

const [histories, eachTest] = [500, 50];
/** While one is computed by Python, the other goes on. */
const atOnce = 2;
const only = process.env['SEED'];

for (let first = 1; first <= histories; first += eachTest) {
  const last = first + eachTest - 1;
  if (only !== undefined && (Number(only) < first || Number(only) > last)) continue;
  test(`averages of histories ${String(first)} to ${String(last)} are those of the reference`, async () => {
    await using exporter = new StoreReader();
    await using reference = new PythonPeer('reference.py');
    const seeds = Array.from({ length: eachTest }, (_, i) => first + i);
    const left = only === undefined ? seeds : [Number(only)];
    const failures: string[] = [];
    const play = async (): Promise<void> => {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        try {
          await playHistory(seed, { exporter, reference });
        } catch (error) {
          failures.push(error instanceof Error ? error.message : String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, play));
    if (failures.length > 0)
      throw new Error(`${String(failures.length)} histories went wrong.\n${failures.slice(0, 3).join('\n')}`);
  });
}
