import type { Mac } from '../reading/mac.ts';

/** Why a device is, or is not, delivering readings. Each state but `online` has a sentence for its user. */
export type DeviceState =
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  /** Connected and answering, but no sensor has sent a value for much longer than usual. In ms since 1970, UTC. */
  | { readonly state: 'stalled'; readonly since: number }
  /** Its values arrive and are shown, but the store cannot take the device in (a full disk). */
  | { readonly state: 'not-stored'; readonly cause: string }
  /** Its key is not 32 bytes of base64; nothing is tried with it. */
  | { readonly state: 'key-malformed'; readonly cause: string }
  /** The device refused our key. Not tried again until the key changes. */
  | { readonly state: 'wrong-key' }
  /** The device wants a key and none is known. */
  | { readonly state: 'encryption-required' }
  /** It has a key here or encryption is required, and what answered speaks plaintext. */
  | { readonly state: 'not-encrypted' }
  | { readonly state: 'not-the-device-expected'; readonly expected: Mac; readonly found: string }
  | { readonly state: 'unreachable'; readonly cause: string };

/**
 * @param mac the device's, where it is known.
 * @returns a sentence that says what is wrong and what to do; null for a device that is well.
 */
export function reasonFor(state: DeviceState, mac?: Mac): string | null {
  const remedy = `Copy the key from the device's YAML (api: encryption: key) and enter it on the bridge's page, or by: climat-guardian device key ${mac ?? 'MAC'}`;
  switch (state.state) {
    case 'online':
      return null;
    case 'connecting':
      return 'Connecting.';
    case 'stalled':
      return `Connected, but no sensor of it has sent a value since ${new Date(state.since).toISOString()}. Check its sensors' wiring, or restart it.`;
    case 'not-stored':
      return `Its readings are shown, but cannot be stored: ${state.cause}`;
    case 'key-malformed':
      return `Its encryption key cannot be used: ${state.cause}. ${remedy}`;
    case 'wrong-key':
      return `It refused our encryption key. ${remedy}`;
    case 'encryption-required':
      return `It wants an encryption key and none is known for it. ${remedy}`;
    case 'not-encrypted':
      return 'What answered is not encrypted, though it has a key here or encryption is required; nothing of it is kept. Flash the device with its key.';
    case 'not-the-device-expected':
      return `Another device (${state.found}) answered at its address; waiting for ${state.expected}.`;
    case 'unreachable':
      return `Not reachable: ${state.cause}.`;
  }
}

/** A connection attempt that ended in a named state; `final` ones are not tried again with the same key. */
export class DeviceRefused extends Error {
  readonly state: DeviceState;
  /** Who it is, or says that it is; undefined where that is not known. */
  readonly mac: Mac | undefined;

  constructor(
    state: DeviceState,
    { mac, ...options }: ErrorOptions & { readonly mac?: Mac | undefined } = {},
  ) {
    super(reasonFor(state, mac) ?? 'online', options);
    this.state = state;
    this.mac = mac;
  }

  get final(): boolean {
    return this.state.state === 'wrong-key' || this.state.state === 'key-malformed';
  }
}
