/** Which devices are not delivering, and the sentence for each; logged when it changes. */
import type { Mac } from '../reading/mac.ts';
import { reasonFor, type DeviceState } from './device-state.ts';

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface DeviceStatus {
  readonly state: DeviceState['state'];
  readonly reason: string | null;
}

export class DeviceTroubles {
  readonly #log: Log;
  /** By address, which is there from the beginning; the MAC comes later. */
  readonly #byAddress = new Map<string, DeviceStatus & { mac: Mac | undefined }>();

  constructor(log: Log) {
    this.#log = log;
  }

  note(state: DeviceState, { mac, at }: { mac: Mac | undefined; at: string }): DeviceStatus {
    const status = { state: state.state, reason: reasonFor(state) };
    const before = this.#byAddress.get(at);
    if (before?.state !== status.state || before.reason !== status.reason) {
      const level = state.state === 'online' || state.state === 'connecting' ? 'info' : 'warn';
      this.#log[level]({ device: mac ?? at, state: state.state }, status.reason ?? 'Online.');
    }
    // A device that moved to another address has left the trouble at the old one behind.
    for (const [other, one] of this.#byAddress) {
      if (mac !== undefined && one.mac === mac && other !== at) this.#byAddress.delete(other);
    }
    this.#byAddress.set(at, { ...status, mac });
    return status;
  }

  sentences(): string[] {
    return [...this.#byAddress].flatMap(([at, { state, reason, mac }]) =>
      state === 'online' || state === 'connecting' || reason === null
        ? []
        : [`Device ${mac ?? at}: ${reason}`],
    );
  }
}
