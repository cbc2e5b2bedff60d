/** Which devices are not delivering, and the sentence for each; logged when it changes. */
import type { Mac } from '../reading/mac.ts';
import type { DeviceLog } from './device-log.ts';
import { reasonFor, type DeviceState } from './device-state.ts';

export interface DeviceStatus {
  readonly state: DeviceState['state'];
  readonly reason: string | null;
}

export class DeviceTroubles {
  readonly #log: DeviceLog;
  /** By address, which is there from the beginning; the MAC comes later. */
  readonly #byAddress = new Map<string, DeviceStatus & { mac: Mac | undefined }>();

  constructor(log: DeviceLog) {
    this.#log = log;
  }

  note(state: DeviceState, { mac, at }: { mac: Mac | undefined; at: string }): DeviceStatus {
    const status = { state: state.state, reason: reasonFor(state, mac) };
    const before = this.#byAddress.get(at);
    if (before?.state !== status.state || before.reason !== status.reason) {
      const level = state.state === 'online' || state.state === 'connecting' ? 'info' : 'warn';
      this.#log.say(mac ?? at, level, status.reason ?? 'Online.', { state: state.state });
    }
    // A device that moved to another address has left the trouble at the old one behind.
    for (const [other, one] of this.#byAddress) {
      if (mac !== undefined && one.mac === mac && other !== at) this.#byAddress.delete(other);
    }
    this.#byAddress.set(at, { ...status, mac });
    return status;
  }

  /** Nobody waits for this device any more: its absence is no trouble. */
  forget(mac: Mac): void {
    for (const [at, one] of this.#byAddress) if (one.mac === mac) this.#byAddress.delete(at);
  }

  sentences(): string[] {
    return [...this.#byAddress].flatMap(([at, { state, reason, mac }]) =>
      state === 'online' || state === 'connecting' || reason === null
        ? []
        : [`Device ${mac ?? at}: ${reason}`],
    );
  }
}
