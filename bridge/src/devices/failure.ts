/** What a failed connection attempt means to the device's user. */
import {
  ConnectionRefusedError,
  ConnectionTimeoutError,
  EncryptionKeyInvalidError,
  EncryptionKeyMissingError,
  EncryptionRequiredError,
} from 'esphome-client';
import type { DeviceState } from './device-state.ts';

/**
 * What ESPHome says of a key that is not its own. The client library calls any damaged handshake a wrong key; but a
 * device reads our half first, so one that does not say this has not refused the key.
 */
const keyRefused = 'Handshake MAC failure';

export function stateOf(error: unknown, at: { readonly host: string; readonly port: number }): DeviceState {
  if (error instanceof EncryptionKeyInvalidError && error.message.includes(keyRefused)) {
    return { state: 'wrong-key' };
  }
  if (error instanceof EncryptionRequiredError || error instanceof EncryptionKeyMissingError) {
    return { state: 'encryption-required' };
  }
  const address = `${at.host}:${String(at.port)}`;
  if (error instanceof ConnectionRefusedError) {
    return { state: 'unreachable', cause: `${address} refused the connection` };
  }
  if (error instanceof ConnectionTimeoutError || isTimeout(error)) {
    return { state: 'unreachable', cause: `${address} did not answer in time` };
  }
  return { state: 'unreachable', cause: `${address}: ${messageOf(error)}` };
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || isTimeout(error.cause);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
