/** `pair`: opens pairing on the store, which the running bridge reads. */
import { existsSync } from 'node:fs';
import { groupedCode, newCode } from '../api/pairing.ts';
import { systemClock } from '../clock/clock.ts';
import { isInUse } from '../store/check-store.ts';
import { pairingOpenMs } from '../store/pairing.ts';
import { TokenTable } from '../store/token-table.ts';
import { configured, type WhereOptions } from './configured.ts';

export interface PairOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Only the code goes to standard output. */
export function pair({ json = false, ...where }: PairOptions): void {
  const { path } = configured(where).store;
  if (!existsSync(path)) {
    throw new Error(`There is no store ${path}. Start its bridge, or say where with --data or --config.`);
  }
  using table = new TokenTable(path);
  const code = newCode();
  const { osBoot, monotonic } = systemClock;
  table.openPairing(code, { osBoot, monoMs: monotonic() }, Date.now());
  const minutes = pairingOpenMs / 60_000;
  console.error(
    `Enter this code where you pair, within ${String(minutes)} minutes; it is good for one pairing, and for five tries.` +
      (isInUse(path) ? '' : ' No bridge is running on this store: start it.'),
  );
  if (json) console.log(JSON.stringify({ code, secondsLeft: pairingOpenMs / 1000 }));
  else console.log(groupedCode(code));
}
