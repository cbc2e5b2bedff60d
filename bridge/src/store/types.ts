/** What other stations may know of the store: its words, not its workings. */
import type { Mac } from '../reading/mac.ts';
import type { Quantity } from '../reading/quantity.ts';
import type { SensorId } from '../reading/reading.ts';

export interface StoredRoom {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
}

export interface StoredDevice {
  readonly mac: Mac;
  readonly name: string;
  readonly friendlyName: string;
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

/** A committed reading with all that a sink writes beside it. */
export interface InboxReading {
  readonly seq: number;
  readonly device: Mac;
  readonly entity: string;
  readonly quantity: Quantity;
  /** Where its sensor stood when it was measured. */
  readonly room: string | null;
  readonly measuredAt: number;
  readonly value: number;
}

/** The side of the store that a forwarder reads. */
export interface Outbox {
  /** At most `limit` committed readings after `seq`, in the order of arrival. */
  readInbox(after: number, limit: number): Promise<readonly InboxReading[]>;
  /** The `seq` up to which the sink has everything; 0 for a new sink. */
  cursor(sink: string): Promise<number>;
  moveCursor(sink: string, through: number): Promise<void>;
  /** Called after each commit with the newest durable `seq`; returns what ends it. */
  onCommitted(listener: (through: number) => void): () => void;
}
