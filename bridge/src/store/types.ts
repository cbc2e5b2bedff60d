/** What other stations may know of the store: its words, not its workings. */
import type { Mac } from '../reading/mac.ts';
import type { Quantity } from '../reading/quantity.ts';
import type { DeviceDescription, Reading, SensorId } from '../reading/reading.ts';

export interface StoredRoom {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
}

export interface StoredDevice {
  readonly mac: Mac;
  readonly name: string;
  readonly friendlyName: string;
  readonly area: string;
}

export interface StoredSensor {
  readonly id: SensorId;
  readonly device: Mac;
  readonly entity: string;
  readonly quantity: Quantity;
  /** Where it stands now; null for a diagnostic sensor. */
  readonly room: string | null;
}

/** Everything that the store knows but readings. */
export interface Inventory {
  readonly rooms: readonly StoredRoom[];
  readonly devices: readonly StoredDevice[];
  readonly sensors: readonly StoredSensor[];
}

/** `ingest`: brings the readings of one device, and can do nothing else. */
export type Scope = 'ingest' | 'read' | 'admin';

/** A token of the API, as far as the store knows it. */
export interface StoredToken {
  readonly id: number;
  readonly name: string;
  readonly scope: Scope;
  /** Whose readings it brings; null for every other scope. */
  readonly device: Mac | null;
  /** The ids of the rooms that it may read; null: all that its scope may. */
  readonly rooms: readonly string[] | null;
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  /** Milliseconds UTC, by the clock of the host on which it was made. */
  readonly createdAt: number;
  /** Milliseconds UTC: from then on it is good for nothing; null: it does not expire. */
  readonly expiresAt: number | null;
  /** null: it is good. */
  readonly revokedAt: number | null;
}

/** A reading whose clock is not trusted. */
export interface UndatedReading {
  readonly sensor: SensorId;
  readonly monoMs: number;
  readonly value: number;
  /** The device's own time, where it gave one. */
  readonly statedAt?: number;
}

/** The side of the store that takes what is posted to the API. */
export interface Inlet {
  /** New readings are refused, as the disk has no room for them. */
  readonly isFull: boolean;
  /** Also those that another process has just made, or revoked. */
  tokens(): Promise<readonly StoredToken[]>;
  register(device: DeviceDescription): Promise<Inventory>;
  /** @returns its number; undefined when it was refused. */
  append(reading: Reading): number | undefined;
  appendUndated(reading: UndatedReading): number | undefined;
  /** Resolves when this reading is on the disk; rejects when the disk did not take it, which it may still do later. */
  durable(seq: number): Promise<void>;
}

/** How the store does, in numbers; what is counted is counted since the start. */
export interface StoreFigures {
  /** Readings that were given a number. */
  readonly appended: number;
  /** Of those, and of those that waited for the clock or the disk: on the disk. */
  readonly committed: number;
  readonly conflicts: number;
  readonly tooLate: number;
  /** Refused as they found no room to wait in: the disk was full, or too slow. */
  readonly refused: { readonly full: number; readonly slow: number };
  /** On their way to the disk now, and for how long the oldest of them. */
  readonly waiting: number;
  readonly waitingMs: number;
  /** All that are kept, as of the last commit. */
  readonly readings: number;
  /** Of those: not in a block yet. */
  readonly inbox: number;
  /** Of those: wait for a trusted clock. */
  readonly quarantined: number;
  /** Found damaged. */
  readonly damaged: number;
  /** undefined before it was looked at. */
  readonly disk: DiskState | undefined;
}

export interface DiskState {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Less than a tenth is free. */
  readonly isLow: boolean;
  readonly hasBallast: boolean;
}

/** What explains a gap. */
export type EventKind =
  | 'bridge-started'
  | 'bridge-stopped'
  | 'device-online'
  | 'device-lost'
  /** How long it has been running. */
  | 'device-uptime'
  /** The bridge itself stood still: its host slept, or somebody had stopped it. */
  | 'bridge-paused'
  | 'reading-refused'
  | 'sink-down'
  | 'sink-up'
  | 'clock-trusted'
  | 'clock-stepped'
  | 'clock-corrected'
  | 'disk-full'
  /** It takes readings, but slower than they come: new ones are refused. */
  | 'disk-slow'
  | 'disk-recovered'
  | 'store-damaged';

/** Whose readings: what stood in a room at the time, all sensors of a device wherever it stood, or one of them. */
export type ReadingsOf =
  | { readonly room: string }
  | { readonly device: Mac }
  | { readonly device: Mac; readonly entity: string; readonly quantity: Quantity };

/** A place in the order of readings: by the time of measuring, then by the sensor's number. */
export interface ReadingPosition {
  readonly at: number;
  readonly sensor: SensorId;
}

export interface ReadingsQuestion {
  readonly of: ReadingsOf;
  readonly quantity?: Quantity | undefined;
  /** The rooms of which the one who asks may know; null: all, and what stands in none. */
  readonly rooms: readonly string[] | null;
  /** Milliseconds since 1970, UTC; `to` itself is not in it. */
  readonly from: number;
  readonly to: number;
  /** Those after it; null: from the first. */
  readonly after: ReadingPosition | null;
  readonly limit: number;
}

export interface ReadingSensor {
  readonly id: SensorId;
  readonly device: Mac;
  readonly entity: string;
  readonly quantity: Quantity;
}

/** Readings that are lost, as the bytes that held them are damaged: of one hour of a sensor. */
export interface MissingReadings {
  readonly sensor: ReadingSensor;
  /** Milliseconds since 1970, UTC. */
  readonly hour: number;
  readonly readings: number;
}

/** Numbers a reading in `ReadingsPage.packed`. */
export const readingWidth = 5;

/** Some of the readings that were asked for, in their order; there may be fewer than the limit before the end. */
export interface ReadingsPage {
  /** All that the question is about. */
  readonly sensors: readonly ReadingSensor[];
  /** Where they stood. */
  readonly rooms: readonly string[];
  /**
   * `readingWidth` numbers a reading: which of the sensors, which of the rooms (-1: none), measured at, value in
   * thousandths, received at.
   */
  readonly packed: Float64Array;
  readonly missing: readonly MissingReadings[];
  /** Readings of damaged commits that were not yet filed by sensor and hour; told with the first page. */
  readonly missingUnfiled: number;
  /** Up to here nothing is left out; null: this was the last page. */
  readonly next: ReadingPosition | null;
  /** Raw readings before it were dropped by retention; null: none were. */
  readonly rawFrom: number | null;
}

/** The side of the store that is asked for what has been. */
export interface Archive {
  /** @returns undefined where there is no such room, device or sensor, or the one who asks may not know of it. */
  readings(question: ReadingsQuestion): Promise<ReadingsPage | undefined>;
}

interface NewTokenBase {
  readonly name: string;
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  /** Milliseconds UTC. */
  readonly createdAt: number;
  readonly expiresAt?: number | null;
}

/** Which of device and rooms a token has, its scope says. */
export type TokenScope =
  | { readonly scope: 'ingest'; readonly device: Mac; readonly rooms?: never }
  | { readonly scope: 'read'; readonly rooms?: readonly string[] | null; readonly device?: never }
  | { readonly scope: 'admin'; readonly rooms?: never; readonly device?: never };

/** A token to be made. */
export type NewToken = NewTokenBase & TokenScope;

/** What is noted of who was let in and who changed what. No secret is ever in it. */
export type AuditAction =
  | 'token-created'
  | 'token-revoked'
  | 'pairing-opened'
  | 'pairing-failed'
  | 'pairing-closed'
  | 'paired'
  | 'session-opened'
  | 'session-ended'
  | 'key-changed'
  | 'edit-made';

export interface AuditNote {
  /** Milliseconds UTC, of a clock that may be wrong. */
  readonly at: number;
  /** Whose token; null: the command line, this host, or a stranger. */
  readonly token: number | null;
  readonly action: AuditAction;
  readonly detail: string | null;
}

export interface AuditEntry extends Omit<AuditNote, 'action'> {
  readonly id: number;
  readonly action: string;
}

/** An instant of the monotonic clock: no step of the time of day changes how long ago it was. */
export interface Moment {
  readonly osBoot: string;
  readonly monoMs: number;
}

/** Pairing while it is open. */
export interface OpenPairing {
  /** Six digits. */
  readonly code: string;
  /** Wrong tries that are left, for all who try together; at least 1. */
  readonly triesLeft: number;
  /** Milliseconds. */
  readonly leftMs: number;
}

export interface PairingTry {
  readonly code: string;
  readonly moment: Moment;
  /** What is made where the code is right. */
  readonly token: NewToken & { readonly scope: 'read' | 'admin' };
}

export type PairingOutcome =
  | { readonly is: 'paired'; readonly token: number }
  | { readonly is: 'wrong'; readonly triesLeft: number }
  | { readonly is: 'closed' };

/** The side of the store that knows who is let in. All of it is on the disk when it resolves. */
export interface TrustStore {
  /** @returns the token's number. */
  createToken(token: NewToken, note: Pick<AuditNote, 'token'>): Promise<number>;
  /** @returns whether there was such a token, not revoked yet. */
  revokeToken(id: number, note: Pick<AuditNote, 'at' | 'token'>): Promise<boolean>;
  /** undefined: it is closed. */
  pairing(moment: Moment): Promise<OpenPairing | undefined>;
  /** Opens it, with another code where it is open. */
  openPairing(code: string, moment: Moment, note: Pick<AuditNote, 'at' | 'token'>): Promise<void>;
  tryPairing(tried: PairingTry): Promise<PairingOutcome>;
  note(note: AuditNote): Promise<void>;
  /** The newest first. @param before only entries older than that number. */
  audit(before: number | null, limit: number): Promise<readonly AuditEntry[]>;
}
