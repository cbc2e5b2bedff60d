import assert from 'node:assert/strict';
import type { Frame } from '../src/frame.ts';
import { MESSAGE } from '../src/messages.ts';
import { startSimulator } from '../src/simulator.ts';
import { type Client, fields, float } from './client.ts';

/** Entity key → state; undefined where it is missing. */
export function states(frames: readonly Frame[]): Map<number, number | undefined> {
  return new Map(
    frames
      .filter(({ type }) => type === MESSAGE.sensorStateResponse)
      .map(fields)
      .map((state) => [Number(state.get(1)), state.get(3) === 1 ? undefined : float(state.get(2))]),
  );
}

export async function oneDevice(options: Partial<Parameters<typeof startSimulator>[0]> = {}) {
  const simulator = await startSimulator({ rooms: 1, hold: true, ...options });
  const [device] = simulator.devices;
  assert.ok(device);
  return { device, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

/** What the device sends for a ping that follows: everything before the pong. */
export function said(client: Client): Promise<Frame[]> {
  client.say(MESSAGE.pingRequest);
  return client.until(MESSAGE.pingResponse);
}
