/**
 * Asks an encrypted device who it is, without a key: ESPHome's answer to an empty Noise hello is its name and its
 * MAC address, in the clear. It proves nothing, and only says which key to try; the key then proves it.
 */
import { connect } from 'node:net';
import { parseMac, type Mac } from '../reading/mac.ts';

/** Indicator 1, and two bytes for the length of nothing. */
const clientHello = Uint8Array.of(1, 0, 0);
const headerBytes = 3;
/** A node name of 31 bytes, a MAC of 12, an end to each, and the protocol: anything much longer is no hello. */
const maxBytes = 256;
const withinMs = 5000;

/** @returns undefined where nothing answers in time that says so. */
export async function statedMac(
  { host, port }: { readonly host: string; readonly port: number },
  stop: AbortSignal,
): Promise<Mac | undefined> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(withinMs)]);
  const socket = connect({ host, port, signal });
  let heard = Buffer.alloc(0);
  try {
    socket.write(clientHello);
    for await (const chunk of socket) {
      if (chunk instanceof Buffer) heard = Buffer.concat([heard, chunk]);
      const [indicator, high = 0, low = 0] = heard;
      const end = headerBytes + ((high << 8) | low);
      if (indicator !== 1 || end > maxBytes || heard.length > maxBytes) return undefined;
      if (heard.length < headerBytes || heard.length < end) continue;
      // The protocol that it chose, the name, a zero, the MAC, a zero.
      const [, mac = ''] = heard
        .subarray(headerBytes + 1, end)
        .toString('latin1')
        .split('\0');
      return parseMac(mac);
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
