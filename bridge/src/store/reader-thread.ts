/** The thread that reads the store for those who ask: it sees each commit, changes nothing and delays none. */
import type { DatabaseSync } from 'node:sqlite';
import type { Averaging } from './averaging.ts';
import type { ReaderCalls } from './calls.ts';
import { AveragesTables } from './read-averages.ts';
import { UnfiledReadings } from './read-inbox.ts';
import { placeCalls } from './edit-calls.ts';
import type { Explain } from './explaining.ts';
import { EvidenceTables } from './read-evidence.ts';
import { ReadingsTables } from './read-readings.ts';
import { openBeside } from './schema.ts';
import { serveCalls } from './serve-calls.ts';
import { tokensIn } from './tokens.ts';

interface Open {
  readonly database: DatabaseSync;
  readonly readings: ReadingsTables;
  readonly averages: AveragesTables;
  readonly evidence: EvidenceTables;
}

export function serveReader(path: string, averaging: Averaging, explain: Explain): void {
  let open: Open | undefined;
  const opened = (): Open => {
    if (open === undefined) {
      const database = openBeside(path, { readOnly: true });
      const unfiled = new UnfiledReadings(database);
      open = {
        database,
        readings: new ReadingsTables(database, unfiled),
        averages: new AveragesTables(database, averaging, unfiled),
        evidence: new EvidenceTables(database, { averaging, unfiled, explain }),
      };
    }
    return open;
  };
  const close = (): void => {
    open?.database.close();
    open = undefined;
  };
  const calls: ReaderCalls = {
    ...placeCalls(() => opened().database),
    tokens: () => tokensIn(opened().database),
    readings: (question) => opened().readings.page(question),
    buckets: (question) => opened().averages.buckets(question),
    covers: (question) => opened().averages.covers(question),
    ledger: (question) => opened().evidence.ledger(question),
    reopen: close,
  };
  serveCalls(calls, () => {
    // The file may have been replaced just now, by the writer that mended it.
    if (open === undefined) return false;
    close();
    return true;
  });
}
