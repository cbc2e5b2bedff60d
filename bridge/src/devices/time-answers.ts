/**
 * Devices with `time: homeassistant` ask every API client what time it is, and set their clocks by it. The client
 * library answers by itself with this host's clock, whether or not it can be believed, and has no option for that.
 */
import { MessageType, type EspHomeClient } from 'esphome-client';

export interface TimeSource {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  readonly isTrusted: () => boolean;
}

/** The one way by which every message of the library (2.0.0) leaves; private, so a test sees that it still is. */
const wayOut = 'frameAndSend';

/** From now on a device's question is answered with this time, and with nothing while it is not trusted. */
export function answerTimeBy(client: EspHomeClient, { now, isTrusted }: TimeSource): void {
  const send: unknown = Reflect.get(client, wayOut);
  if (typeof send !== 'function') throw new Error(`esphome-client has no ${wayOut} any more`);
  Object.assign(client, {
    [wayOut](type: number, payload: Buffer): void {
      if (type !== MessageType.GET_TIME_RESPONSE) Reflect.apply(send, client, [type, payload]);
      else if (isTrusted()) Reflect.apply(send, client, [type, timeResponse(now())]);
    },
  });
}

/** `fixed32 epoch_seconds = 1` of api.proto. */
function timeResponse(at: number): Buffer {
  const message = Buffer.alloc(5);
  message.writeUInt8((1 << 3) | 5, 0);
  message.writeUInt32LE(Math.floor(at / 1000), 1);
  return message;
}
