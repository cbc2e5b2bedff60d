/**
 * What the sender posts: nothing but a device and an instant, as the values follow from them. So the witness's log is
 * short, and what the store has can be compared with what was sent without it.
 */
import { parseMac, type Mac } from '../../src/reading/mac.ts';

export const quantities = ['temperature', 'humidity', 'pressure', 'co2', 'illuminance', 'signal'] as const;
export type PostedQuantity = (typeof quantities)[number];

export const deviceCount = 12;

export interface Post {
  /** From 0. */
  readonly device: number;
  /** Milliseconds UTC. */
  readonly at: number;
}

/** 2026-01-01T00:00:00Z: long ago, so that every hour that is sent has closed. */
const firstAt = 1_767_225_600_000;
const stepMs = 120_000;

/** The i-th post of a device: it goes through an hour in thirty; one in twenty is two hours late, its hour long folded. */
export function postOf(device: number, i: number): Post {
  const late = i % 20 === 19 ? 7_264_321 : 0;
  return { device, at: firstAt + i * stepMs + ((i * 7919) % 59_000) - late };
}

export function macOfDevice(device: number): Mac {
  const mac = parseMac(`a0b76500${device.toString(16).padStart(4, '0')}`);
  if (mac === undefined) throw new Error('no MAC address');
  return mac;
}

const bounds: Readonly<Record<PostedQuantity, readonly [low: number, high: number]>> = {
  temperature: [15, 25],
  humidity: [30, 70],
  pressure: [950, 1030],
  co2: [400, 1300],
  illuminance: [0, 1000],
  signal: [-90, -30],
};

/** What the sensor says at that instant, in thousandths. */
export function thousandthsOf({ device, at }: Post, quantity: PostedQuantity): number {
  const [low, high] = bounds[quantity];
  // Knuth's multiplicative hash: near instants give values far apart, so that no neighbour passes for another.
  const mixed = (Math.imul((at % 2 ** 32) | 0, 0x9e3779b1) ^ Math.imul(device + 1, 0x85ebca6b)) >>> 0;
  return Math.round(1000 * (low + ((high - low) * mixed) / 2 ** 32));
}

export function bodyOf(post: Post): string {
  const values = quantities.map((quantity) => [quantity, thousandthsOf(post, quantity) / 1000]);
  return JSON.stringify({
    ...Object.fromEntries(values),
    ip: `10.0.3.${String(post.device)}`,
    unix_timestamp: post.at,
    area: `Posted ${String(post.device)}`,
  });
}
