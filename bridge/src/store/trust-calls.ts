/** Who is let in: the calls of the writer's thread that serve it, and the main thread's side of them. */
import type { DatabaseSync } from 'node:sqlite';
import { audit, auditIn } from './audit.ts';
import type { WriterCalls } from './calls.ts';
import { openPairing, pairingIn, tryPairing } from './pairing.ts';
import type { StoreThread } from './thread.ts';
import { createToken, revokeToken } from './tokens.ts';
import type {
  AuditEntry,
  AuditNote,
  Moment,
  NewToken,
  OpenPairing,
  PairingOutcome,
  PairingTry,
  TrustStore,
} from './types.ts';

export interface TrustCalls {
  createToken: (token: NewToken, note: Pick<AuditNote, 'token'>) => number;
  revokeToken: (id: number, note: Pick<AuditNote, 'at' | 'token'>) => boolean;
  pairing: (moment: Moment) => OpenPairing | undefined;
  openPairing: (code: string, moment: Moment, note: Pick<AuditNote, 'at' | 'token'>) => void;
  tryPairing: (tried: PairingTry) => PairingOutcome;
  audit: (note: AuditNote) => void;
  audited: (before: number | null, limit: number) => AuditEntry[];
}

export function trustCalls(database: () => DatabaseSync): TrustCalls {
  return {
    createToken: (token, note) => createToken(database(), token, note),
    revokeToken: (id, note) => revokeToken(database(), id, note),
    pairing: (moment) => pairingIn(database(), moment),
    openPairing: (code, moment, note) => {
      openPairing(database(), code, moment, note);
    },
    tryPairing: (tried) => tryPairing(database(), tried),
    audit: (note) => {
      audit(database(), note);
    },
    audited: (before, limit) => auditIn(database(), before, limit),
  };
}

export function trustStore(thread: StoreThread<WriterCalls>): TrustStore {
  return {
    createToken: (token, note) => thread.call('createToken', token, note),
    revokeToken: (id, note) => thread.call('revokeToken', id, note),
    pairing: (moment) => thread.call('pairing', moment),
    openPairing: (code, moment, note) => thread.call('openPairing', code, moment, note),
    tryPairing: (tried) => thread.call('tryPairing', tried),
    note: (note) => thread.call('audit', note),
    audit: (before, limit) => thread.call('audited', before, limit),
  };
}
