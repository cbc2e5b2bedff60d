/**
 * Pairing: six digits that are good for ten minutes and five wrong tries, whoever makes them. The row is there while
 * it is open, so that the command line can open it beside a running bridge; a million codes are few, so that each
 * try is counted on the disk before its answer is given.
 */
import { timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { audit } from './audit.ts';
import { numberIn, textIn, transaction } from './rows.ts';
import { addToken } from './tokens.ts';
import type { AuditNote, Moment, OpenPairing, PairingOutcome, PairingTry } from './types.ts';

export const pairingOpenMs = 10 * 60_000;
const maxTries = 5;

/** @returns undefined where it is closed. */
export function pairingIn(database: DatabaseSync, { osBoot, monoMs }: Moment): OpenPairing | undefined {
  const row = database.prepare('SELECT * FROM pairing').get();
  if (row === undefined || textIn(row, 'os_boot') !== osBoot) return undefined;
  const sinceMs = monoMs - numberIn(row, 'mono_ms');
  const triesLeft = maxTries - numberIn(row, 'tries');
  // An instant that is still to come is none of this system's start.
  if (sinceMs < 0 || sinceMs >= pairingOpenMs || triesLeft <= 0) return undefined;
  return { code: textIn(row, 'code'), triesLeft, leftMs: pairingOpenMs - sinceMs };
}

/** @param code six digits. */
export function openPairing(
  database: DatabaseSync,
  code: string,
  { osBoot, monoMs }: Moment,
  note: Pick<AuditNote, 'at' | 'token'>,
): void {
  transaction(database, () => {
    database
      .prepare(
        'INSERT OR REPLACE INTO pairing (only_row, code, os_boot, mono_ms, tries) VALUES (1, ?, ?, ?, 0)',
      )
      .run(code, osBoot, Math.round(monoMs));
    audit(database, { ...note, action: 'pairing-opened', detail: null });
  });
}

/** The code is good once, and where it is right the token is made in the same breath. */
export function tryPairing(database: DatabaseSync, { code, moment, token }: PairingTry): PairingOutcome {
  // Nothing is written for those who try at a closed door.
  if (pairingIn(database, moment) === undefined) return { is: 'closed' };
  return transaction(database, (): PairingOutcome => {
    const open = pairingIn(database, moment);
    if (open === undefined) return { is: 'closed' };
    const at = token.createdAt;
    if (isSame(code, open.code)) {
      database.exec('DELETE FROM pairing');
      const id = addToken(database, token);
      audit(database, { at, token: id, action: 'paired', detail: `${token.name}: ${token.scope}` });
      return { is: 'paired', token: id };
    }
    const triesLeft = open.triesLeft - 1;
    database.exec('UPDATE pairing SET tries = tries + 1');
    audit(database, {
      at,
      token: null,
      action: 'pairing-failed',
      detail: `${token.name}: wrong code, ${String(triesLeft)} tries left`,
    });
    if (triesLeft === 0) {
      database.exec('DELETE FROM pairing');
      audit(database, { at, token: null, action: 'pairing-closed', detail: 'too many wrong codes' });
    }
    return { is: 'wrong', triesLeft };
  });
}

function isSame(tried: string, code: string): boolean {
  const [a, b] = [Buffer.from(tried), Buffer.from(code)];
  return a.length === b.length && timingSafeEqual(a, b);
}
